/** The start parameters of an instance. */
export interface InstanceData {
  file: string;
  handler: string;
  functionName: string;
  functionArn: string;
  memoryMb: number;
  /** Certificate authorities (PEM) to trust beside Node's own. */
  trust: readonly string[];
}

/** To an instance: one event. */
export interface EventMessage {
  requestId: string;
  /** JSON */
  event: string;
  /** Milliseconds since the epoch. */
  deadline: number;
  traceId: string;
}

/** The error a handler threw, as Lambda reports it. */
export interface ErrorPayload {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** From an instance. */
export type InstanceMessage =
  | { type: "ready" }
  | { type: "failedInit"; error: ErrorPayload }
  | { type: "result"; requestId: string /** JSON */; payload: string }
  | { type: "error"; requestId: string; error: ErrorPayload };
