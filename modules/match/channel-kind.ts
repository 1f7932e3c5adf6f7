/** Anyone may join public channels, the others need a token; on presence channels viewers see one another. */
export type ChannelKind = "public" | "private" | "presence";

/** The prefix of a channel's name that says its kind; public channels have none. */
export const KIND_PREFIX = /^(private|presence)-/;

/** Names the channel of a kind on `topic`. */
export function channelOf(kind: ChannelKind, topic: string): string {
  return kind === "public" ? topic : `${kind}-${topic}`;
}

/** Private and presence channels need a token that allows them. */
export function needsToken(channel: string): boolean {
  return KIND_PREFIX.test(channel);
}
