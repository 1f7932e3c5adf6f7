import { allsports } from "../../../../modules/providers/allsports/allsports.ts";
import { apiFootball } from "../../../../modules/providers/api-football/api-football.ts";
import { footballData } from "../../../../modules/providers/football-data/football-data.ts";
import type { Provider } from "../../../../modules/providers/provider.ts";
import * as allsportsBody from "../allsports/allsports-bodies.ts";
import * as apiFootballBody from "../api-football/api-football-bodies.ts";
import * as footballDataBody from "../football-data/football-data-bodies.ts";

type SideName = "home" | "away";

/** What happened in a made-up match, in the order of the clock. */
export interface Happened {
  kind: "goal" | "yellow" | "substitution";
  side: SideName;
  minute: number;
  /** By id and name; undefined where the vendor does not know yet. For a substitution who comes on. */
  player: number | undefined;
}

export interface Vendor {
  provider: Provider;
  matchId: string;
  /** The match as the vendor has it; the score may be another than the sum of the goals. */
  body(happened: readonly Happened[], score: Record<SideName, number>): unknown;
  /** A body that says nothing but that something is wrong. */
  error: unknown;
}

function nameOf(player: number | undefined) {
  return player === undefined ? undefined : `Player ${String.fromCharCode(65 + player)}`;
}

function person(player: number | undefined) {
  return { id: player ?? null, name: nameOf(player) ?? null };
}

const onApiFootball: Vendor = {
  provider: apiFootball,
  matchId: "api-football-5001",
  error: { ...apiFootballBody.envelope("fixtures", []), errors: { requests: "Too many." } },
  body: (happened, { home, away }) =>
    apiFootballBody.fixtures(
      apiFootballBody.fixture(
        [home, away],
        happened.map(({ kind, side, minute, player }) => {
          const team = side === "home" ? apiFootballBody.HOME : apiFootballBody.AWAY;
          if (kind === "substitution") {
            const [off, on] = [{ player: person(0) }, { assist: person(player) }];
            return apiFootballBody.entry(minute, "subst", "Substitution 1", { team, ...off, ...on });
          }
          const [type, detail] = kind === "goal" ? ["Goal", "Normal Goal"] : ["Card", "Yellow Card"];
          return apiFootballBody.entry(minute, type, detail, { team, player: person(player) });
        }),
        { status: { short: "2H", elapsed: 89 } },
      ),
    ),
};

const onFootballData: Vendor = {
  provider: footballData,
  matchId: "football-data-5001",
  error: { message: "You reached your request limit.", errorCode: 429 },
  body(happened, { home, away }) {
    const teamOf = (side: SideName) => (side === "home" ? footballDataBody.HOME : footballDataBody.AWAY);
    const of = (kind: Happened["kind"]) => happened.filter((one) => one.kind === kind);
    const fields = {
      minute: 89,
      goals: running(of("goal")).map(({ one, score }) =>
        footballDataBody.goal(one.minute, score, { team: teamOf(one.side), scorer: person(one.player) }),
      ),
      bookings: of("yellow").map(({ minute, side, player }) =>
        footballDataBody.booking(minute, "YELLOW", { team: teamOf(side), player: person(player) }),
      ),
      substitutions: of("substitution").map(({ minute, side, player }) => ({
        minute,
        team: teamOf(side),
        playerOut: person(0),
        playerIn: person(player),
      })),
    };
    return footballDataBody.unfolded([home, away], fields);
  },
};

const onAllsports: Vendor = {
  provider: allsports,
  matchId: "allsports-5001",
  error: { error: "1", result: [{ msg: "Wrong key" }] },
  body(happened, { home, away }) {
    const of = (kind: Happened["kind"]) => happened.filter((one) => one.kind === kind);
    const named = (role: string, { side, player }: Happened) => ({
      [`${side}_${role}`]: nameOf(player) ?? "",
      [`${side}_${role === "fault" ? "player" : role}_id`]: String(player ?? ""),
    });
    const fields = {
      event_status: "89",
      goalscorers: running(of("goal")).map(({ one, score }) =>
        allsportsBody.goal(String(one.minute), one.side, score.join(" - "), {
          ...named("scorer", one),
          info: one.player === undefined ? one.side : "",
        }),
      ),
      cards: of("yellow").map((one) =>
        allsportsBody.card(String(one.minute), one.side, "yellow card", {
          ...named("fault", one),
          info: one.player === undefined ? one.side : "",
        }),
      ),
      substitutes: of("substitution").map(({ minute, side, player }) =>
        allsportsBody.change(String(minute), side, {
          in: nameOf(player) ?? "",
          in_id: player ?? 0,
          out: nameOf(0),
          out_id: "900",
        }),
      ),
    };
    return allsportsBody.livescore(allsportsBody.match(`${home} - ${away}`, fields));
  },
};

/** Goals with the score after each. */
function running(goals: readonly Happened[]): { one: Happened; score: [number, number] }[] {
  const score: [number, number] = [0, 0];
  return goals.map((one) => {
    score[one.side === "home" ? 0 : 1] += 1;
    return { one, score: [...score] };
  });
}

export const VENDORS: readonly [string, Vendor][] = [
  ["API-Football", onApiFootball],
  ["Football-Data.org", onFootballData],
  ["AllSportsAPI", onAllsports],
];
