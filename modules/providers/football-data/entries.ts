import { type SideName, scorersOf } from "../kit/goals.ts";
import { idOf, plain } from "../kit/loose.ts";
import { clockOf, periodAt } from "../snapshots/clock.ts";
import { type ListedEvent, type Person, rawExtras } from "../snapshots/listed-event.ts";
import type { Snapshot } from "../snapshots/snapshot.ts";
import { bookingBody, goalBody, type Match, penaltyBody, substitutionBody } from "./body.ts";
import { CARDS } from "./words.ts";

/** What has to be known of a match to read its lists. */
export interface Sides {
  of(team: Person): SideName | undefined;
  /** By the line-ups, for records without a team. */
  ofPlayer(player: Person): SideName | undefined;
  team(side: SideName | undefined): Pick<ListedEvent, "team_id" | "team_name">;
}

export function sidesOf({ homeTeam, awayTeam }: Match, { home_team, away_team }: Snapshot): Sides {
  const is = (a: Person, b: Person) =>
    a.id !== undefined && b.id !== undefined
      ? a.id === b.id
      : a.name !== undefined && b.name !== undefined && plain(a.name) === plain(b.name);
  const plays = ({ lineup, bench }: Match["homeTeam"], { id }: Person) =>
    id !== undefined &&
    [lineup, bench]
      .flat()
      .some((one) => typeof one === "object" && one !== null && "id" in one && idOf(one.id) === id);
  const sideOf = (test: (team: Match["homeTeam"]) => boolean): SideName | undefined =>
    test(homeTeam) ? "home" : test(awayTeam) ? "away" : undefined;
  return {
    of: (team) => sideOf((one) => is(team, one)),
    ofPlayer: (player) => sideOf((one) => plays(one, player)),
    team(side) {
      const team = side && (side === "home" ? home_team : away_team);
      return { team_id: team?.id, team_name: team?.name };
    },
  };
}

/** Entries that cannot be placed, such as those without a minute, are undefined. */
export type Placed = ListedEvent | undefined;

const GOALS = new Map<string, string>(Object.entries({ OWN: "own_goal", PENALTY: "penalty" }));

export function goalsOf(list: readonly unknown[], sides: Sides): Placed[] {
  const goals = list.map((record) => goalBody.parse(record));
  const scorers = scorersOf(
    goals.map(({ team, type, score: { home, away } }) => ({
      team: sides.of(team),
      isOwn: type === "OWN",
      after: home === undefined || away === undefined ? undefined : { home, away },
    })),
    false,
  );
  return goals.map((goal, index): Placed => {
    const { type, scorer, assist } = goal;
    return placed(goal, {
      type: "goal",
      detail: GOALS.get(type ?? ""),
      ...sides.team(scorers[index]),
      player: scorer,
      related: assist,
    });
  });
}

export function bookingsOf(list: readonly unknown[], sides: Sides): Placed[] {
  return list.map((record): Placed => {
    const booking = bookingBody.parse(record);
    const detail = CARDS.get(booking.card ?? "");
    return placed(booking, {
      type: detail ? "card" : "other",
      detail,
      ...sides.team(sides.of(booking.team) ?? sides.ofPlayer(booking.player)),
      player: booking.player,
      ...(detail ? {} : { extras: rawExtras(record) }),
    });
  });
}

export function substitutionsOf(list: readonly unknown[], sides: Sides): Placed[] {
  return list.map((record): Placed => {
    const substitution = substitutionBody.parse(record);
    const { team, playerIn, playerOut } = substitution;
    return placed(substitution, {
      type: "substitution",
      ...sides.team(sides.of(team) ?? sides.ofPlayer(playerIn) ?? sides.ofPlayer(playerOut)),
      player: playerIn,
      related: playerOut,
    });
  });
}

/**
 * The kicks of a shootout. `penalties` also has those in play, of which the scored ones are among the goals, and
 * the others have no minute. Where the type is missing, who scored as many as in play has not kicked again.
 */
export function kicksOf(list: readonly unknown[], sides: Sides, goals: readonly Placed[]): ListedEvent[] {
  const inPlay = goals.flatMap((goal) => (goal?.detail === "penalty" ? [goal.player?.id] : []));
  const kicks = list
    .map((record) => penaltyBody.parse(record))
    .filter(({ type, player, scored }) => {
      if (type !== undefined) return type === "SHOOTOUT";
      const told = scored === true ? inPlay.indexOf(player.id) : -1;
      if (told >= 0) inPlay.splice(told, 1);
      return told < 0;
    });
  return kicks.map(({ player, team, scored }, index) => ({
    type: "penalty",
    detail: scored === true ? "scored" : "missed",
    period: "penalty_shootout",
    clock: { minute: 120, extra_minute: 0 },
    ...sides.team(sides.of(team) ?? sides.ofPlayer(player)),
    player,
    extras: { kick: index + 1 },
  }));
}

type Unplaced = Omit<ListedEvent, "clock" | "period">;

function placed({ minute, injuryTime }: { minute?: unknown; injuryTime?: unknown }, what: Unplaced): Placed {
  const clock = clockOf(minute, injuryTime);
  return clock && { ...what, clock, period: periodAt(clock) };
}
