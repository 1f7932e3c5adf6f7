import { join } from "node:path";
import * as z from "zod";
import type { Template } from "../interfaces.ts";
import { readState, stateFile } from "../state-file.ts";
import type { RunningFunctions } from "./functions/functions.ts";

const trigger = z.looseObject({ HandlerArn: z.string() });

/**
 * Runs the functions of `Custom::Trigger` resources, as a deployment does. A function whose bundle has not changed
 * since its last success does not run again.
 *
 * @throws Error with what the function threw
 */
export async function runTriggers(
  template: Template,
  functions: RunningFunctions,
  dataDir: string,
): Promise<void> {
  const path = join(dataDir, "triggers.json");
  const done = readState(path, z.record(z.string(), z.string()), {});
  const file = stateFile(path, () => done);
  for (const { logicalId, properties } of template.ofType("Custom::Trigger")) {
    const { HandlerArn } = trigger.parse(properties);
    const definition = functions.definition(HandlerArn);
    if (!definition) throw new Error(`${logicalId} wants to run ${HandlerArn}, which is not there`);
    if (done[logicalId] === definition.codeKey) continue;
    const { functionError, payload } = await functions.invoke(definition.name, {});
    if (functionError) throw new Error(`${definition.logicalId} failed: ${JSON.stringify(payload)}`);
    done[logicalId] = definition.codeKey;
    file.changed();
  }
  await file.flush();
}
