import type { SegmentReport } from "../ports/gateway.ts";

export const EMPTY_REPORT: SegmentReport = {
  delivered: 0,
  failed: 0,
  skipped: 0,
  conflated: 0,
  deferred: 0,
  gone: 0,
  viewers: {},
};

/** Adds up two reports about different viewers. */
export function mergedReports(one: SegmentReport, other: SegmentReport): SegmentReport {
  return { ...sumOfPosts(one, other), viewers: sumOfViewers(one.viewers, other.viewers) };
}

/** Adds up the numbers of posts. */
export function sumOfPosts(one: SegmentReport, other: SegmentReport): Omit<SegmentReport, "viewers"> {
  return {
    delivered: one.delivered + other.delivered,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    conflated: one.conflated + other.conflated,
    deferred: one.deferred + other.deferred,
    gone: one.gone + other.gone,
  };
}

function sumOfViewers(a: SegmentReport["viewers"], b: SegmentReport["viewers"]): SegmentReport["viewers"] {
  const sum = { ...a };
  for (const [match, viewers] of Object.entries(b)) sum[match] = (sum[match] ?? 0) + viewers;
  return sum;
}
