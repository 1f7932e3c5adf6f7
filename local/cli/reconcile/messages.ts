import * as z from "zod";
import { Problem } from "../../command/problem.ts";
import type { Arguments } from "./arguments.ts";
import { FailedInvocationError, RefusedInvocationError } from "./invoke.ts";

const report = z.object({
  records: z.number(),
  matches: z.number(),
  corrected: z.number(),
  corrections: z.number(),
  skipped: z.number(),
  unsure: z.number(),
});

/** What came of it, a line each. */
export function resultOf(answer: unknown, { request }: Arguments): string[] {
  const { records, matches, corrected, corrections, skipped, unsure } = report.parse(answer);
  const read = `${many(records, "record")} of ${many(matches, "match", "matches")} read again`;
  const would = request.dry_run ? "would be " : "";
  const done =
    corrections === 0
      ? "nothing to correct"
      : `${would}corrected: ${many(corrections, "thing")} in ${many(corrected, "match", "matches")}`;
  return [
    `${read}: ${done}`,
    ...(skipped > 0
      ? [`${many(skipped, "record or item", "records and items")} cannot be processed, and were passed over`]
      : []),
    ...(unsure > 0
      ? [
          `${many(unsure, "match was", "matches were")} not compared: several feeds tell of it, which takes all of it. ` +
            "Give an earlier --from, before its first record.",
        ]
      : []),
  ];
}

function many(count: number, one: string, others = `${one}s`): string {
  return `${count} ${count === 1 ? one : others}`;
}

/** What went wrong, with what to do about it; anything else is left as it is. */
export function explained(error: unknown, { deployed }: Arguments): unknown {
  if (error instanceof RefusedInvocationError) {
    return new Problem(`${error.status} ${error.code}: ${error.message}\n${advice(error, deployed)}`.trim(), {
      cause: error,
    });
  }
  if (error instanceof FailedInvocationError) {
    return new Problem(`The function failed: ${error.type}: ${error.message}\n${hint(error)}`.trim(), {
      cause: error,
    });
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT"].includes(code)) return error;
  const what = deployed
    ? `Lambda in ${deployed.region} does not answer (${code}): check the region and the network.`
    : `The local run does not answer (${code}): check that \`npm start\` is still running.`;
  return new Problem(what, { cause: error });
}

function advice({ status, code }: RefusedInvocationError, deployed: Arguments["deployed"]): string {
  if (status === 404)
    return `There is no function ${deployed?.name} in ${deployed?.region}: give the output ReconcilerFunction of the deployment.`;
  if (status === 429) return "It is running already: wait until it ends.";
  if (code === "AccessDeniedException")
    return "These credentials need the permission lambda:InvokeFunction for the function.";
  return "";
}

function hint({ type }: FailedInvocationError): string {
  if (type === "OutOfTimeError" || type === "Sandbox.Timedout") {
    return "There is more in the stream than fits a quarter of an hour: give a later --from, or one --match at a time.";
  }
  return type === "OutageError" ? "Try again: nothing is corrected twice." : "";
}
