import { Problem } from "../../command/problem.ts";
import { unreachable } from "../../command/running-system.ts";
import { RefusedError } from "../../recording/delivery.ts";
import { type Arguments, KNOWN } from "./arguments.ts";
import { child, isFields, listIn, parsedJson } from "./json.ts";

type Destination = Pick<Arguments, "provider"> & { url: string };

/** What went wrong, with what to do about it; anything else is left as it is. */
export function explained(error: unknown, target: Destination): unknown {
  if (!(error instanceof RefusedError)) return error;
  const { code, message } = child(parsedJson(error.said), "error");
  const what = code ? `${error.status} ${code}: ${message}` : error.message;
  return new Problem(`${what}\n${advice(error, target)}`.trim(), { cause: error });
}

function advice({ status, said }: RefusedError, { url, provider }: Destination): string {
  switch (status) {
    case 0:
      return unreachable(url, said).message;
    case 400:
      return faults(said);
    case 401:
      return `The secret is not the one ${provider} signs with at ${url}: \`npm start\` prints its own, or uses TOUCHLINE_WEBHOOK_SECRET as it was when it was started; a deployment keeps one per provider in Secrets Manager.`;
    case 403:
      return `Only the addresses under \`allow\` in the secret of ${provider} may send.`;
    case 404:
      return `Touchline at ${url} has no provider ${provider}: give --provider one of ${KNOWN}.`;
    case 415:
      return `${provider} does not send bodies of this kind.`;
    default:
      return "";
  }
}

function faults(said: string): string {
  return listIn(child(parsedJson(said), "error"), "details")
    .map((fault) => (isFields(fault) ? `  ${fault.path}: ${fault.reason}` : ""))
    .join("\n");
}
