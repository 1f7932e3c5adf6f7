import type { ControlFrame } from "../control-frame.ts";
import type { MatchFrame } from "../frame.ts";

/** Any frame a viewer can receive. */
export type Frame = MatchFrame | ControlFrame;

/** Several frames as one message. */
export interface BatchFrame {
  type: "batch";
  frames: readonly Frame[];
}
