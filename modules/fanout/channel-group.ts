import { type Dialect, inDialect } from "../match/dialects/index.ts";
import type { EventType } from "../match/event.ts";
import { eventTypeOf, passes } from "../match/event-filter.ts";
import type { Publication } from "../match/publication.ts";
import { privateView, type View } from "../match/view.ts";
import type { Payload } from "../ports/gateway.ts";
import type { DeliveryProfile } from "./delivery-profile.ts";

/** A frame in the text that some viewers get. */
interface RenderedFrame {
  text: string;
  /** Makes the payload on the first call, and gives the same one from then on. */
  payload(): Payload;
}

/** The frames of a channel group that some viewers get, in order. */
export type RenderedFrames = readonly RenderedFrame[];

/** Consecutive publications that belong to the same channels. */
export interface ChannelGroup {
  topics: readonly string[];
  /** The same array for the same profile. */
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

interface FilterableFrame extends RenderedFrame {
  /** As `eventTypeOf` gives it. */
  event_type: EventType | undefined;
  /** Whether public channels see the entry of this frame. */
  isPublic: boolean;
}

/** Renders each frame once for each view and dialect, and only if a viewer wants it. */
function channelGroupOf(
  publications: readonly Publication[],
  payloadOf: (frame: string) => Payload,
): ChannelGroup {
  const rendered = new Map<string, FilterableFrame[]>();
  const framesByProfile = new Map<DeliveryProfile, RenderedFrames>();

  function renderedFor({ view, dialect }: DeliveryProfile): FilterableFrame[] {
    const key = `${view} ${dialect}`;
    const known = rendered.get(key) ?? render(publications, view, dialect, payloadOf);
    rendered.set(key, known);
    return known;
  }

  return {
    topics: publications[0]?.topics ?? [],
    framesFor(profile) {
      const known = framesByProfile.get(profile);
      if (known) return known;
      const all = renderedFor(profile);
      const frames =
        profile.publicFilter || profile.privateOnlyFilter
          ? all.filter((frame) => isWanted(frame, profile))
          : all;
      framesByProfile.set(profile, frames);
      return frames;
    },
  };
}

function isWanted({ event_type, isPublic }: FilterableFrame, profile: DeliveryProfile): boolean {
  return passes(isPublic ? profile.publicFilter : profile.privateOnlyFilter, event_type);
}

function render(
  publications: readonly Publication[],
  view: View,
  dialect: Dialect,
  payloadOf: (frame: string) => Payload,
): FilterableFrame[] {
  const visible = view === "public" ? publications.filter((publication) => publication.public) : publications;
  return visible.flatMap(({ seq, public: isPublic, frames }) =>
    frames.flatMap((frame) => {
      const translated = inDialect(view === "public" ? frame : privateView(frame, seq), dialect);
      if (!translated) return [];
      return [{ event_type: eventTypeOf(frame), isPublic, ...lazily(JSON.stringify(translated), payloadOf) }];
    }),
  );
}

/** A frame whose payload is encoded and hashed on first use. */
function lazily(text: string, payloadOf: (frame: string) => Payload): RenderedFrame {
  let made: Payload | undefined;
  return {
    text,
    payload() {
      made ??= payloadOf(text);
      return made;
    },
  };
}
