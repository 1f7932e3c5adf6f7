import * as z from "zod";
import { DETAILS, matchEvent, statusReport } from "../../modules/match/event.ts";
import { MAX_TEAMS, teamFigures } from "../../modules/match/figures.ts";
import { id, name } from "../../modules/match/text.ts";
import { MAX_ITEMS } from "../../modules/providers/custom/custom.ts";
import { described } from "./described.ts";
import { eventWords, reportWords } from "./event.ts";

/** What a custom feed may send: the canonical schemas, with what it may leave out or say otherwise. */

/** Fields that are not named in `required` may be left out, and null says the same. */
function optionalBut(shape: z.ZodRawShape, required: readonly string[]): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(shape).map(([key, field]) => {
      return [key, required.includes(key) ? (field as z.ZodType) : z.nullish(field)];
    }),
  );
}

const { provider: _provider, metadata, ...eventShape } = matchEvent.shape;

/** `detail` by event type, which zod checks in code. */
const detailByType = Object.entries(DETAILS).map(([type, words]) => ({
  anyOf: [
    { properties: { event_type: { not: { const: type } } } },
    { properties: { detail: { enum: [...words, null] } } },
  ],
}));

function eventBodyWith(required: readonly string[], words: Readonly<Record<string, string>>) {
  return z
    .looseObject(
      described<Record<string, z.ZodType>>(
        {
          ...optionalBut(eventShape, required),
          metadata: z.union([metadata, z.string()]).nullish(),
        },
        {
          ...eventWords,
          event_id: "The feed's own id of the event. Without one it is made from what the event is.",
          operation: `${eventWords.operation} \`create\` unless given.`,
          metadata: "What the feed tells besides: an object, or a string that holds one as JSON.",
          ...words,
        },
      ),
    )
    .meta({
      description: "One event. Fields besides these are kept in `metadata`.",
      allOf: detailByType,
    });
}

export const eventBody = eventBodyWith(["match_id", "event_type", "minute"], {});
/** Of a match that is known already. */
export const manualEventBody = eventBodyWith(["event_type", "minute"], {
  match_id: "The match of the path, if it is said again.",
});

const { provider: _sender, report_id: _id, status: _status, raw_status, ...reportShape } = statusReport.shape;

function side(schema: typeof statusReport.shape.home_team) {
  const { id, name: words } = schema.unwrap().shape;
  return z.looseObject({ id, name: words.nullish() }).nullish();
}

const figures = z
  .record(id, z.looseObject(optionalBut(teamFigures.shape, [])).nullable())
  .meta({ maxProperties: MAX_TEAMS });

export const statusBody = z
  .looseObject(
    described<Record<string, z.ZodType>>(
      {
        ...optionalBut(reportShape, ["match_id"]),
        status: name.nullish(),
        raw_status: raw_status.nullable(),
        home_team: side(reportShape.home_team),
        away_team: side(reportShape.away_team),
        league: side(reportShape.league),
        team_stats: figures.nullish(),
      },
      {
        ...reportWords,
        status: "One of `Status`. Any other word is kept as it came and the status becomes `unknown`.",
      },
    ),
  )
  .describe("Where a match stands. Each field changes what it names; fields besides these are ignored.");

function bodyOf(entry: z.ZodType, list: "events" | "statuses") {
  const entries = z.array(entry).max(MAX_ITEMS);
  return z.union([entry, entries, z.looseObject({ [list]: entries })]);
}

export const eventsBody = bodyOf(eventBody, "events");
export const manualEventsBody = bodyOf(manualEventBody, "events");
export const statusesBody = bodyOf(statusBody, "statuses");
