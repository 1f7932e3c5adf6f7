import { type Dialect, inDialect } from "../match/dialects/index.ts";
import type { EventType } from "../match/event.ts";
import type { Telling } from "../match/publication.ts";
import { privateView, type View } from "../match/view.ts";
import type { Payload } from "../ports/gateway.ts";
import type { Want } from "./delivery-profile.ts";

/** A frame as some viewers get it. */
export interface Rendered {
  text: string;
  /** Made when it is first asked for, and once. */
  payload(): Payload;
}

/** What some viewers get of a part, in order. */
export type Line = readonly Rendered[];

/** Consecutive tellings that belong to the same channels. */
export interface Part {
  topics: readonly string[];
  /** One and the same for viewers who want the same. */
  line(want: Want): Line;
}

export function partsOf(tellings: readonly Telling[], payloadOf: (frame: string) => Payload): Part[] {
  const groups: Telling[][] = [];
  for (const telling of tellings) {
    const group = groups.at(-1);
    if (group?.[0]?.topics.join() === telling.topics.join()) group.push(telling);
    else groups.push([telling]);
  }
  return groups.map((group) => partOf(group, payloadOf));
}

interface Typed extends Rendered {
  /** Of an event. */
  event_type: EventType | undefined;
  /** Whether public channels see its entry. */
  shown: boolean;
}

/** Each frame is rendered once for each kind of viewers and dialect, if anybody is there to get it. */
function partOf(tellings: readonly Telling[], payloadOf: (frame: string) => Payload): Part {
  const rendered = new Map<string, Typed[]>();
  const lines = new Map<Want, Line>();

  function renderedFor({ view, dialect }: Want): Typed[] {
    const key = `${view} ${dialect}`;
    const known = rendered.get(key) ?? render(tellings, view, dialect, payloadOf);
    rendered.set(key, known);
    return known;
  }

  return {
    topics: tellings[0]?.topics ?? [],
    line(want) {
      const known = lines.get(want);
      if (known) return known;
      const all = renderedFor(want);
      const line = want.shown || want.details ? all.filter((frame) => passes(frame, want)) : all;
      lines.set(want, line);
      return line;
    },
  };
}

function passes({ event_type, shown }: Typed, want: Want): boolean {
  if (!event_type) return true;
  const types = shown ? want.shown : want.details;
  return !types || types.has(event_type);
}

function render(
  tellings: readonly Telling[],
  view: View,
  dialect: Dialect,
  payloadOf: (frame: string) => Payload,
): Typed[] {
  const told = view === "public" ? tellings.filter((telling) => telling.public) : tellings;
  return told.flatMap(({ seq, public: shown, frames }) =>
    frames.flatMap((frame) => {
      const said = inDialect(view === "public" ? frame : privateView(frame, seq), dialect);
      if (!said) return [];
      const event_type = frame.type === "match_event" ? frame.data.event_type : undefined;
      return [{ event_type, shown, ...lazily(JSON.stringify(said), payloadOf) }];
    }),
  );
}

/** A text, encoded and hashed when it is first asked for. */
export function lazily(text: string, payloadOf: (frame: string) => Payload): Rendered {
  let made: Payload | undefined;
  return {
    text,
    payload() {
      made ??= payloadOf(text);
      return made;
    },
  };
}
