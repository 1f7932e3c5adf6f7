/** Bodies in StatsBomb's shape, with values of our own. */

export const REDS = { id: 10, name: "Reds" };
export const BLUES = { id: 11, name: "Blues" };
export const MATCH = "5001";
export const MATCH_ID = "statsbomb-5001";

type Fields = Record<string, unknown>;

/** The minute each period begins at. */
const BEGINS = [0, 0, 45, 90, 105, 120];

/**
 * One event; `at` is `period/mm:ss` from the beginning of the period. Its id and index are made from `n`, its
 * place among the events of a body.
 */
export function happened(n: number, type: string, at: string, fields: Fields = {}): Fields {
  const [period, clock] = at.split("/");
  const [minutes, seconds] = (clock ?? "").split(":").map(Number);
  return {
    id: uuid(n),
    index: n,
    period: Number(period),
    timestamp: `00:${clock}.250`,
    minute: (BEGINS[Number(period)] ?? 0) + (minutes ?? 0),
    second: seconds,
    type: { id: 1, name: type },
    possession: 1,
    possession_team: REDS,
    play_pattern: { id: 1, name: "Regular Play" },
    team: REDS,
    duration: 0,
    ...fields,
  };
}

export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

export function player(n: number) {
  return { id: n, name: `Player ${n}` };
}

export function word(name: string, id = 1) {
  return { id, name };
}

/** A shot of Reds' player 9 unless told otherwise. */
export function shot(n: number, at: string, outcome: string, shot: Fields = {}, fields: Fields = {}): Fields {
  return happened(n, "Shot", at, {
    player: player(9),
    location: [108, 40],
    shot: {
      statsbomb_xg: 0.25,
      end_location: [120, 37, 0.4],
      outcome: word(outcome),
      type: word("Open Play"),
      technique: word("Normal"),
      body_part: word("Right Foot"),
      freeze_frame: [
        { location: [115, 40], player: player(1), position: word("Goalkeeper"), teammate: false },
      ],
      ...shot,
    },
    ...fields,
  });
}

/** The whistle of a period, which comes once per team, `at` as for `happened`. */
export function whistles(n: number, type: "Half Start" | "Half End", at: string): Fields[] {
  return [happened(n, type, at, { team: REDS }), happened(n + 1, type, at, { team: BLUES })];
}

/** The elevens, which name both teams; ids 1 and 2. */
export function elevens(): Fields[] {
  return [REDS, BLUES].map((team, index) =>
    happened(index + 1, "Starting XI", "1/00:00", {
      team,
      tactics: {
        formation: 442,
        lineup: [{ player: player(1), position: word("Goalkeeper"), jersey_number: 1 }],
      },
    }),
  );
}

export function lineups(): Fields[] {
  return [BLUES, REDS].map(({ id, name }) => ({
    team_id: id,
    team_name: name,
    lineup: [{ player_id: 1, player_name: "Player 1", player_nickname: null, jersey_number: 1, cards: [] }],
  }));
}

export function match(fields: Fields = {}): Fields {
  return {
    match_id: Number(MATCH),
    match_date: "2024-05-04",
    kick_off: "16:00:00.000",
    competition: { competition_id: 7, country_name: "Nowhere", competition_name: "The O''Brien Cup" },
    season: { season_id: 3, season_name: "2024" },
    home_team: { home_team_id: REDS.id, home_team_name: REDS.name, managers: [] },
    away_team: { away_team_id: BLUES.id, away_team_name: BLUES.name, managers: [] },
    home_score: 2,
    away_score: 1,
    match_status: "available",
    last_updated: "2024-05-05T10:00",
    ...fields,
  };
}
