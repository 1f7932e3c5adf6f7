import { plainName } from "../../match/names.ts";
import type { Side } from "../../match/state.ts";
import { clockOf, periodAt } from "../kit/clock.ts";
import { scorersOf } from "../kit/goals.ts";
import { idOf } from "../kit/loose.ts";
import type { PartlyNamed } from "../kit/named.ts";
import { rawExtras } from "../kit/raw.ts";
import type { ListedEvent } from "../snapshots/listed-event.ts";
import type { VendorSnapshot } from "../snapshots/snapshot.ts";
import { bookingBody, goalBody, type Match, penaltyBody, substitutionBody } from "./body.ts";

/** Characters of an unknown record that are kept. */
const MAX_RAW = 1_000;

/** What reading the lists takes from the match. */
interface Sides {
  of(team: PartlyNamed): Side | undefined;
  /** By the line-ups, for records without a team. */
  ofPlayer(player: PartlyNamed): Side | undefined;
  team(side: Side | undefined): Pick<ListedEvent, "team_id" | "team_name">;
}

export function sidesOf({ homeTeam, awayTeam }: Match, { home_team, away_team }: VendorSnapshot): Sides {
  const is = (a: PartlyNamed, b: PartlyNamed) =>
    a.id !== undefined && b.id !== undefined
      ? a.id === b.id
      : a.name !== undefined && b.name !== undefined && plainName(a.name) === plainName(b.name);
  const plays = ({ lineup, bench }: Match["homeTeam"], { id }: PartlyNamed) =>
    id !== undefined &&
    [lineup, bench]
      .flat()
      .some((one) => typeof one === "object" && one !== null && "id" in one && idOf(one.id) === id);
  const sideOf = (test: (team: Match["homeTeam"]) => boolean): Side | undefined =>
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

const GOALS = new Map<string, string>(Object.entries({ OWN: "own_goal", PENALTY: "penalty" }));

export function goalsOf(list: readonly unknown[], sides: Sides): (ListedEvent | undefined)[] {
  const goals = list.map((record) => goalBody.parse(record));
  const scorers = scorersOf(
    goals.map(({ team, type, score: { home, away } }) => ({
      team: sides.of(team),
      isOwn: type === "OWN",
      after: home === undefined || away === undefined ? undefined : { home, away },
    })),
    false,
  );
  return goals.map((goal, index): ListedEvent | undefined => {
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

const CARDS = new Map<string, string>(
  Object.entries({
    YELLOW: "yellow",
    YELLOW_RED: "second_yellow",
    RED: "red",
  }),
);

export function bookingsOf(list: readonly unknown[], sides: Sides): (ListedEvent | undefined)[] {
  return list.map((record): ListedEvent | undefined => {
    const booking = bookingBody.parse(record);
    const detail = CARDS.get(booking.card ?? "");
    return placed(booking, {
      type: detail ? "card" : "other",
      detail,
      ...sides.team(sides.of(booking.team) ?? sides.ofPlayer(booking.player)),
      player: booking.player,
      ...(detail ? {} : { extras: rawExtras(record, MAX_RAW) }),
    });
  });
}

export function substitutionsOf(list: readonly unknown[], sides: Sides): (ListedEvent | undefined)[] {
  return list.map((record): ListedEvent | undefined => {
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
export function kicksOf(
  list: readonly unknown[],
  sides: Sides,
  goals: readonly (ListedEvent | undefined)[],
): ListedEvent[] {
  const inPlay = goals.flatMap((goal) => (goal?.detail === "penalty" ? [goal.player?.id] : []));
  const kicks = list
    .map((record) => penaltyBody.parse(record))
    .filter(({ type, player, scored }) => {
      if (type !== undefined) return type === "SHOOTOUT";
      const inPlayAt = scored === true ? inPlay.indexOf(player.id) : -1;
      if (inPlayAt >= 0) inPlay.splice(inPlayAt, 1);
      return inPlayAt < 0;
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

function placed(
  { minute, injuryTime }: { minute?: unknown; injuryTime?: unknown },
  what: Unplaced,
): ListedEvent | undefined {
  const clock = clockOf(minute, injuryTime);
  return clock && { ...what, clock, period: periodAt(clock) };
}
