import { matchOf } from "../match/channels.ts";
import { type ControlFrame, historyOf, type MessageId, refusal } from "../match/control-frame.ts";
import type { EntryFrames, FrameLog } from "../ports.ts";
import { refusedChannels } from "./channel-list.ts";

/** JSON of the frames, in UTF-8: with what is around them, of which a message gives up to 4 KiB, within 100 KiB. */
const MAX_BYTES = 98_000;

interface Asked {
  id?: MessageId | undefined;
  channel: string;
  limit: number;
  before_seq?: number | undefined;
}

/** Earlier frames of a match, as many entries as were asked for and fit. */
export async function history(
  { id, channel, limit, before_seq }: Asked,
  log: Pick<FrameLog, "before">,
  timestamp: string,
): Promise<ControlFrame> {
  const refused = refusedChannels([channel]);
  if (refused) return refusal(refused.code, refused.message, timestamp, id);
  const matchId = matchOf(channel);
  if (matchId === undefined) return refusal("bad_request", "Matches alone have a history.", timestamp, id);
  const { entries, more } = await log.before(matchId, before_seq, limit);
  const fitting = lastWithin(entries, MAX_BYTES);
  const frames = fitting.flatMap((entry) => entry.frames);
  return historyOf(channel, frames, more || fitting.length < entries.length, timestamp, id);
}

/** The last entries that together fit; never a part of one. */
function lastWithin(entries: readonly EntryFrames[], bytes: number): readonly EntryFrames[] {
  let left = bytes;
  const tooMany = entries.findLastIndex(({ frames }) => {
    left -= Buffer.byteLength(JSON.stringify(frames));
    return left < 0;
  });
  return entries.slice(tooMany + 1);
}
