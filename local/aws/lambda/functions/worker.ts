/** The inside of an instance: loads the handler once, then answers one event at a time. */
import { randomUUID } from "node:crypto";
import tls from "node:tls";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import type { ErrorPayload, EventMessage, InstanceData, InstanceMessage } from "./messages.ts";

type Handler = (event: unknown, context: object) => unknown;

const data = workerData as InstanceData;
// Otherwise a rejection outside of an invocation would end the thread with a bare event.
process.on("uncaughtException", (error) => crash(error));
process.on("unhandledRejection", (error) => crash(error));
trust(data.trust);
const handler = await load();
if (handler) {
  parentPort?.on("message", (message: EventMessage) => void answer(handler, message));
  send({ type: "ready" });
}

/** Node reads the trusted authorities when a process starts, so a thread has to set them itself. */
function trust(authorities: readonly string[]): void {
  if (authorities.length > 0) tls.setDefaultCACertificates([...tls.getCACertificates(), ...authorities]);
}

async function load(): Promise<Handler | undefined> {
  try {
    const module = (await import(pathToFileURL(data.file).href)) as Record<string, unknown>;
    const exported = module[data.handler];
    if (typeof exported === "function") return exported as Handler;
    const errorMessage = `${data.handler} is undefined or not exported`;
    send({ type: "failedInit", error: { errorType: "Runtime.HandlerNotFound", errorMessage } });
  } catch (error) {
    send({ type: "failedInit", error: payloadOf(error) });
  }
}

async function answer(handler: Handler, message: EventMessage): Promise<void> {
  const { requestId } = message;
  process.env._X_AMZN_TRACE_ID = message.traceId;
  try {
    const result = await handler(JSON.parse(message.event), contextOf(message));
    send({ type: "result", requestId, payload: JSON.stringify(result) ?? "null" });
  } catch (error) {
    send({ type: "error", requestId, error: payloadOf(error) });
  }
}

function contextOf({ requestId, deadline }: EventMessage): object {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: data.functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: data.functionArn,
    memoryLimitInMB: String(data.memoryMb),
    logGroupName: `/aws/lambda/${data.functionName}`,
    logStreamName: `local/${randomUUID()}`,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function payloadOf(error: unknown): ErrorPayload {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
}

function crash(error: unknown): void {
  console.error(error);
  process.exit(129);
}

function send(message: InstanceMessage): void {
  parentPort?.postMessage(message);
}
