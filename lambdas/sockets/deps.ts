import type { Audience, ConnectionLimiter, Presence } from "../../modules/ports/audience.ts";
import type { Gateway, Greeter, Payload } from "../../modules/ports/gateway.ts";
import type { FrameLog, SnapshotStore } from "../../modules/ports/recovery.ts";
import type { TokenVerifier } from "../../modules/ports/tokens.ts";
import type { Log } from "../../modules/runtime/log.ts";

export interface SocketDeps {
  audience: Omit<Audience, "sizes">;
  presence: Presence;
  snapshots: Pick<SnapshotStore, "get">;
  frames: Omit<FrameLog, "append">;
  gateway: Gateway;
  payloadOf: (frame: string) => Payload;
  greeter: Greeter;
  tokens: TokenVerifier;
  connectionLimiter: ConnectionLimiter;
  log: Log;
  now: () => Date;
  /** @param ms milliseconds */
  sleep: (ms: number) => Promise<unknown>;
}

/** The fields that this function reads of what API Gateway sends for each route of the WebSocket API. */
export interface SocketEvent {
  requestContext: {
    routeKey: string;
    connectionId: string;
    identity?: { sourceIp?: string };
    /** What the authorizer of `$connect` handed on. */
    authorizer?: { bearer?: string };
  };
  /** Of messages. */
  body?: string | null;
  isBase64Encoded?: boolean;
  /** Of `$connect`. */
  multiValueQueryStringParameters?: Record<string, string[] | undefined> | null;
}

/** On `$connect`, a status other than 200 refuses the connection; on messages, `body` is sent as a frame. */
export interface SocketResult {
  statusCode: number;
  body?: string;
}
