import type { ServerResponse } from "node:http";
import type { Credentials } from "../lambda/functions/definition.ts";

/** A call to the AWS endpoint, body read. */
export interface AwsRequest {
  readonly method: string;
  /** Path and query, unchanged. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The signer of a call. `functionName` is undefined for the operator, who may do everything. */
export interface Caller {
  readonly credentials: Credentials;
  readonly functionName?: string;
  readonly logicalId?: string;
  /** The role whose policies apply. */
  readonly roleArn?: string;
}

/** An action and its resources, in the terms of IAM. */
export interface Access {
  /** `kinesis:PutRecords` */
  readonly action: string;
  /** ARNs; the caller needs the action on every one of them. */
  readonly resources: readonly string[];
}

/** One AWS service, as far as it is supported. */
export interface Service {
  /** The permissions the call needs. @throws Refusal for an unsupported operation */
  access(request: AwsRequest): readonly Access[];
  /** Answers; may throw a Refusal. */
  answer(request: AwsRequest, response: ServerResponse, caller: Caller): void | Promise<void>;
}

/** An error answer in the terms of the AWS APIs. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  /** `AccessDeniedException` */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** `PutRecords` of `Kinesis_20131202.PutRecords`: the operation in the JSON protocols. */
export function targetOperation({ headers }: AwsRequest): string {
  return headers["x-amz-target"]?.split(".")[1] ?? "";
}

const inputs = new WeakMap<AwsRequest, Record<string, unknown>>();

/** The body of a JSON protocol, parsed once. @throws Refusal if it is not a JSON object */
export function jsonInput(request: AwsRequest): Record<string, unknown> {
  let input = inputs.get(request);
  if (!input) {
    input = parse(request.body);
    inputs.set(request, input);
  }
  return input;
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body.toString("utf8") || "{}");
    if (typeof input === "object" && input !== null) return { ...input };
  } catch {
    // answered below, like anything else that is not an object
  }
  throw new Refusal(400, "SerializationException", "the body is not a JSON object");
}

export function sendJson(response: ServerResponse, body: unknown, type = "application/x-amz-json-1.1"): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(text) });
  response.end(text);
}

/** Names the error in both places where SDKs look: the header and `__type`. */
export function sendRefusal(response: ServerResponse, { status, code, message }: Refusal): void {
  const text = JSON.stringify({ __type: code, message, Message: message });
  response.writeHead(status, {
    "content-type": "application/x-amz-json-1.0",
    "content-length": Buffer.byteLength(text),
    "x-amzn-errortype": code,
  });
  response.end(text);
}
