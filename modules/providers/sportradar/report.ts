import { type Clock, isLater } from "../../match/clock.ts";
import type { FeedItem, StatusReport } from "../../match/event.ts";
import { PERIODS } from "../../match/status.ts";
import { defined, type Fields } from "../kit/fields.ts";
import { mayHaveScore } from "../kit/goals.ts";
import { hashedId } from "../kit/identity.ts";
import { clockNow } from "./clock.ts";
import { PROVIDER } from "./ids.ts";
import { type Progress, statusOf } from "./status.ts";
import { matchScore } from "./values.ts";

type Content = Omit<StatusReport, "provider" | "report_id" | "match_id" | "occurred_at">;
export type Report = { [K in keyof Content]?: Content[K] | undefined };

/** @param source tells this report from an equal one of another moment */
export function reportOf(
  fields: Report,
  match_id: string,
  occurred_at: string,
  source: readonly unknown[],
): FeedItem[] {
  const content = defined(fields) as Partial<Content>;
  if (Object.keys(content).length === 0) return [];
  const report_id = hashedId("report", [match_id, content, ...source]);
  return [{ kind: "status", report: { provider: PROVIDER, report_id, match_id, ...content, occurred_at } }];
}

/** Reads status, clock and score of `sport_event_status`; the 0-0 of a match that has not begun is no score. */
export function progressFields(given: Fields, progress: Progress & { clock?: Clock | undefined }): Report {
  const { status, raw_status } = statusOf(given, progress);
  const score = mayHaveScore(status) ? matchScore(given) : undefined;
  const period = PERIODS.find((one) => one === status);
  const clock = period && clockNow(given.clock, period);
  const isBehind = clock && progress.clock && isLater(progress.clock, clock);
  return {
    status,
    raw_status,
    ...(clock && !isBehind ? { minute: clock.minute, extra_minute: clock.extra_minute } : {}),
    home_score: score?.home,
    away_score: score?.away,
  };
}
