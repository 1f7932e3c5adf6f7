/** Bodies in Sportradar's shape, with values of our own. */

type Fields = Record<string, unknown>;

export const URN = "sr:sport_event:5001";
export const MATCH_ID = `sportradar-${URN}`;
export const REDS = "sportradar-sr:competitor:10";
export const BLUES = "sportradar-sr:competitor:11";

/**
 * One entry of a timeline; `at` is the minute as fans say it, `45+2` with stoppage time. It was entered that many
 * minutes after 15:00, a quarter of an hour more in the second half.
 */
export function entry(id: number, type: string, at: string, fields: Fields = {}): Fields {
  const [minute = 0, stoppage] = at.split("+").map(Number);
  const isSecond = minute > 45;
  const entered = Date.UTC(2024, 4, 4, 15, minute + (stoppage ?? 0) + (isSecond ? 15 : 0));
  return {
    id,
    type,
    time: vendorTime(entered),
    match_time: minute,
    match_clock: stoppage === undefined ? `${minute - 1}:20` : `${minute}:00`,
    ...(stoppage === undefined ? {} : { stoppage_time: stoppage, stoppage_time_clock: `${stoppage - 1}:20` }),
    period: isSecond ? 2 : 1,
    period_type: "regular_period",
    competitor: "home",
    ...fields,
  };
}

function vendorTime(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "+00:00");
}

/** A whistle or the like, which has no clock. */
export function whistle(id: number, type: string, time: string, fields: Fields = {}): Fields {
  return { id, type, time: `2024-05-04T${time}:00+00:00`, ...fields };
}

export function goal(
  id: number,
  at: string,
  [home_score, away_score]: number[],
  fields: Fields = {},
): Fields {
  return entry(id, "score_change", at, {
    players: [player(9, "scorer"), player(8, "assist")],
    home_score,
    away_score,
    x: 90,
    y: 40,
    method: "shot",
    ...fields,
  });
}

export function player(n: number, type?: string) {
  return { id: `sr:player:${n}`, name: `Last${n}, First${n}`, ...(type ? { type } : {}) };
}

export function status(
  match_status: string,
  [home_score, away_score]: number[] = [],
  fields: Fields = {},
): Fields {
  return { status: "live", match_status, home_score, away_score, ...fields };
}

export function timeline(
  entries: readonly Fields[],
  sport_event_status: Fields = {},
  fields: Fields = {},
): Fields {
  return {
    generated_at: "2024-05-04T18:00:00+00:00",
    sport_event: {
      id: URN,
      start_time: "2024-05-04T15:00:00+00:00",
      sport_event_context: { competition: { id: "sr:competition:7", name: "A League" } },
      competitors: [
        { id: "sr:competitor:11", name: "Blues", qualifier: "away" },
        { id: "sr:competitor:10", name: "Reds", qualifier: "home" },
      ],
    },
    sport_event_status,
    timeline: entries,
    ...fields,
  };
}

/** A message of the push feed, in which a match has another prefix than elsewhere. */
export function message(
  event: Fields | undefined,
  sport_event_status: Fields = {},
  metadata: Fields = {},
): Fields {
  return {
    payload: { sport_event_status, ...(event ? { event } : {}) },
    metadata: {
      format: "json",
      sport_event_id: "sr:sport_event_id:5001",
      competition_id: "sr:competition:7",
      event_id: event?.type,
      ...metadata,
    },
  };
}

export const HEARTBEAT = { heartbeat: { from: 1, to: 6, interval: 5, type: "events", package: "soccer-v4" } };

export function lines(...messages: unknown[]): string {
  return messages.map((one) => `${JSON.stringify(one)}\n`).join("");
}
