import { isPublicChannel, needsToken } from "../match/channels.ts";
import type { RefusalCode } from "../match/control-frame.ts";

/** Channels of one connection. */
export const MAX_CHANNELS = 100;

export interface Refused {
  code: Extract<RefusalCode, "unauthorized_channel" | "unknown_channel">;
  message: string;
}

/** Why these channels cannot be had: one that cannot refuses them all. */
export function refusedChannels(channels: readonly string[]): Refused | undefined {
  if (channels.some(needsToken))
    return { code: "unauthorized_channel", message: "Private and presence channels need a token." };
  const unknown = channels.find((channel) => !isPublicChannel(channel));
  return unknown === undefined
    ? undefined
    : { code: "unknown_channel", message: `There is no channel ${JSON.stringify(unknown)}.` };
}

/** Values of a query parameter that may be repeated and may list several, as they are in `?a=1,2&a=3`. */
export function listed(values: readonly string[] | undefined): string[] {
  return (values ?? []).flatMap((value) => value.split(",")).filter((value) => value !== "");
}
