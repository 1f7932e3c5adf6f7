import { displayedClock, type Growing, type Moment, runningClock } from "./growth.ts";
import { child, type Fields, fieldsOf, isFields, listIn, numberOf, parsedJson } from "./json.ts";
import { xmlEvents } from "./xml-events.ts";

/** How the bodies of a vendor that list a whole match can be cut off at a clock. */
type Shape = (text: string) => Growing | undefined;

/** Providers that are not here, and bodies whose shape finds nothing, are sent whole. */
const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ["statsbomb", statsbomb],
  ["opta", (text: string) => (text.trimStart().startsWith("<") ? f24(text) : ma3(text))],
  ["sportradar", sportradar],
  ["api-football", apiFootball],
  ["custom", custom],
]);

/** What of these bodies can be cut, for people. */
export const CUTTABLE =
  "StatsBomb events, Opta F24 (XML) and MA3, Sportradar timelines, API-Football fixtures/events, custom events and recordings";

export function growingOf(provider: string, text: string): Growing | undefined {
  const growing = SHAPES.get(provider)?.(text);
  return growing && growing.moments.length > 1 && growing.moments.some(Boolean) ? growing : undefined;
}

type Keeps = (index: number) => boolean;
const kept = (list: readonly unknown[], keeps: Keeps) => list.filter((_, index) => keeps(index));
const momentsOf = (list: readonly unknown[], of: (entry: Fields) => Moment | undefined) =>
  list.map((entry) => (isFields(entry) ? of(entry) : undefined));

function statsbomb(text: string): Growing | undefined {
  const events = parsedJson(text);
  if (!Array.isArray(events)) return undefined;
  return {
    moments: momentsOf(events, ({ period, minute, second }) => clock(period, minute, second)),
    cut: (keeps) => JSON.stringify(kept(events, keeps)),
  };
}

function clock(period: unknown, minute: unknown, second: unknown): Moment | undefined {
  const [of, at] = [numberOf(period), numberOf(minute)];
  return of === undefined || at === undefined ? undefined : runningClock(of, at, numberOf(second));
}

/** 1 to 5 are played, 10 to 13 the breaks after them, 14 is after the match, 15 and 16 are before it. */
function optaClock(periodId: unknown, minute: unknown, second: unknown): Moment | undefined {
  const period = numberOf(periodId);
  if (period === undefined || period <= 5) return clock(period, minute, second);
  if (period >= 15) return { part: 0, second: 0 };
  return { part: period === 14 ? 6 : period - 8.5, second: 0 };
}

function f24(xml: string): Growing {
  const { attributes, cut } = xmlEvents(xml);
  const moments = attributes.map((attribute) =>
    optaClock(attribute("period_id"), attribute("min"), attribute("sec")),
  );
  const withoutScore = (text: string) =>
    text.replace(/<Game\s[^>]*>/g, (tag) => tag.replace(/\s(?:home|away)_score="[^"]*"/g, ""));
  return { moments, cut: (keeps) => withoutScore(cut(keeps)) };
}

function ma3(text: string): Growing {
  const body = fieldsOf(parsedJson(text));
  const liveData = child(body, "liveData");
  const event = listIn(liveData, "event");
  return {
    moments: momentsOf(event, ({ periodId, timeMin, timeSec }) => optaClock(periodId, timeMin, timeSec)),
    cut: (keeps) =>
      // The details have the result.
      JSON.stringify({
        ...body,
        liveData: { ...liveData, matchDetails: {}, event: kept(event, keeps) },
      }),
  };
}

/** Clocks are missing from many of its entries; times never are, and tell when each was entered. */
function sportradar(text: string): Growing {
  const body = fieldsOf(parsedJson(text));
  const timeline = listIn(body, "timeline");
  let part = 0;
  let began = 0;
  const moments = momentsOf(timeline, ({ type, time }) => {
    const at = typeof time === "string" ? Date.parse(time) / 1000 : Number.NaN;
    if (Number.isNaN(at)) return undefined;
    if (type === "period_start" || part === 0) {
      part += 1;
      began = at;
    }
    return { part, second: Math.max(0, at - began) };
  });
  const { sport_event_status: _status, statistics: _statistics, ...rest } = body;
  return {
    moments,
    cut(keeps) {
      const entries = kept(timeline, keeps);
      const times = entries.flatMap((entry) => (isFields(entry) ? String(entry.time ?? "") : []));
      return JSON.stringify({ ...rest, generated_at: times.sort().at(-1), timeline: entries });
    },
  };
}

/** Of `fixtures/events` only: a fixture has its score and status besides. */
function apiFootball(text: string): Growing | undefined {
  const body = fieldsOf(parsedJson(text));
  const events = listIn(body, "response");
  if (!events.every((event) => isFields(event) && isFields(event.time))) return undefined;
  return {
    moments: momentsOf(events, ({ time, comments }) => {
      const minute = numberOf(fieldsOf(time).elapsed);
      if (minute === undefined) return undefined;
      const isShootout = typeof comments === "string" && /shootout/i.test(comments);
      return isShootout ? { part: 5, second: 0 } : displayedClock(minute, numberOf(fieldsOf(time).extra));
    }),
    cut(keeps) {
      const response = kept(events, keeps);
      return JSON.stringify({ ...body, results: response.length, response });
    },
  };
}

const PERIODS: readonly unknown[] = [
  "first_half",
  "second_half",
  "extra_time_first_half",
  "extra_time_second_half",
  "penalty_shootout",
];

function custom(text: string): Growing | undefined {
  const body = parsedJson(text);
  const events = Array.isArray(body) ? body : listIn(body, "events");
  if (!events.every((event) => isFields(event) && "event_type" in event)) return undefined;
  return {
    moments: momentsOf(events, ({ minute, extra_minute, period }) => {
      const [at, number] = [numberOf(minute), PERIODS.indexOf(period) + 1];
      return at === undefined ? undefined : displayedClock(at, numberOf(extra_minute), number || undefined);
    }),
    cut: (keeps) => JSON.stringify({ events: kept(events, keeps) }),
  };
}
