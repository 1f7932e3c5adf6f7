import * as z from "zod";
import { idOf } from "../kit/loose.ts";

export const PROVIDER = "statsbomb";

/** Our id of a match, team, player or league of this vendor. */
export function ourId(id: string): string {
  return `${PROVIDER}-${id}`;
}

/** An id the record cannot do without. */
export const requiredId = z.unknown().transform(idOf).pipe(z.string("must be an id"));
