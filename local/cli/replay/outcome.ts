import { setTimeout as sleep } from "node:timers/promises";
import { child, isFields } from "./json.ts";

/** Milliseconds between two looks, and how many in a row have to be alike: what was sent may still be on its way. */
const LOOK = 700;
const ALIKE = 4;
const LOOKS = 60;
/** Looks after which a match that is not there is not going to be. */
const ABSENT = 15;

/** What has become of a match, in a line; asked for until nothing changes any more. */
export async function outcomeOf(url: string, matchId: string, signal: AbortSignal): Promise<string> {
  let last: unknown;
  let alike = 0;
  for (let look = 0; look < LOOKS && alike < ALIKE; look += 1) {
    if (look > 0) await sleep(LOOK, undefined, { signal });
    const response = await fetch(`${url}/api/v1/matches/${encodeURIComponent(matchId)}`, { signal });
    const match: unknown = response.ok ? await response.json() : undefined;
    const isSame = isFields(match) && isFields(last) && match.seq === last.seq;
    alike = isSame ? alike + 1 : 0;
    last = match;
    if (!match && look >= ABSENT) break;
  }
  return isFields(last)
    ? line(matchId, last)
    : `${matchId}: there is no such match: nothing in the body has made it known`;
}

function line(matchId: string, match: Record<string, unknown>): string {
  const name = (side: string) => String(child(match, `${side}_team`).name ?? `(${side})`);
  const minute = match.extra_minute ? `${match.minute}+${match.extra_minute}` : match.minute;
  const kicks =
    match.home_shootout_score === undefined
      ? ""
      : `, ${match.home_shootout_score}-${match.away_shootout_score} on penalties`;
  const score = `${match.home_score}-${match.away_score}`;
  return `${matchId}: ${name("home")} ${score} ${name("away")}${kicks}, ${match.status}, minute ${minute}, ${match.seq} entries in its log`;
}
