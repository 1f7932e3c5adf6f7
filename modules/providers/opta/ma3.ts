import * as z from "zod";
import { faultsOf, type Path } from "../kit/faults.ts";
import { defined, type Fields, isFields } from "../kit/fields.ts";
import type { Fault } from "../provider.ts";
import { plainId, typeNumber, vendorId } from "./ids.ts";
import type { OptaEvent } from "./record.ts";
import { isoOf, millisOf } from "./times.ts";
import { count, listOf, nameOf, num, text } from "./values.ts";

const required = z.looseObject({
  id: vendorId,
  typeId: typeNumber,
});

/** Reads `liveData.event` of MA3: the events of F24 with longer names. */
export function eventsOf(
  nodes: readonly unknown[],
  path: Path,
): { events: OptaEvent[] } | { faults: Fault[] } {
  const faults: Fault[] = [];
  const events = nodes.flatMap((node, index): OptaEvent[] => {
    const fields = isFields(node) ? node : {};
    const key = { id: fields.id, typeId: fields.typeId };
    const checked = required.safeParse(key);
    if (checked.success) return [eventOf(fields, checked.data.id, checked.data.typeId)];
    faults.push(...faultsOf(checked.error, key, [...path, index]));
    return [];
  });
  return faults.length > 0 ? { faults } : { events };
}

function eventOf(node: Fields, id: string, type: number): OptaEvent {
  return {
    ...defined({
      number: text(node.eventId),
      period: count(node.periodId),
      sec: count(node.timeSec),
      team: plainId(node.contestantId),
      player: plainId(node.playerId),
      player_name: nameOf(node.playerName),
      outcome: count(node.outcome),
      x: num(node.x),
      y: num(node.y),
      at: isoOf(millisOf(node.timeStamp, "utc")),
    }),
    id,
    type,
    min: count(node.timeMin) ?? 0,
    // MA3 has no `version`. This is never 0, which is the version of MA1.
    version: Math.max(millisOf(node.lastModified, "utc") ?? 1, 1),
    qualifiers: qualifiersOf(node),
  };
}

function qualifiersOf(node: Fields): Map<number, string> {
  const qualifiers = new Map<number, string>();
  for (const entry of listOf(node.qualifier)) {
    if (!isFields(entry)) continue;
    const id = count(entry.qualifierId);
    if (id !== undefined) qualifiers.set(id, text(entry.value) ?? "");
  }
  return qualifiers;
}
