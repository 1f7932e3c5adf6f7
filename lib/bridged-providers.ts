import type { Construct } from "constructs";
import * as z from "zod";
import { STREAMED_IDS, type StreamedId } from "../modules/providers/ids.ts";
import { DEPLOYMENTS, type DeploymentConfig } from "./deployment-config.ts";

/** Key of the context in `cdk.json`. */
const KEY = "bridge";

const vendors = z.array(
  z.enum(STREAMED_IDS, {
    error: ({ input }) => `no stream of ${input}; there are ${STREAMED_IDS.join(", ")}`,
  }),
);
const schema = z.strictObject(
  Object.fromEntries(Object.keys(DEPLOYMENTS).map((name) => [name, vendors.default([])])),
);

const WHERE = `"context": {"${KEY}": {"prod": ["${STREAMED_IDS[0]}"]}} in cdk.json`;

/**
 * Reads whose streams a deployment holds: `"bridge": {"prod": ["allsports"]}` in the context of `cdk.json`. There
 * is no container where it names none.
 *
 * @throws Error if it is given by `-c`, which the next deployment would forget, or names what does not exist
 */
export function bridgedProviders(scope: Construct, { name }: DeploymentConfig): readonly StreamedId[] {
  const given: unknown = scope.node.tryGetContext(KEY);
  if (given === undefined) return [];
  if (typeof given === "string") {
    throw new Error(
      `-c ${KEY}=${given} would hold for this deployment alone, and the next one without it would delete the container. Write ${WHERE}.`,
    );
  }
  const result = schema.safeParse(given);
  if (!result.success) {
    throw new Error(`the bridge is switched on by ${WHERE}: ${z.prettifyError(result.error)}`);
  }
  return [...new Set(result.data[name])];
}
