import { idOf } from "../kit/loose.ts";

export const PROVIDER = "sportradar";

/**
 * A match by its URN. The push feed writes `sr:sport_event_id:1` for what is `sr:sport_event:1` everywhere else,
 * and in `?match=` the number alone will do.
 */
export function matchUrn(value: unknown): string | undefined {
  const id = idOf(value);
  const number = id === undefined ? undefined : NUMBERED.exec(id)?.[1];
  return number === undefined ? id : `sr:sport_event:${number}`;
}
const NUMBERED = /^(?:sr:(?:sport_event|sport_event_id|match):)?(\d{1,20})$/;
