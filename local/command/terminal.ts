import type { WriteStream } from "node:tty";

/** Milliseconds between two lines of progress where they cannot be written over. */
const APART = 1_000;

export interface Progress {
  say(line: string): void;
  /** Replaces the line of progress before. */
  show(line: string): void;
  /** Ends the line of progress: what follows is written elsewhere. */
  end(): void;
}

export function terminal(out: Pick<WriteStream, "write"> & { isTTY?: boolean }): Progress {
  /** What ends the line of progress. */
  let pending: string | undefined;
  let shownAt = 0;
  function end(): void {
    if (pending !== undefined) out.write(`${pending}\n`);
    pending = undefined;
  }
  return {
    say(line) {
      end();
      out.write(`${line}\n`);
    },
    end,
    show(line) {
      if (out.isTTY) {
        out.write(`\r\u001b[2K${line}`);
        pending = "";
      } else if (Date.now() - shownAt < APART) {
        pending = line;
      } else {
        out.write(`${line}\n`);
        pending = undefined;
        shownAt = Date.now();
      }
    },
  };
}
