import { channelOf } from "../match/channels.ts";
import type { Telling } from "../match/publication.ts";
import type { Subscriber } from "../ports/audience.ts";
import type { Payload } from "../ports/gateway.ts";
import { type Part, partsOf } from "./channel-group.ts";
import { type Want, type Wants, wants } from "./delivery-profile.ts";
import { emptyTrail, type Trail } from "./payload-sequence.ts";

/** What a connection gets, in order. */
export interface Delivery {
  connectionId: string;
  payloads: readonly Payload[];
}

type Subscribers = ReadonlyMap<string, readonly Subscriber[]>;

/**
 * What is told, laid out per connection: one delivery each, whatever it is subscribed to, and none for a connection
 * whose filter or dialect leaves nothing over. A connection on public and on private channels sees what private
 * channels do; with several filters it gets whatever passes one of them.
 *
 * Nothing is rendered or hashed twice, nor for nobody: most viewers want the same and share one list.
 *
 * @param tellings in order; those of several matches one after another
 */
export function deliveriesOf(
  tellings: readonly Telling[],
  subscribers: Subscribers,
  payloadOf: (frame: string) => Payload,
): Delivery[] {
  const all = wants();
  const starts = new Map<Want, Trail>();
  const startOf = (want: Want): Trail => {
    const start = starts.get(want) ?? emptyTrail(want, payloadOf);
    starts.set(want, start);
    return start;
  };
  const trails = new Map<string, Trail>();
  const parts = partsOf(tellings, payloadOf);
  for (const part of parts) {
    const audience = audienceOf(part, subscribers, all);
    if (parts.length === 1) return deliveriesTo(audience, (want) => startOf(want).with(part.line(want)));
    for (const [connectionId, want] of audience) {
      const trail = trails.get(connectionId) ?? startOf(want);
      trails.set(connectionId, trail.with(part.line(want)));
    }
  }
  return deliveriesTo(trails, (trail) => trail);
}

/** @param trailOf asked once for those who want the same */
function deliveriesTo<T>(audience: ReadonlyMap<string, T>, trailOf: (want: T) => Trail): Delivery[] {
  const known = new Map<T, readonly Payload[]>();
  const deliveries: Delivery[] = [];
  for (const [connectionId, want] of audience) {
    let payloads = known.get(want);
    if (!payloads) {
      payloads = trailOf(want).payloads();
      known.set(want, payloads);
    }
    if (payloads.length > 0) deliveries.push({ connectionId, payloads });
  }
  return deliveries;
}

/** Everybody on any of the channels of a part, each once. */
function audienceOf(part: Part, subscribers: Subscribers, all: Wants): Map<string, Want> {
  const found = new Map<string, Want>();
  for (const kind of ["public", "private", "presence"] as const) {
    const view = kind === "public" ? "public" : "private";
    for (const topic of part.topics) {
      for (const subscriber of subscribers.get(channelOf(kind, topic)) ?? []) {
        const want = all.of(subscriber, view);
        const before = found.get(subscriber.id);
        found.set(subscriber.id, before ? all.both(before, want) : want);
      }
    }
  }
  return found;
}
