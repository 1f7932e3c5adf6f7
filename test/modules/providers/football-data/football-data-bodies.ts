/** Bodies in the shape of Football-Data.org v4, with values of our own. */

type Fields = Record<string, unknown>;

export const HOME = { id: 71, name: "Harbour Rovers" };
export const AWAY = { id: 72, name: "Mill Town" };

/** A goal of the home team that made the score what `score` says. */
export function goal(minute: unknown, score: [number, number], fields: Fields = {}) {
  return {
    minute,
    injuryTime: null,
    type: "REGULAR",
    team: HOME,
    scorer: { id: 9, name: "Nico Nine" },
    assist: null,
    score: { home: score[0], away: score[1] },
    ...fields,
  };
}

export function booking(minute: unknown, card: string, fields: Fields = {}) {
  return { minute, team: HOME, player: { id: 9, name: "Nico Nine" }, card, ...fields };
}

/** A match with nothing unfolded; `fields` adds the lists. */
export function match(fullTime: [number | null, number | null], fields: Fields = {}, score: Fields = {}) {
  return {
    area: { id: 1, name: "Coast", code: "CST", flag: null },
    competition: { id: 900, name: "Coast League", code: "CL1", type: "LEAGUE", emblem: null },
    season: { id: 1, startDate: "2023-08-01", endDate: "2024-05-30", currentMatchday: 3, winner: null },
    id: 5001,
    utcDate: "2024-05-04T14:00:00Z",
    status: "IN_PLAY",
    matchday: 3,
    stage: "REGULAR_SEASON",
    group: null,
    lastUpdated: "2024-05-04T15:59:50Z",
    homeTeam: { ...HOME, shortName: "Harbour", tla: "HAR", crest: null },
    awayTeam: { ...AWAY, shortName: "Mill", tla: "MIL", crest: null },
    score: {
      winner: null,
      duration: "REGULAR",
      fullTime: { home: fullTime[0], away: fullTime[1] },
      halfTime: { home: null, away: null },
      ...score,
    },
    odds: { msg: "not in the plan" },
    referees: [],
    ...fields,
  };
}

/** A match with all its lists, empty where not given. */
export function unfolded(fullTime: [number, number], lists: Fields = {}, score: Fields = {}) {
  return match(fullTime, { goals: [], bookings: [], substitutions: [], penalties: [], ...lists }, score);
}
