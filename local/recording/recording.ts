import { readFile } from "node:fs/promises";
import * as z from "zod";
import { Problem } from "../command/problem.ts";

/** A match as a feed told it: what to POST, and when. */
const recording = z.object({
  match: z.looseObject({
    /** The `match_id` of the bodies. */
    id: z.string().min(1),
    name: z.string().optional(),
    competition: z.string().optional(),
  }),
  deliveries: z
    .array(
      z.object({
        /** Seconds since kick-off, breaks included; negative before it. */
        at: z.number(),
        path: z.enum(["/webhooks/match-events", "/webhooks/match-status"]),
        body: z.looseObject({ match_id: z.string() }),
      }),
    )
    .min(1),
});
export type Recording = z.infer<typeof recording>;
export type Delivery = Recording["deliveries"][number];

/** @throws Problem saying which file cannot be played, and why */
export async function readRecording(file: string): Promise<Recording> {
  const text = await readFile(file, "utf8").catch((cause: Error) => {
    throw new Problem(`The recording ${file} cannot be read: ${cause.message}`, { cause });
  });
  return asRecording(parseJson(text, file), file);
}

/** @throws Problem saying why what is in the file cannot be played */
export function asRecording(json: unknown, file: string): Recording {
  const parsed = recording.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Problem(`The recording ${file} is not one:\n${z.prettifyError(parsed.error)}`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem(`The recording ${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** The recording under another match id, its kick-off moved to `kickOff`: the same match, played again. */
export function asMatch(recording: Recording, matchId: string, kickOff: Date): Recording {
  const deliveries = recording.deliveries.map((delivery) => ({
    ...delivery,
    body: {
      ...delivery.body,
      match_id: delivery.body.match_id === recording.match.id ? matchId : delivery.body.match_id,
      ...("kick_off" in delivery.body ? { kick_off: kickOff.toISOString() } : {}),
    },
  }));
  return { match: { ...recording.match, id: matchId }, deliveries };
}

/** Milliseconds; nobody wants to watch a half-time. */
const LONGEST_WAIT = 4_000;

/** Milliseconds to wait before each delivery, at `speed` times the pace of the match; breaks are cut short. */
export function waits(deliveries: readonly Delivery[], speed: number): number[] {
  return deliveries.map(({ at }, index) => {
    const before = deliveries[index - 1]?.at ?? at;
    return Math.min(LONGEST_WAIT, Math.max(0, ((at - before) * 1000) / speed));
  });
}
