/** Bodies in the shape of AllSportsAPI, with values of our own. */

type Fields = Record<string, unknown>;
type SideName = "home" | "away";

const NO_GOAL = {
  home_scorer: "",
  home_scorer_id: "",
  home_assist: "",
  home_assist_id: "",
  away_scorer: "",
  away_scorer_id: "",
  away_assist: "",
  away_assist_id: "",
};

export function goal(time: string, side: SideName, score: string, fields: Fields = {}) {
  const scorer = { [`${side}_scorer`]: "N. Nine", [`${side}_scorer_id`]: "9" };
  return { time, ...NO_GOAL, ...scorer, score, info: "", info_time: "", ...fields };
}

export function card(time: string, side: SideName, words: string, fields: Fields = {}) {
  const nobody = { home_fault: "", away_fault: "", home_player_id: "", away_player_id: "" };
  const booked = { [`${side}_fault`]: "N. Nine", [`${side}_player_id`]: "9" };
  return { time, ...nobody, ...booked, card: words, info: "", info_time: "", ...fields };
}

export function change(time: string, side: SideName, fields: Fields = {}) {
  const players = { in: "B. Bench", out: "N. Nine", in_id: 12, out_id: 9, ...fields };
  const sides =
    side === "home" ? { home_scorer: players, away_scorer: [] } : { home_scorer: [], away_scorer: players };
  return {
    time,
    ...sides,
    home_assist: null,
    away_assist: null,
    score: "substitution",
    info: null,
    info_time: "",
  };
}

export function match(final: string, fields: Fields = {}) {
  return {
    event_key: 5001,
    event_date: "2024-05-04",
    event_time: "17:00",
    event_home_team: "Harbour Rovers",
    home_team_key: 71,
    event_away_team: "Mill Town",
    away_team_key: 72,
    event_halftime_result: "",
    event_final_result: final,
    event_ft_result: "",
    event_penalty_result: "",
    event_status: "60",
    country_name: "Coast",
    league_name: "Coast League",
    league_key: 900,
    league_round: "Round 3",
    league_season: "2023/2024",
    event_live: "1",
    goalscorers: [],
    substitutes: [],
    cards: [],
    lineups: {},
    statistics: [],
    ...fields,
  };
}

export function livescore(...result: unknown[]) {
  return { success: 1, result };
}
