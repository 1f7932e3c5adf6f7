import { once } from "node:events";
import { matchIdOf, play } from "../recording/player.ts";
import { type Recording, waits } from "../recording/recording.ts";
import type { Sending } from "../recording/sender.ts";

/**
 * Plays the recording, and again whenever Enter is pressed after its end. Resolves once `signal` is aborted,
 * or when the recording is refused or cannot be played again; never rejects.
 */
export async function startReplay(
  recording: Recording,
  sending: Sending,
  say: (line: string) => void,
): Promise<void> {
  try {
    while (!sending.signal.aborted) {
      const matchId = matchIdOf(recording, new Date());
      say(
        `playing ${recording.match.name ?? recording.match.id}, ${pace(recording, sending.speed)}: match ${matchId}`,
      );
      if (!(await play(recording, matchId, sending))) return;
      if (!process.stdin.isTTY) return say("the match is over: start again to play it again, Ctrl-C stops");
      say("the match is over: press Enter to play it again, Ctrl-C to stop");
      await once(process.stdin, "data", { signal: sending.signal });
    }
  } catch (error) {
    if (!sending.signal.aborted) say(`the match cannot be played on: ${(error as Error).message}`);
  }
}

function pace({ deliveries }: Recording, speed: number): string {
  const minutes = waits(deliveries, speed).reduce((sum, wait) => sum + wait, 0) / 60_000;
  const length = minutes < 1 ? "less than a minute" : `about ${Math.round(minutes)} min`;
  return `${speed} times as fast (${length})`;
}
