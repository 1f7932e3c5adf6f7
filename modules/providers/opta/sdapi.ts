import * as z from "zod";
import { faultsOf, type Path } from "../kit/faults.ts";
import { defined, type Fields, isFields } from "../kit/fields.ts";
import { latestOf } from "../kit/instants.ts";
import type { Named } from "../kit/named.ts";
import type { Delivery } from "../provider.ts";
import { minuteIn, playedPeriod } from "./clock.ts";
import { plainId, vendorId } from "./ids.ts";
import { incidentsOf } from "./ma1.ts";
import { eventsOf } from "./ma3.ts";
import { lastEvent } from "./recency.ts";
import type { OptaMatch, Read } from "./record.ts";
import { sdapiStatus } from "./status.ts";
import { instantOf } from "./times.ts";
import { child, children, count, nameOf, text } from "./values.ts";

const header = z.looseObject({ id: vendorId });

/**
 * Reads one match of Stats Perform's SDAPI: MA3 if it lists events, MA1 if it does not. Both have the same fields of
 * the match as a whole. If a body has both, the events count: the goals and cards of MA1 are among them.
 */
export function readSdapi(node: Fields, delivery: Delivery, path: Path): Read {
  const info = isFields(node.matchInfo) ? node.matchInfo : {};
  const head = header.safeParse({ id: info.id });
  if (!head.success) return { faults: faultsOf(head.error, { id: info.id }, [...path, "matchInfo"]) };

  const live = isFields(node.liveData) ? node.liveData : {};
  const basics = { id: head.data.id, sdapi: true, ...aboutMatch(info, live) };
  if (Array.isArray(live.event)) {
    const read = eventsOf(live.event, [...path, "liveData", "event"]);
    if ("faults" in read) return read;
    const as_of = lastEvent(read.events) ?? lastUpdate(info, live) ?? delivery.received_at;
    return { document: { match: { ...basics, as_of }, events: read.events } };
  }
  const match = { ...basics, as_of: lastUpdate(info, live) ?? delivery.received_at };
  return { document: { match, incidents: incidentsOf(live, match) } };
}

function aboutMatch(info: Fields, live: Fields): Partial<OptaMatch> {
  const details = isFields(live.matchDetails) ? live.matchDetails : {};
  const teams = children(info, "contestant");
  const competition = child(info, "competition") ?? {};
  const total = child(child(details, "scores") ?? {}, "total") ?? {};
  const status = sdapiStatus(details);
  return defined({
    home: named(teams.find(({ position }) => position === "home")),
    away: named(teams.find(({ position }) => position === "away")),
    league: named(competition),
    kick_off: kickOff(info),
    ...status,
    ...clock(details),
    home_score: count(total.home),
    away_score: count(total.away),
  });
}

/** Reads the clock while a period is played: the vendor does not reset it at other times. */
function clock(details: Fields): Partial<OptaMatch> {
  const period = details.matchStatus === "Playing" ? playedPeriod(count(details.periodId)) : undefined;
  const minute = count(details.matchTime);
  return period === undefined || minute === undefined ? {} : minuteIn(period, minute);
}

function named(node: Fields | undefined): Named | undefined {
  const id = plainId(node?.id);
  return id === undefined ? undefined : { id, ...defined({ name: nameOf(node?.name) }) };
}

/** `date` "2021-09-11Z" and `time` "18:30:00Z" come apart, each with its zone. */
function kickOff({ date, time }: Fields): string | undefined {
  const day = text(date)?.replace(/Z$/, "");
  return day === undefined ? undefined : instantOf(`${day}T${text(time) ?? ""}`, "utc");
}

/** Finds the last change of any list: SDAPI does not give the time of its answer. */
function lastUpdate(info: Fields, live: Fields): string | undefined {
  const changed = Object.values(live).flatMap((list) =>
    Array.isArray(list) ? list.filter(isFields).map(({ lastUpdated }) => lastUpdated) : [],
  );
  return latestOf([info.lastUpdated, ...changed].map((stamp) => instantOf(stamp, "utc")));
}
