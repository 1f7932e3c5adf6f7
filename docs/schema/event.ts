import * as z from "zod";
import { DETAILS, league, matchEvent, statusReport, team } from "../../modules/match/event.ts";
import { described, type Words } from "./described.ts";

/** The canonical event and the status report as readers get them: whoever sent them is left out. */

const { provider: _provider, ...eventShape } = matchEvent.shape;
const { provider: _sender, ...reportShape } = statusReport.shape;

const detailWords = Object.entries(DETAILS).map(
  ([type, words]) => `\`${type}\` takes ${words.map((word) => `\`${word}\``).join(", ")}`,
);

export const eventWords: Words<typeof eventShape> = {
  event_id: "The feed's own id of the event; `update` and `void` name it.",
  detail: `Refines \`event_type\`: ${detailWords.join("; ")}; others take any word.`,
  period: "Derived from the minute and the status of the match where the feed does not say.",
  minute: "As fans say it: 1 is the first minute, 45 with `extra_minute` 2 is 45+2.",
  team_id: "The acting team, the one of `player_id`: an own goal therefore counts for the other.",
  player_id: "Who acted; in a substitution, who came on.",
  related_player_id: "The other player: who assisted, was fouled, or went off.",
  position_x: "0 to 100; the acting team attacks towards 100.",
  position_y: "0 to 100; 0 is on the right of the acting team.",
  operation: "`update` replaces the event of the same `event_id`, `void` takes it back.",
  version: "The feed's number of this version: a lower one that comes later is ignored.",
  occurred_at: "When it happened, or when it reached us if the feed does not say.",
  metadata: "What the feed tells besides, as it came.",
};

export const reportWords: Words<typeof reportShape> = {
  report_id: "Makes a report that is delivered again a no-op.",
  raw_status: "The feed's own word, where `status` is `unknown`.",
  minute: "As fans say it: 1 is the first minute, 45 with `extra_minute` 2 is 45+2.",
  home_score: "Wins over the score counted from events, until a later event changes it.",
  away_score: "Wins over the score counted from events, until a later event changes it.",
  team_stats:
    "What the feed itself counts, by team id, as far as it does. A figure wins over the one counted from events, and later events move it on.",
  occurred_at: "When it was true, or when it reached us if the feed does not say.",
};

export const publicEventShape = described(eventShape, eventWords);
const publicReportShape = described(reportShape, reportWords);

export const publicEvent = z.object(publicEventShape);
export const publicReport = z.object(publicReportShape);
export const eventType = matchEvent.shape.event_type;
export { league, team };
