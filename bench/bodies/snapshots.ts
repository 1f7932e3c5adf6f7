import { allsports } from "../../modules/providers/allsports/allsports.ts";
import { apiFootball } from "../../modules/providers/api-football/api-football.ts";
import { footballData } from "../../modules/providers/football-data/football-data.ts";
import { type Fields, type MatchBody, mixed, nameOf, SQUAD, TEAMS } from "./match.ts";

/** The same match as three vendors have it that list goals, cards and substitutions. */
export function snapshotBodies(): MatchBody[] {
  const match = happened();
  const events = match.length;
  return [
    { name: "api_football", provider: apiFootball, body: apiFootballBody(match), events, parse: JSON.parse },
    {
      name: "football_data",
      provider: footballData,
      body: footballDataBody(match),
      events,
      parse: JSON.parse,
    },
    { name: "allsports", provider: allsports, body: allsportsBody(match), events, parse: JSON.parse },
  ];
}

interface Happened {
  what: "goal" | "card" | "substitution";
  minute: number;
  side: 0 | 1;
  player: number;
  /** Who assisted, or comes on. */
  other: number;
  /** After it. */
  score: [home: number, away: number];
}

function happened(): Happened[] {
  const score: [number, number] = [0, 0];
  return mixed({ goal: 6, card: 18, substitution: 10 }).map((what, index): Happened => {
    const side = (index % 2) as 0 | 1;
    if (what === "goal") score[side] += 1;
    const player = (index >> 1) % 11;
    const other = what === "substitution" ? 11 + ((index >> 1) % 7) : (player + 1) % 11;
    return { what, minute: 2 + Math.floor(index * 2.5), side, player, other, score: [...score] };
  });
}

function scoreOf(match: readonly Happened[]): [home: number, away: number] {
  return match.at(-1)?.score ?? [0, 0];
}

function idOf(side: number, player: number): number {
  return 9_000 + side * 100 + player;
}

function shortName(side: number, player: number): string {
  const { first, last } = nameOf(side, player);
  return `${first.charAt(0)}. ${last}`;
}

function person(side: number, player: number): Fields {
  return { id: idOf(side, player), name: shortName(side, player) };
}

function squad<T>(from: number, to: number, of: (player: number) => T): T[] {
  return Array.from({ length: to - from }, (_, index) => of(from + index));
}

function apiFootballBody(match: readonly Happened[]): string {
  const team = (side: number) => ({
    id: 71 + side,
    name: TEAMS[side],
    logo: `https://example.test/teams/${71 + side}.png`,
  });
  const [home, away] = scoreOf(match);
  const none = { home: null, away: null };
  const words = {
    goal: ["Goal", "Normal Goal"],
    card: ["Card", "Yellow Card"],
    substitution: ["subst", "Substitution 1"],
  } as const;
  const sheet = (side: number, player: number) => ({
    player: { ...person(side, player), number: player + 1, pos: "M", grid: player < 11 ? "2:1" : null },
  });
  const record = {
    fixture: {
      id: 5001,
      referee: "R. Eferee",
      timezone: "UTC",
      date: "2024-05-04T15:00:00+00:00",
      timestamp: 1714834800,
      periods: { first: 1714834800, second: 1714838400 },
      venue: { id: 1, name: "Harbour Park", city: "Harbour" },
      status: { long: "Second Half", short: "2H", elapsed: 89, extra: null },
    },
    league: {
      id: 900,
      name: "Coast League",
      country: "Coast",
      logo: null,
      flag: null,
      season: 2023,
      round: "3",
    },
    teams: { home: { ...team(0), winner: null }, away: { ...team(1), winner: null } },
    goals: { home, away },
    score: { halftime: none, fulltime: none, extratime: none, penalty: none },
    events: match.map(({ what, minute, side, player, other }) => ({
      time: { elapsed: minute, extra: null },
      team: team(side),
      player: person(side, player),
      assist: what === "card" ? { id: null, name: null } : person(side, other),
      type: words[what][0],
      detail: words[what][1],
      comments: what === "card" ? "Foul" : null,
    })),
    lineups: [0, 1].map((side) => ({
      team: team(side),
      coach: { id: 1 + side, name: "C. Coach", photo: null },
      formation: "4-4-2",
      startXI: squad(0, 11, (player) => sheet(side, player)),
      substitutes: squad(11, SQUAD, (player) => sheet(side, player)),
    })),
    statistics: [0, 1].map((side) => ({
      team: team(side),
      statistics: STATISTICS.map(([type, value]) => ({ type, value })),
    })),
  };
  const parameters = { id: "5001" };
  const paging = { current: 1, total: 1 };
  return JSON.stringify({ get: "fixtures", parameters, errors: [], results: 1, paging, response: [record] });
}

const STATISTICS: readonly (readonly [string, unknown])[] = [
  ["Shots on Goal", 5],
  ["Shots off Goal", 4],
  ["Total Shots", 12],
  ["Blocked Shots", 3],
  ["Fouls", 11],
  ["Corner Kicks", 6],
  ["Offsides", null],
  ["Ball Possession", "50%"],
  ["Yellow Cards", 9],
  ["Red Cards", null],
  ["Goalkeeper Saves", 2],
  ["Total passes", 412],
  ["Passes accurate", 340],
  ["Passes %", "83%"],
  ["expected_goals", "1.21"],
];

function footballDataBody(match: readonly Happened[]): string {
  const team = (side: number) => ({ id: 71 + side, name: TEAMS[side] });
  const of = (what: Happened["what"]) => match.filter((one) => one.what === what);
  const [home, away] = scoreOf(match);
  const sheet = (side: number) => (player: number) => ({
    ...person(side, player),
    position: "Midfield",
    shirtNumber: player + 1,
  });
  const side = (which: number) => ({
    ...team(which),
    shortName: TEAMS[which],
    tla: which === 0 ? "HAR" : "MIL",
    crest: null,
    coach: { id: 1 + which, name: "Coach", nationality: "Coast" },
    formation: "4-4-2",
    lineup: squad(0, 11, sheet(which)),
    bench: squad(11, SQUAD, sheet(which)),
    statistics: { corner_kicks: 6, fouls: 11, offsides: 1, ball_possession: 50, shots: 12, shots_on_goal: 5 },
  });
  return JSON.stringify({
    area: { id: 1, name: "Coast", code: "CST", flag: null },
    competition: { id: 900, name: "Coast League", code: "CL1", type: "LEAGUE", emblem: null },
    season: { id: 1, startDate: "2023-08-01", endDate: "2024-05-30", currentMatchday: 3, winner: null },
    id: 5001,
    utcDate: "2024-05-04T15:00:00Z",
    status: "IN_PLAY",
    minute: 89,
    injuryTime: null,
    matchday: 3,
    stage: "REGULAR_SEASON",
    group: null,
    lastUpdated: "2024-05-04T16:45:50Z",
    homeTeam: side(0),
    awayTeam: side(1),
    score: {
      winner: null,
      duration: "REGULAR",
      fullTime: { home, away },
      halfTime: { home: 0, away: 0 },
    },
    goals: of("goal").map(({ minute, side, player, other, score }) => ({
      minute,
      injuryTime: null,
      type: "REGULAR",
      team: team(side),
      scorer: person(side, player),
      assist: person(side, other),
      score: { home: score[0], away: score[1] },
    })),
    penalties: [],
    bookings: of("card").map(({ minute, side, player }) => ({
      minute,
      team: team(side),
      player: person(side, player),
      card: "YELLOW",
    })),
    substitutions: of("substitution").map(({ minute, side, player, other }) => ({
      minute,
      team: team(side),
      playerOut: person(side, player),
      playerIn: person(side, other),
    })),
    odds: { msg: "not in the plan" },
    referees: [{ id: 1, name: "R. Eferee", type: "REFEREE", nationality: "Coast" }],
  });
}

const SIDES = ["home", "away"] as const;

function allsportsBody(match: readonly Happened[]): string {
  const of = (what: Happened["what"]) => match.filter((one) => one.what === what);
  const half = (minute: number) => (minute > 45 ? "2nd Half" : "1st Half");
  const nobody = (...roles: string[]) =>
    Object.fromEntries(SIDES.flatMap((side) => roles.map((role) => [`${side}_${role}`, ""])));
  const sheet = (side: number) => (player: number) => ({
    player: shortName(side, player),
    player_number: player + 1,
    player_position: 3,
    player_country: null,
    player_key: idOf(side, player),
    info_time: "",
  });
  const eleven = (side: number) => ({
    starting_lineups: squad(0, 11, sheet(side)),
    substitutes: squad(11, SQUAD, sheet(side)),
    coaches: [],
    missing_players: [],
  });
  const record = {
    event_key: 5001,
    event_date: "2024-05-04",
    event_time: "17:00",
    event_home_team: TEAMS[0],
    home_team_key: 71,
    event_away_team: TEAMS[1],
    away_team_key: 72,
    event_halftime_result: "0 - 0",
    event_final_result: scoreOf(match).join(" - "),
    event_ft_result: "",
    event_penalty_result: "",
    event_status: "89",
    country_name: "Coast",
    league_name: "Coast League",
    league_key: 900,
    league_round: "Round 3",
    league_season: "2023/2024",
    event_live: "1",
    goalscorers: of("goal").map(({ minute, side, player, other, score }) => ({
      time: String(minute),
      ...nobody("scorer", "scorer_id", "assist", "assist_id"),
      [`${SIDES[side]}_scorer`]: shortName(side, player),
      [`${SIDES[side]}_scorer_id`]: String(idOf(side, player)),
      [`${SIDES[side]}_assist`]: shortName(side, other),
      [`${SIDES[side]}_assist_id`]: String(idOf(side, other)),
      score: score.join(" - "),
      info: "",
      info_time: half(minute),
    })),
    substitutes: of("substitution").map(({ minute, side, player, other }) => ({
      time: String(minute),
      home_scorer: [],
      away_scorer: [],
      [`${SIDES[side]}_scorer`]: {
        in: shortName(side, other),
        out: shortName(side, player),
        in_id: idOf(side, other),
        out_id: idOf(side, player),
      },
      home_assist: null,
      away_assist: null,
      score: "substitution",
      info: null,
      info_time: half(minute),
    })),
    cards: of("card").map(({ minute, side, player }) => ({
      time: String(minute),
      ...nobody("fault", "player_id"),
      [`${SIDES[side]}_fault`]: shortName(side, player),
      [`${SIDES[side]}_player_id`]: String(idOf(side, player)),
      card: "yellow card",
      info: "",
      info_time: half(minute),
    })),
    vars: { home_team: [], away_team: [] },
    lineups: { home_team: eleven(0), away_team: eleven(1) },
    statistics: STATISTICS.map(([type, value]) => ({
      type,
      home: String(value ?? 0),
      away: String(value ?? 0),
    })),
  };
  return JSON.stringify({ success: 1, result: [record] });
}
