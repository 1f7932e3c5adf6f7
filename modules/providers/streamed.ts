import { allsportsStreaming } from "./allsports/streaming.ts";
import type { StreamedId } from "./ids.ts";
import { sportradarStreaming } from "./sportradar/streaming.ts";
import type { Streaming } from "./streaming.ts";

/** How to hold the stream of each streamed provider. */
const STREAMING = {
  allsports: allsportsStreaming,
  sportradar: sportradarStreaming,
} satisfies Record<StreamedId, Streaming>;

export function streamingOf(id: StreamedId): Streaming {
  return STREAMING[id];
}
