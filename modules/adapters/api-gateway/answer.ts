/** What matters of an HTTP answer whose body is thrown away. */
export interface Answer {
  status: number;
  /** Whether the connection is at the start of the next answer and stays open. */
  reusable: boolean;
}

/** Bytes that are not the HTTP/1 answer they should be. */
export class MalformedAnswerError extends Error {
  override readonly name = "MalformedAnswerError";
}

/** An answer to a post is a status and a line of text; whoever sends more is not worth listening to. */
const MAX_LENGTH = 65_536;

const HEAD_END = "\r\n\r\n";
const STATUS = /^HTTP\/1\.([01]) (\d{3})/;
const LENGTH = /\r\ncontent-length:[ \t]*(\d+)[ \t]*(?:\r\n|$)/i;
const CHUNKED = /\r\ntransfer-encoding:[^\r]*chunked[ \t]*(?:\r\n|$)/i;
const CLOSE = /\r\nconnection:[^\r]*close/i;

/**
 * Reads what has come of an HTTP/1 answer so far, one character for each byte.
 *
 * @returns undefined as long as it is not complete
 * @throws MalformedAnswerError
 */
export function readAnswer(text: string): Answer | undefined {
  if (text.length > MAX_LENGTH) throw new MalformedAnswerError("the answer is too long");
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = text.slice(0, headEnd);
  const [, minor, code] = STATUS.exec(head) ?? [];
  if (code === undefined) throw new MalformedAnswerError("the answer does not start with a status line");

  const status = Number(code);
  const start = headEnd + HEAD_END.length;
  if (status < 200) return readAnswer(text.slice(start));
  const end = bodyEnd(text, head, status, start);
  if (end === undefined || (end > text.length && Number.isFinite(end))) return undefined;
  return { status, reusable: minor === "1" && end === text.length && !CLOSE.test(head) };
}

/** Where the body ends: undefined if it does not say yet, Infinity if it ends with the connection. */
function bodyEnd(text: string, head: string, status: number, start: number): number | undefined {
  if (status === 204 || status === 304) return start;
  if (CHUNKED.test(head)) return lastChunkEnd(text, start);
  const length = LENGTH.exec(head)?.[1];
  return length === undefined ? Number.POSITIVE_INFINITY : start + Number(length);
}

function lastChunkEnd(text: string, start: number): number | undefined {
  for (let at = start; ; ) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = /^[0-9a-f]{1,8}/i.exec(text.slice(at, lineEnd))?.[0];
    if (size === undefined) throw new MalformedAnswerError("a chunk does not start with its size");
    at = lineEnd + 2 + Number.parseInt(size, 16) + 2;
    if (Number.parseInt(size, 16) > 0) continue;
    // Trailing headers, if any, end like a head does.
    const end = text.indexOf(HEAD_END, lineEnd);
    return end < 0 ? undefined : end + HEAD_END.length;
  }
}
