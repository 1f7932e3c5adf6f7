import { type Dialect, inDialect } from "../match/dialects/index.ts";
import type { EventType } from "../match/event.ts";
import type { Publication } from "../match/publication.ts";
import { privateView, type View } from "../match/view.ts";
import type { Payload } from "../ports/gateway.ts";
import type { DeliveryProfile } from "./delivery-profile.ts";

/** A frame as some viewers get it. */
export interface RenderedFrame {
  text: string;
  /** Made when it is first asked for, and once. */
  payload(): Payload;
}

/** What some viewers get of a part, in order. */
export type RenderedFrames = readonly RenderedFrame[];

/** Consecutive tellings that belong to the same channels. */
export interface ChannelGroup {
  topics: readonly string[];
  /** One and the same for viewers who want the same. */
  framesFor(profile: DeliveryProfile): RenderedFrames;
}

export function channelGroupsOf(
  publications: readonly Publication[],
  payloadOf: (frame: string) => Payload,
): ChannelGroup[] {
  const groups: Publication[][] = [];
  for (const publication of publications) {
    const group = groups.at(-1);
    if (group?.[0]?.topics.join() === publication.topics.join()) group.push(publication);
    else groups.push([publication]);
  }
  return groups.map((group) => channelGroupOf(group, payloadOf));
}

interface Typed extends RenderedFrame {
  /** Of an event. */
  event_type: EventType | undefined;
  /** Whether public channels see its entry. */
  shown: boolean;
}

/** Each frame is rendered once for each kind of viewers and dialect, if anybody is there to get it. */
function channelGroupOf(
  publications: readonly Publication[],
  payloadOf: (frame: string) => Payload,
): ChannelGroup {
  const rendered = new Map<string, Typed[]>();
  const lines = new Map<DeliveryProfile, RenderedFrames>();

  function renderedFor({ view, dialect }: DeliveryProfile): Typed[] {
    const key = `${view} ${dialect}`;
    const known = rendered.get(key) ?? render(publications, view, dialect, payloadOf);
    rendered.set(key, known);
    return known;
  }

  return {
    topics: publications[0]?.topics ?? [],
    framesFor(profile) {
      const known = lines.get(profile);
      if (known) return known;
      const all = renderedFor(profile);
      const line = profile.shown || profile.details ? all.filter((frame) => passes(frame, profile)) : all;
      lines.set(profile, line);
      return line;
    },
  };
}

function passes({ event_type, shown }: Typed, profile: DeliveryProfile): boolean {
  if (!event_type) return true;
  const types = shown ? profile.shown : profile.details;
  return !types || types.has(event_type);
}

function render(
  publications: readonly Publication[],
  view: View,
  dialect: Dialect,
  payloadOf: (frame: string) => Payload,
): Typed[] {
  const told = view === "public" ? publications.filter((publication) => publication.public) : publications;
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
export function lazily(text: string, payloadOf: (frame: string) => Payload): RenderedFrame {
  let made: Payload | undefined;
  return {
    text,
    payload() {
      made ??= payloadOf(text);
      return made;
    },
  };
}
