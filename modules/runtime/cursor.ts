/** Where a page of the list of matches ended. */
export interface Cursor {
  /** RFC 3339 UTC with milliseconds: the place of the last match in the list, its kick-off as a rule. */
  listed_at: string;
  match_id: string;
}

/** Opaque to clients, and safe in a URL. */
export function encodeCursor({ listed_at, match_id }: Cursor): string {
  return Buffer.from(`${listed_at} ${match_id}`).toString("base64url");
}

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([A-Za-z0-9._:~-]{1,128})$/;

/** Undefined for anything that is not a cursor of ours. */
export function decodeCursor(text: string): Cursor | undefined {
  const [, listed_at, match_id] = CURSOR.exec(Buffer.from(text, "base64url").toString()) ?? [];
  if (listed_at === undefined || match_id === undefined) return undefined;
  return Number.isNaN(Date.parse(listed_at)) ? undefined : { listed_at, match_id };
}
