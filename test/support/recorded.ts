import { readFileSync } from "node:fs";
import type { Journey } from "./journey.ts";

interface Delivery {
  path: string;
  body: Record<string, unknown>;
}

/** The recorded match of the local run under another id, as its feed sends it. */
function recordedMatch(matchId: string): Delivery[] {
  const recording = readFileSync("local/recording/world-cup-final-2022.json", "utf8");
  const { match, deliveries } = JSON.parse(recording);
  return JSON.parse(JSON.stringify(deliveries).replaceAll(match.id, matchId));
}

/** Sends a recorded match from kick-off to the end, as fast as it is taken. */
export async function playRecorded(journey: Journey, matchId: string): Promise<void> {
  for (const { path, body } of recordedMatch(matchId)) {
    const { status } = await journey.send(path, body);
    if (status !== 202) throw new Error(`${path} answered ${status}`);
  }
}
