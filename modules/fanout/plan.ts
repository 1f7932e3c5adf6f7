import { channelOf } from "../match/channel-kind.ts";
import type { Publication } from "../match/publication.ts";
import type { Subscriber } from "../ports/audience.ts";
import type { Payload } from "../ports/gateway.ts";
import { type ChannelGroup, channelGroupsOf } from "./channel-group.ts";
import { type DeliveryProfile, type DeliveryProfiles, deliveryProfiles } from "./delivery-profile.ts";
import { emptyPayloadSequence, type PayloadSequence } from "./payload-sequence.ts";

/** The payloads for one connection, in order. */
export interface ConnectionPosts {
  connectionId: string;
  payloads: readonly Payload[];
}

type Subscribers = ReadonlyMap<string, readonly Subscriber[]>;

/**
 * Plans what each connection gets: one list of payloads, whatever its subscriptions are, and none where its filter or
 * dialect leaves no frame. A connection on public and on private channels gets what the private ones show; one with
 * several filters gets the events that pass any of them.
 *
 * Renders and hashes each frame once, and only for viewers who are there: most want the same and share one list.
 *
 * @param publications in order; those of several matches one after another
 */
export function planPosts(
  publications: readonly Publication[],
  subscribers: Subscribers,
  payloadOf: (frame: string) => Payload,
): ConnectionPosts[] {
  const profiles = deliveryProfiles();
  const emptySequences = new Map<DeliveryProfile, PayloadSequence>();
  const emptySequenceOf = (profile: DeliveryProfile): PayloadSequence => {
    const empty = emptySequences.get(profile) ?? emptyPayloadSequence(profile, payloadOf);
    emptySequences.set(profile, empty);
    return empty;
  };
  const sequences = new Map<string, PayloadSequence>();
  const groups = channelGroupsOf(publications, payloadOf);
  for (const group of groups) {
    const audience = audienceOf(group, subscribers, profiles);
    if (groups.length === 1)
      return postsTo(audience, (profile) => emptySequenceOf(profile).followedBy(group.framesFor(profile)));
    for (const [connectionId, profile] of audience) {
      const sequence = sequences.get(connectionId) ?? emptySequenceOf(profile);
      sequences.set(connectionId, sequence.followedBy(group.framesFor(profile)));
    }
  }
  return postsTo(sequences, (sequence) => sequence);
}

/** @param sequenceOf is called once for all connections of one profile */
function postsTo<T>(
  audience: ReadonlyMap<string, T>,
  sequenceOf: (profile: T) => PayloadSequence,
): ConnectionPosts[] {
  const known = new Map<T, readonly Payload[]>();
  const posts: ConnectionPosts[] = [];
  for (const [connectionId, profile] of audience) {
    let payloads = known.get(profile);
    if (!payloads) {
      payloads = sequenceOf(profile).payloads();
      known.set(profile, payloads);
    }
    if (payloads.length > 0) posts.push({ connectionId, payloads });
  }
  return posts;
}

/** The delivery profile of every connection that is on a channel of the group. */
function audienceOf(
  group: ChannelGroup,
  subscribers: Subscribers,
  profiles: DeliveryProfiles,
): Map<string, DeliveryProfile> {
  const found = new Map<string, DeliveryProfile>();
  for (const kind of ["public", "private", "presence"] as const) {
    const view = kind === "public" ? "public" : "private";
    for (const topic of group.topics) {
      for (const subscriber of subscribers.get(channelOf(kind, topic)) ?? []) {
        const profile = profiles.of(subscriber, view);
        const before = found.get(subscriber.id);
        found.set(subscriber.id, before ? profiles.combined(before, profile) : profile);
      }
    }
  }
  return found;
}
