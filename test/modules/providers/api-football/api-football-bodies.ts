/** Bodies in the shape of API-Football v3, with values of our own. */

export const HOME = { id: 71, name: "Harbour Rovers", logo: "https://example.test/71.png" };
export const AWAY = { id: 72, name: "Mill Town", logo: "https://example.test/72.png" };
const NOBODY = { id: null, name: null };

export function envelope(get: string, response: unknown[], parameters: unknown = []) {
  const paging = { current: 1, total: 1 };
  return { get, parameters, errors: [], results: response.length, paging, response };
}

type Fields = Record<string, unknown>;

/** An event of the home team; `at` is a minute, or a minute and its stoppage time. */
export function entry(at: number | [number, number], type: string, detail: string, fields: Fields = {}) {
  const [elapsed, extra] = typeof at === "number" ? [at, null] : at;
  return {
    time: { elapsed, extra },
    team: HOME,
    player: { id: 9, name: "N. Nine" },
    assist: NOBODY,
    type,
    detail,
    comments: null,
    ...fields,
  };
}

export function goal(at: number | [number, number], fields: Fields = {}) {
  return entry(at, "Goal", "Normal Goal", fields);
}

export function fixture(
  goals: [home: number | null, away: number | null],
  events: unknown[] | undefined,
  fields: { id?: number | string; status?: Fields; lineups?: unknown; score?: Fields } = {},
) {
  const { id = 5001, status = {}, lineups, score = {} } = fields;
  const none = { home: null, away: null };
  return {
    fixture: {
      id,
      referee: null,
      timezone: "UTC",
      date: "2024-05-04T14:00:00+00:00",
      timestamp: 1714831200,
      periods: { first: 1714831200, second: null },
      venue: { id: null, name: "Harbour Park", city: null },
      status: { long: "Second Half", short: "2H", elapsed: 60, extra: null, ...status },
    },
    league: { id: 900, name: "Coast League", country: "World", logo: null, flag: null, season: 2023 },
    teams: { home: { ...HOME, winner: null }, away: { ...AWAY, winner: null } },
    goals: { home: goals[0], away: goals[1] },
    score: { halftime: none, fulltime: none, extratime: none, penalty: none, ...score },
    ...(events ? { events } : {}),
    ...(lineups ? { lineups } : {}),
  };
}

export function fixtures(...response: unknown[]) {
  return envelope("fixtures", response, { live: "all" });
}

/** The statistics of one team, as `fixtures/statistics` has them. */
export function statistics(
  team: unknown,
  { shots = 0, onTarget = 0, possession = "50%", passes = 0, xg = "0.00" }: Fields,
) {
  const values: [string, unknown][] = [
    ["Shots on Goal", onTarget],
    ["Total Shots", shots],
    ["Shots insidebox", 1],
    ["Fouls", 7],
    ["Corner Kicks", 3],
    ["Offsides", null],
    ["Ball Possession", possession],
    ["Yellow Cards", 2],
    ["Red Cards", 1],
    ["Total passes", passes],
    ["Passes %", "81%"],
    ["expected_goals", xg],
  ];
  return { team, statistics: values.map(([type, value]) => ({ type, value })) };
}
