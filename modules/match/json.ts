/**
 * Parses JSON text; undefined if it is none, since no JSON text parses to undefined. The parser's error would quote
 * the text, which may be a secret. It stands here because providers import nothing else.
 */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
