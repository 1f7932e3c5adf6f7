import { matchChannel, matchIdOfChannel } from "../../modules/match/channels.ts";
import { DIALECTS, type Dialect } from "../../modules/match/dialects/index.ts";
import type { FrameFormat } from "../../modules/ports/audience.ts";
import { type Bearer, bearerFromText } from "../../modules/ports/tokens.ts";
import { listed, MAX_CHANNELS, refusedChannels } from "./channel-list.ts";
import type { SocketEvent } from "./deps.ts";

/** The parameters of a handshake. */
export interface ConnectRequest extends FrameFormat {
  /** Who the token says the viewer is. */
  bearer?: Bearer;
  /** The channels of `?match=` and `?channels=`, as the viewer named them. */
  channels: string[];
  /** The positions of `?after_seq=`: `seq` of the last frame that the viewer has, by match channel as it named it. */
  after: Record<string, number>;
}

/**
 * Reads the query of a handshake, or gives the status that refuses it: 401 for channels that the token, if there is
 * one, does not open, and 400 for channels, positions and formats that do not exist.
 */
export function connectRequestOf(event: SocketEvent, now: Date): ConnectRequest | { statusCode: number } {
  const query = event.multiValueQueryStringParameters ?? {};
  const text = event.requestContext.authorizer?.bearer;
  const bearer = text === undefined ? undefined : bearerFromText(text);
  const dialect = dialectOf(query.dialect?.at(-1));
  const batch = SWITCH.get(query.batch?.at(-1));
  const channels = [...new Set([...listed(query.match).map(matchChannel), ...listed(query.channels)])];
  if (dialect === undefined || batch === undefined || channels.length > MAX_CHANNELS)
    return { statusCode: 400 };
  const after = positionsIn(listed(query.after_seq), channels);
  if (after === undefined) return { statusCode: 400 };
  const refused = refusedChannels(channels, now, bearer);
  if (refused) return { statusCode: refused.code === "unauthorized_channel" ? 401 : 400 };
  return { channels, after, dialect, batch, ...(bearer ? { bearer } : {}) };
}

const SWITCH = new Map<string | undefined, boolean>([
  [undefined, false],
  ["0", false],
  ["1", true],
]);

/**
 * Reads positions. `match:123:41` is position 41 of that channel; a number alone is the position of the only match in
 * the query. Undefined if one of the texts is neither.
 */
function positionsIn(
  texts: readonly string[],
  channels: readonly string[],
): Record<string, number> | undefined {
  const matches = channels.filter((channel) => matchIdOfChannel(channel) !== undefined);
  const positions = texts.map((text) => {
    const [, named = matches.length === 1 ? matches[0] : undefined, seq] = POSITION.exec(text) ?? [];
    return named === undefined || !Number.isSafeInteger(Number(seq))
      ? undefined
      : ([named, Number(seq)] as const);
  });
  return positions.every((position) => position !== undefined) ? Object.fromEntries(positions) : undefined;
}
const POSITION = /^(?:(.+):)?(\d+)$/;

/** Undefined if there is no such dialect. */
function dialectOf(name: string | undefined): Dialect | undefined {
  return name === undefined ? "touchline" : DIALECTS.find((dialect) => dialect === name);
}
