import { canonicalChannel, matchIdOfChannel } from "../../modules/match/channels.ts";
import { type ControlFrame, historyOf, type MessageId, refusal } from "../../modules/match/control-frame.ts";
import { eventTypeOf, passes } from "../../modules/match/event-filter.ts";
import type { MatchFrame } from "../../modules/match/frame.ts";
import { viewOf } from "../../modules/match/view.ts";
import type { Connection } from "../../modules/ports/audience.ts";
import type { EntryFrames, FrameLog } from "../../modules/ports/recovery.ts";
import { matchSubscriptionsOf } from "../../modules/subscriptions/match-subscription.ts";
import { refusedChannels } from "./channel-list.ts";

/** JSON of the frames, in UTF-8: with what is around them, of which a message gives up to 4 KiB, within 100 KiB. */
const MAX_BYTES = 98_000;

interface HistoryRequest {
  id?: MessageId | undefined;
  channel: string;
  limit: number;
  before_seq?: number | undefined;
}

interface Deps {
  frames: Pick<FrameLog, "before">;
  now: () => Date;
}

/**
 * Answers with earlier frames of a match: at most `limit` entries, and no more than fit. If the connection is
 * subscribed to the match, leaves out the events that do not pass its filter.
 */
export async function history(
  { id, channel: name, limit, before_seq }: HistoryRequest,
  { bearer, subscriptions }: Connection,
  { frames: log, now }: Deps,
): Promise<ControlFrame> {
  const timestamp = now().toISOString();
  const refused = refusedChannels([name], now(), bearer);
  if (refused) return refusal(refused.code, refused.message, timestamp, id);
  const matchId = matchIdOfChannel(name);
  const channel = canonicalChannel(name);
  if (matchId === undefined || channel === undefined)
    return refusal("bad_request", "Matches alone have a history.", timestamp, id);
  const { entries, more } = await log.before(viewOf(channel.kind), matchId, before_seq, limit);
  const fitting = lastWithin(entries, MAX_BYTES);
  const filter = matchSubscriptionsOf(subscriptions).get(matchId)?.filter;
  const frames: MatchFrame[] = fitting
    .flatMap((entry) => entry.frames)
    .filter((frame) => passes(filter, eventTypeOf(frame)));
  return historyOf(name, frames, more || fitting.length < entries.length, timestamp, id);
}

/** The last entries whose frames fit into `bytes` together; never a part of an entry. */
function lastWithin(entries: readonly EntryFrames[], bytes: number): readonly EntryFrames[] {
  let left = bytes;
  const tooMany = entries.findLastIndex(({ frames }) => {
    left -= Buffer.byteLength(JSON.stringify(frames));
    return left < 0;
  });
  return entries.slice(tooMany + 1);
}
