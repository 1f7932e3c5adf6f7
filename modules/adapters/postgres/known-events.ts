import type { Kysely } from "kysely";
import type { KnownEvent } from "../../match/entry.ts";
import { type EventKey, eventKey, type FeedKey } from "../../ports/matches.ts";
import { rowsOf } from "./rows.ts";
import type { DB } from "./schema.ts";

/** The last version of each of `events`, and of every event of `feeds`, in one statement. */
export async function knownEvents(
  db: Kysely<DB>,
  events: readonly EventKey[],
  feeds: readonly FeedKey[],
): Promise<Map<string, KnownEvent>> {
  if (events.length + feeds.length === 0) return new Map();
  const rows = await lastVersions(db, events)
    .unionAll(({ parens }) => parens(lastVersionsOfFeeds(db, feeds)))
    .execute();
  return new Map(
    rows.flatMap(({ revision, item, changes }) =>
      item.kind === "event" && revision !== null
        ? [[eventKey(item.event), { event: item.event, revision, changes }]]
        : [],
    ),
  );
}

/** Looks each event up by itself, since most of a batch are new: a miss is one descent of an index. */
function lastVersions(db: Kysely<DB>, events: readonly EventKey[]) {
  const asked = rowsOf<EventKey>({ match_id: "text", provider: "text", event_id: "text" }, events);
  return db
    .selectFrom(asked.as("asked"))
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom("match_log")
          .select(["match_log.revision", "match_log.item", "match_log.changes"])
          .where("match_log.kind", "=", "event")
          .whereRef("match_log.match_id", "=", "asked.match_id")
          .whereRef("match_log.provider", "=", "asked.provider")
          .whereRef("match_log.event_id", "=", "asked.event_id")
          .orderBy("match_log.revision", "desc")
          .limit(1)
          .as("last"),
      (join) => join.onTrue(),
    )
    .select(["last.revision", "last.item", "last.changes"]);
}

function lastVersionsOfFeeds(db: Kysely<DB>, feeds: readonly FeedKey[]) {
  const feed = rowsOf<FeedKey>({ match_id: "text", provider: "text" }, feeds);
  return db
    .selectFrom("match_log")
    .innerJoin(feed.as("feed"), (join) =>
      join
        .onRef("feed.match_id", "=", "match_log.match_id")
        .onRef("feed.provider", "=", "match_log.provider"),
    )
    .where("match_log.kind", "=", "event")
    .distinctOn(["match_log.match_id", "match_log.provider", "match_log.event_id"])
    .select(["match_log.revision", "match_log.item", "match_log.changes"])
    .orderBy("match_log.match_id")
    .orderBy("match_log.provider")
    .orderBy("match_log.event_id")
    .orderBy("match_log.revision", "desc");
}
