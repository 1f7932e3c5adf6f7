import { child, isFields, listIn, parsedJson } from "./json.ts";

/** What each vendor's bodies call a match; undefined where a record does not say. */
const NAMES: ReadonlyMap<string, (record: unknown) => unknown> = new Map<
  string,
  (record: unknown) => unknown
>([
  ["custom", (record) => field(record, "match_id")],
  ["statsbomb", (record) => field(record, "match_id")],
  ["opta", (record) => child(record, "matchInfo").id],
  ["sportradar", (record) => child(record, "sport_event").id ?? child(record, "metadata").sport_event_id],
  ["api-football", (record) => child(record, "fixture").id],
  ["football-data", (record) => field(record, "id")],
  ["allsports", (record) => field(record, "event_key")],
]);

/** Where lists of matches are in a body that is not one itself. */
const LISTS = [
  "events",
  "statuses",
  "response",
  "matches",
  "match",
  "result",
  "sport_event_timelines",
  "summaries",
  "schedules",
];

/**
 * The matches a body tells of, by the ids Touchline gives them; none where that cannot be seen.
 * @param match the vendor's id, which says it for the whole body
 */
export function matchesIn(provider: string, text: string, match: string | undefined): string[] {
  const ids = match === undefined ? idsIn(provider, text) : [match];
  return [...new Set(ids.map((id) => ourId(provider, id)))];
}

function ourId(provider: string, id: string): string {
  if (provider === "custom") return id;
  // The number alone will do for them, and pushed messages spell it differently.
  return provider === "sportradar"
    ? `sportradar-${id.replace(/^(?:sr:\w+:)?(?=\d+$)/, "sr:sport_event:")}`
    : `${provider}-${id}`;
}

function idsIn(provider: string, text: string): string[] {
  if (text.trimStart().startsWith("<")) return xmlIds(text);
  const body = parsedJson(text);
  if (provider === "api-football" && child(body, "parameters").fixture !== undefined)
    return [String(child(body, "parameters").fixture)];
  const named = NAMES.get(provider) ?? (() => undefined);
  return recordsIn(body ?? text.split("\n").map(parsedJson)).flatMap((record) => {
    const id = named(record);
    return typeof id === "string" || typeof id === "number" ? [String(id)] : [];
  });
}

function recordsIn(body: unknown): unknown[] {
  if (Array.isArray(body)) return body;
  const lists = LISTS.map((list) => listIn(body, list));
  return lists.find((list) => list.length > 0) ?? [body];
}

/** F24 and F7 name the match in an attribute, F7 with a letter before it. */
function xmlIds(xml: string): string[] {
  const games = xml.matchAll(/<Game\s[^>]*?\bid="(\d+)"/g);
  const documents = xml.matchAll(/<SoccerDocument\s[^>]*?\buID="[a-zA-Z]*(\d+)"/g);
  return [...games, ...documents].flatMap(([, id]) => id ?? []);
}

function field(record: unknown, name: string): unknown {
  return isFields(record) ? record[name] : undefined;
}
