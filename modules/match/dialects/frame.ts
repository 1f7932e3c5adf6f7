import type { ControlFrame } from "../control-frame.ts";
import type { MatchFrame } from "../frame.ts";

/** Any frame a viewer can get. */
export type Frame = MatchFrame | ControlFrame;

/** Several of them as one message. */
export interface BatchFrame {
  type: "batch";
  frames: readonly Frame[];
}
