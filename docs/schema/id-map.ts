import * as z from "zod";
import { mappingBody } from "../../lambdas/operations/id-routes.ts";
import { ID_KINDS, type IdMapping } from "../../modules/ports/ids.ts";
import { PROVIDER_IDS } from "../../modules/providers/ids.ts";
import { described } from "./described.ts";
import { like } from "./same.ts";

/** The id map over HTTP. */

const words = {
  id: "Ours. Two vendors' matches with one id are feeds of one match.",
  priority:
    "Of matches only: of several feeds the one with the lowest acts once it is heard steadily; without one it comes after all others.",
};

export const idMappingBody = z
  .object(described<Record<string, z.ZodType>>(mappingBody.shape, words))
  .describe("Which of our ids a vendor's id is.");

export const idMapping = like<IdMapping>()(
  z
    .object({
      provider: z.string().describe(`One of ${PROVIDER_IDS.join(", ")}.`),
      kind: z.enum(ID_KINDS),
      external: z.string().describe("The vendor's id; of custom feeds the id as they send it."),
      id: z.string().describe(words.id),
      priority: z.int().min(0).optional().describe(words.priority),
      updated_at: z.iso.datetime(),
    })
    .describe("A line of the id map."),
);

export const idMappings = z.object({ ids: z.array(idMapping) }).describe("All that is one id of ours.");
