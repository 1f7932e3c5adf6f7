import { mayJoin } from "../../modules/match/access.ts";
import { canonicalChannel } from "../../modules/match/channels.ts";
import type { RefusalCode } from "../../modules/match/control-frame.ts";
import type { Bearer } from "../../modules/ports/tokens.ts";

/** The most channels of one connection. */
export const MAX_CHANNELS = 100;

export interface Refused {
  code: Extract<RefusalCode, "unauthorized_channel" | "unknown_channel">;
  message: string;
}

/**
 * The refusal of these channels, if there is one: a single refused channel refuses them all.
 *
 * @param bearer of the connection's token, if it has one
 */
export function refusedChannels(
  names: readonly string[],
  now: Date,
  bearer: Bearer | undefined,
): Refused | undefined {
  const unknown = unknownChannel(names);
  if (unknown) return unknown;
  const [refused] = deniedChannels(names, now, bearer);
  return refused === undefined
    ? undefined
    : { code: "unauthorized_channel", message: `${refused} needs a valid token that allows it.` };
}

/** The channels that this bearer may not join. */
export function deniedChannels(names: Iterable<string>, now: Date, bearer: Bearer | undefined): string[] {
  return [...names].filter((name) => {
    const channel = canonicalChannel(name);
    return channel && !mayJoin(bearer, channel, now.getTime());
  });
}

/** The refusal of the first name that is no channel at all. */
export function unknownChannel(names: readonly string[]): Refused | undefined {
  const unknown = names.find((name) => !canonicalChannel(name));
  return unknown === undefined
    ? undefined
    : { code: "unknown_channel", message: `There is no channel ${JSON.stringify(unknown)}.` };
}

/** Values of a query parameter that may be repeated and may list several, as they are in `?a=1,2&a=3`. */
export function listed(values: readonly string[] | undefined): string[] {
  return (values ?? []).flatMap((value) => value.split(",")).filter((value) => value !== "");
}
