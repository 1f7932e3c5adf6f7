/**
 * Parses the frame headers in the bytes of a client (RFC 6455, section 5.2) and calls `onLong` once, at the first data
 * frame that announces more than `limit` bytes. `ws` only limits whole messages.
 */
export function frameSizeWatch(limit: number, onLong: () => void): (chunk: Buffer) => void {
  let header: number[] = [];
  let toSkip = 0;
  let done = false;

  return (chunk) => {
    let at = 0;
    while (at < chunk.length && !done) {
      if (toSkip > 0) {
        const skipped = Math.min(toSkip, chunk.length - at);
        toSkip -= skipped;
        at += skipped;
        continue;
      }
      header.push(chunk[at] ?? 0);
      at += 1;
      const frame = parse(header);
      if (!frame) continue;
      header = [];
      toSkip = frame.payload;
      if (frame.payload > limit && frame.isData) {
        done = true;
        onLong();
      }
    }
  };
}

/** A complete header, or undefined while bytes of it are missing. */
function parse(header: readonly number[]): { payload: number; isData: boolean } | undefined {
  const [first = 0, second] = header;
  if (second === undefined) return undefined;
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const masked = second & 0x80 ? 4 : 0;
  if (header.length < 2 + extended + masked) return undefined;
  const long = header.slice(2, 2 + extended).reduce((length, byte) => length * 256 + byte, 0);
  return { payload: extended ? long : short, isData: (first & 0x0f) < 8 };
}
