import { channelOf } from "../match/channels.ts";
import type { Publication } from "../match/publication.ts";
import type { Subscriber } from "../ports/audience.ts";
import type { Payload } from "../ports/gateway.ts";
import { type ChannelGroup, channelGroupsOf } from "./channel-group.ts";
import { type DeliveryProfile, type DeliveryProfiles, deliveryProfiles } from "./delivery-profile.ts";
import { emptyPayloadSequence, type PayloadSequence } from "./payload-sequence.ts";

/** What a connection gets, in order. */
export interface ConnectionPosts {
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
export function planPosts(
  publications: readonly Publication[],
  subscribers: Subscribers,
  payloadOf: (frame: string) => Payload,
): ConnectionPosts[] {
  const all = deliveryProfiles();
  const starts = new Map<DeliveryProfile, PayloadSequence>();
  const startOf = (profile: DeliveryProfile): PayloadSequence => {
    const start = starts.get(profile) ?? emptyPayloadSequence(profile, payloadOf);
    starts.set(profile, start);
    return start;
  };
  const sequences = new Map<string, PayloadSequence>();
  const parts = channelGroupsOf(publications, payloadOf);
  for (const part of parts) {
    const audience = audienceOf(part, subscribers, all);
    if (parts.length === 1)
      return deliveriesTo(audience, (profile) => startOf(profile).followedBy(part.framesFor(profile)));
    for (const [connectionId, profile] of audience) {
      const sequence = sequences.get(connectionId) ?? startOf(profile);
      sequences.set(connectionId, sequence.followedBy(part.framesFor(profile)));
    }
  }
  return deliveriesTo(sequences, (sequence) => sequence);
}

/** @param trailOf asked once for those who want the same */
function deliveriesTo<T>(
  audience: ReadonlyMap<string, T>,
  sequenceOf: (profile: T) => PayloadSequence,
): ConnectionPosts[] {
  const known = new Map<T, readonly Payload[]>();
  const deliveries: ConnectionPosts[] = [];
  for (const [connectionId, profile] of audience) {
    let payloads = known.get(profile);
    if (!payloads) {
      payloads = sequenceOf(profile).payloads();
      known.set(profile, payloads);
    }
    if (payloads.length > 0) deliveries.push({ connectionId, payloads });
  }
  return deliveries;
}

/** Everybody on any of the channels of a part, each once. */
function audienceOf(
  part: ChannelGroup,
  subscribers: Subscribers,
  all: DeliveryProfiles,
): Map<string, DeliveryProfile> {
  const found = new Map<string, DeliveryProfile>();
  for (const kind of ["public", "private", "presence"] as const) {
    const view = kind === "public" ? "public" : "private";
    for (const topic of part.topics) {
      for (const subscriber of subscribers.get(channelOf(kind, topic)) ?? []) {
        const profile = all.of(subscriber, view);
        const before = found.get(subscriber.id);
        found.set(subscriber.id, before ? all.combined(before, profile) : profile);
      }
    }
  }
  return found;
}
