import * as z from "zod";
import { faultsOf, type Path } from "../kit/faults.ts";
import { defined, type Fields, isFields } from "../kit/fields.ts";
import type { Named } from "../kit/named.ts";
import type { Delivery, Fault } from "../provider.ts";
import { plainId, typeNumber, vendorId } from "./ids.ts";
import { hasEnded, lastEvent } from "./recency.ts";
import type { OptaEvent, Read } from "./record.ts";
import { instantOf, isoOf, millisOf } from "./times.ts";
import { attr, count, listOf, nameOf, num, text } from "./values.ts";

/** The fields an event must have. All others may be missing, empty or new. */
const required = z.looseObject({
  id: vendorId,
  type_id: typeNumber,
});
const header = z.looseObject({ id: vendorId });

/** Reads one `Game` of an F24 document, XML or packed JSON: all events of a match so far. */
export function readF24(game: Fields, games: Fields, delivery: Delivery, path: Path): Read {
  const head = header.safeParse({ id: attr(game, "id") });
  if (!head.success) return { faults: faultsOf(head.error, { id: attr(game, "id") }, path) };

  const faults: Fault[] = [];
  const events = listOf(game.Event).flatMap((node, index): OptaEvent[] => {
    const fields = isFields(node) ? node : {};
    const key = { id: attr(fields, "id"), type_id: attr(fields, "type_id") };
    const checked = required.safeParse(key);
    if (checked.success) return [eventOf(fields, checked.data.id, checked.data.type_id)];
    faults.push(...faultsOf(checked.error, key, [...path, "Event", index]));
    return [];
  });
  if (faults.length > 0) return { faults };

  const produced = instantOf(attr(games, "timestamp"), "uk") ?? delivery.received_at;
  const match = defined({
    id: head.data.id,
    home: named(game, "home_team"),
    away: named(game, "away_team"),
    league: named(game, "competition"),
    kick_off: isPacked(game) ? undefined : instantOf(attr(game, "game_date"), "uk"),
    status: hasEnded(events) ? ("finished" as const) : undefined,
    home_score: count(attr(game, "home_score")),
    away_score: count(attr(game, "away_score")),
  });
  return {
    document: {
      match: { ...match, id: head.data.id, as_of: lastEvent(events) ?? produced, sdapi: false },
      events,
    },
  };
}

function named(game: Fields, what: string): Named | undefined {
  const id = plainId(attr(game, `${what}_id`));
  return id === undefined ? undefined : { id, ...defined({ name: nameOf(attr(game, `${what}_name`)) }) };
}

function eventOf(node: Fields, id: string, type: number): OptaEvent {
  const get = (name: string) => attr(node, name);
  const at =
    clockAttribute(get("TimeStamp")) ??
    instantOf(get("timestamp_utc"), "utc") ??
    (isPacked(node) ? undefined : instantOf(get("timestamp"), "uk"));
  return {
    ...defined({
      number: text(get("event_id")),
      period: count(get("period_id")),
      sec: count(get("sec")),
      team: plainId(get("team_id")),
      player: plainId(get("player_id")),
      player_name: nameOf(get("player_name")),
      outcome: count(get("outcome")),
      x: num(get("x")),
      y: num(get("y")),
      at,
    }),
    id,
    type,
    min: count(get("min")) ?? 0,
    version: versionOf(node),
    qualifiers: qualifiersOf(node),
  };
}

/** Whether a node is packed JSON, which spoils the text of its times: the minutes show the month. */
function isPacked(node: Fields): boolean {
  return isFields(node["@attributes"]);
}

/** Reads the good times of packed JSON: text, seconds or milliseconds since 1970. */
function clockAttribute(value: unknown): string | undefined {
  if (!isFields(value)) return undefined;
  const utc = value.utc ?? value.locale;
  const number = typeof utc === "number" ? utc : undefined;
  if (number === undefined) return instantOf(utc, "utc");
  return isoOf(number < 1e11 ? number * 1000 : number);
}

/**
 * Reads the version, which counts milliseconds and only grows. Packed JSON breaks it in two, one half of which is
 * noise, and spoils `last_modified`: there all versions are equal, and the last one received holds. It is never 0,
 * which is the version of F7: an event feed outranks a summary.
 */
function versionOf(node: Fields): number {
  const version = num(attr(node, "version"));
  if (version !== undefined && version > 0) return version;
  const modified = isPacked(node) ? undefined : millisOf(attr(node, "last_modified"), "uk");
  return modified !== undefined && modified > 0 ? modified : 1;
}

function qualifiersOf(node: Fields): Map<number, string> {
  const qualifiers = new Map<number, string>();
  for (const entry of listOf(node.Q)) {
    if (!isFields(entry)) continue;
    const id = count(attr(entry, "qualifier_id"));
    if (id !== undefined) qualifiers.set(id, text(attr(entry, "value")) ?? "");
  }
  return qualifiers;
}
