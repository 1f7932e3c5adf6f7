import { Metrics as Emf } from "@aws-lambda-powertools/metrics";

/** Every metric of the system, with its unit: what an alarm or a dashboard can be about. */
export const UNITS = {
  /** The score a feed gave and the one its events add up to disagree; one per disagreement, not per batch. */
  ScoreConflict: "Count",
  /** Matches in play whose feed is stale or down, at this minute. */
  StaleFeeds: "Count",
  /** Items that can never be processed, and bodies that were refused. */
  EventsFailed: "Count",
  /** From an item's arrival until it was stored: the mean of one batch and provider. */
  EventLatency: "Milliseconds",
  /** Connections that a match's last frame was meant for; each match once a minute. */
  Viewers: "Count",
  /** Posts that had to wait for the budget of calls to API Gateway. */
  PostsDeferred: "Count",
  /** Posts for which there was neither time nor budget: their viewers find out by `seq`. */
  PostsSkipped: "Count",
  /** Statistics that not everybody could be sent; the next ones say all that they said. */
  StatsConflated: "Count",
  /** Between two statistics of a match, where that is longer than a second. */
  StatsInterval: "Milliseconds",
  /** Segments of an audience that no broadcaster is known to have served. */
  SegmentsLost: "Count",
  /** Polls of a vendor, and the calls of them that failed. */
  Polls: "Count",
  PollFailures: "Count",
  /** 1 for each minute in which a vendor is not asked because it cannot answer. */
  PollCircuitOpen: "Count",
  /** 1 for each minute in which a vendor's stream is not connected, or what it sent cannot be passed on. */
  BridgeDown: "Count",
  /** Handshakes whose token nobody could judge: the keys of its issuer could not be had. */
  TokensUnjudged: "Count",
} as const;

type MetricName = keyof typeof UNITS;

/** What a measurement is about. */
interface MeasuredOf {
  /** Becomes a dimension: there are few. */
  provider?: string;
  /** Stays a property of the line, to search by: as a dimension each match would be a metric of its own. */
  match_id?: string;
}

/** Reports metrics: values of one time, about one thing. */
export interface Metrics {
  report(values: Readonly<Partial<Record<MetricName, number>>>, of?: MeasuredOf): void;
}

/**
 * CloudWatch metrics in the embedded format: one line of JSON on standard output per call, which CloudWatch
 * reads from the log, so that measuring neither waits for anybody nor can fail.
 *
 * @param service name of the function; a dimension of every metric, beside which `provider` may be one
 */
export function createMetrics(service: string): Metrics {
  const emf = new Emf({ namespace: "Touchline", serviceName: service });
  return {
    report(values, { provider, match_id } = {}) {
      const measured = (Object.keys(values) as MetricName[]).flatMap((name) => {
        const value = values[name];
        return value === undefined ? [] : [{ name, value }];
      });
      if (measured.length === 0) return;
      for (const { name, value } of measured) emf.addMetric(name, UNITS[name], value);
      // Twice, with the provider and without, so that an alarm on all of them needs no list of them.
      if (provider !== undefined) emf.addDimensions({}).addDimension("provider", provider);
      if (match_id !== undefined) emf.addMetadata("match_id", match_id);
      emf.publishStoredMetrics();
    },
  };
}
