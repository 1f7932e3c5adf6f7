import type { ClientCode, RefusalCode } from "./codes.ts";

export interface ErrorDetails {
  /** Of the message that was refused. */
  id?: string | number | undefined;
  /** What was refused. */
  channel?: string | undefined;
  cause?: unknown;
}

/** What went wrong; `code` is for programs, `message` for developers. */
export class TouchlineError extends Error {
  declare readonly code: RefusalCode | ClientCode;
  declare readonly id: string | number | undefined;
  declare channel: string | undefined;

  constructor(code: RefusalCode | ClientCode, message: string, { id, channel, cause }: ErrorDetails = {}) {
    super(message, { cause });
    Object.assign(this, { name: "TouchlineError", code, id, channel });
  }
}
