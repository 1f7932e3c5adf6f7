import * as z from "zod";
import type { Bearer } from "./tokens.ts";

/** A bearer as it is handed from the authorizer to the functions behind it, and as it is stored. */
const bearer = z.object({
  user_id: z.string(),
  sub: z.string(),
  name: z.string().optional(),
  scopes: z.array(z.string()),
  channels: z.array(z.string()),
  expires_at: z.number(),
});

export function bearerAsText(given: Bearer): string {
  return JSON.stringify(given);
}

/** @throws Error if the text is not what `bearerAsText` gave */
export function bearerFromText(text: string): Bearer {
  const { name, ...rest } = bearer.parse(JSON.parse(text));
  return { ...rest, ...(name === undefined ? {} : { name }) };
}
