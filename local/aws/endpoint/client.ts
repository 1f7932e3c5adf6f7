import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "../lambda/functions/definition.ts";
import { Sha256 } from "./signature.ts";

/** Target prefixes and content types of the services that speak AWS's JSON protocols. */
const PROTOCOLS = {
  kinesis: { prefix: "Kinesis_20131202", type: "application/x-amz-json-1.1" },
  dynamodb: { prefix: "DynamoDB_20120810", type: "application/x-amz-json-1.0" },
  secretsmanager: { prefix: "secretsmanager", type: "application/x-amz-json-1.1" },
  sqs: { prefix: "AmazonSQS", type: "application/x-amz-json-1.0" },
} as const;

/** The endpoint refused a call. */
export class CallError extends Error {
  override readonly name = "CallError";
  /** `ResourceNotFoundException` */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** Calls the endpoint. @throws CallError */
export type Client = (
  service: keyof typeof PROTOCOLS,
  operation: string,
  input: object,
) => Promise<Record<string, unknown>>;

/**
 * Makes a signing client of the local endpoint for the local run itself. The SDK clients do the same, but take longer
 * to load than the whole start.
 */
export function awsClient(endpointUrl: string, region: string, credentials: Credentials): Client {
  const { host, hostname } = new URL(endpointUrl);
  return async function call(service, operation, input) {
    const { prefix, type } = PROTOCOLS[service];
    const body = JSON.stringify(input);
    const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
    const { headers } = await signer.sign({
      method: "POST",
      protocol: "http:",
      hostname,
      path: "/",
      query: {},
      headers: { host, "content-type": type, "x-amz-target": `${prefix}.${operation}` },
      body,
    });
    const response = await fetch(endpointUrl, { method: "POST", headers, body });
    const text = await response.text();
    const output = Object(text ? JSON.parse(text) : {}) as Record<string, unknown>;
    if (response.ok) return output;
    const code = String(output.__type).split("#").at(-1) ?? "";
    throw new CallError(code, String(output.message ?? output.Message ?? response.status));
  };
}
