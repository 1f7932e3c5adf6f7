import { asMatch, type Recording } from "./recording.ts";
import { type Sending, send } from "./sender.ts";

/** A name of its own for each time a match is played: ids are for ever, and a match is over only once. */
export function matchIdOf(recording: Recording, now: Date): string {
  return `${recording.match.id}-${now.toISOString().replace(/[-:]|\.\d+Z$/g, "")}`;
}

/**
 * Plays a recording as a match of its own, starting now.
 * @returns whether it was played to its end
 * @throws RefusedError
 */
export async function play(recording: Recording, matchId: string, sending: Sending): Promise<boolean> {
  const { deliveries } = recording;
  await abandonInterrupted(recording, sending);
  const untilKickOff = (Math.max(0, -(deliveries[0]?.at ?? 0)) * 1000) / sending.speed;
  const match = asMatch(recording, matchId, new Date(Date.now() + untilKickOff));
  return (await send(match, sending)) === deliveries.length;
}

/** A run that was stopped in the middle of the match left it in play, where nobody will ever finish it. */
async function abandonInterrupted({ match }: Recording, sending: Sending): Promise<void> {
  const response = await fetch(`${sending.url}/api/v1/matches?status=live&limit=100`).catch(() => undefined);
  if (!response?.ok) return;
  const { matches }: { matches: { match_id: string }[] } = await response.json();
  const deliveries = matches
    .filter(({ match_id }) => match_id.startsWith(`${match.id}-`))
    .map(({ match_id }) => ({
      at: 0,
      path: "/webhooks/match-status" as const,
      body: { match_id, status: "abandoned" },
    }));
  await send({ match: { id: `${match.id}-abandoned-${Date.now()}` }, deliveries }, sending);
}
