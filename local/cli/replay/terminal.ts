import type { WriteStream } from "node:tty";

/** Milliseconds between two lines of progress where they cannot be written over. */
const APART = 1_000;

export interface Progress {
  say(line: string): void;
  /** Replaces the progress told before. */
  progress(line: string): void;
  /** Ends the progress told so far: what follows is written elsewhere. */
  end(): void;
}

export function terminal(out: Pick<WriteStream, "write"> & { isTTY?: boolean }): Progress {
  /** What ends the progress told so far. */
  let pending: string | undefined;
  let told = 0;
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
    progress(line) {
      if (out.isTTY) {
        out.write(`\r\u001b[2K${line}`);
        pending = "";
      } else if (Date.now() - told < APART) {
        pending = line;
      } else {
        out.write(`${line}\n`);
        pending = undefined;
        told = Date.now();
      }
    },
  };
}
