import * as z from "zod";
import type { BatchFrame } from "../../modules/match/dialects/frame.ts";
import { controlFrame } from "./control-frames.ts";
import { matchFrame } from "./frames.ts";
import { like } from "./same.ts";

export const batchFrame = like<BatchFrame>()(
  z
    .object({
      type: z.literal("batch"),
      frames: z.array(z.union([matchFrame, controlFrame])).describe("In order, more than one."),
    })
    .describe(
      "Frames that were there together, for who connected with `batch=1`. One that is alone comes as it is.",
    ),
);
