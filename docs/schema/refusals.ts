import { MAX_MESSAGES_PER_SECOND } from "../../lambdas/sockets/handler.ts";
import type { RefusalCode } from "../../modules/match/control-frame.ts";

export interface HttpRefusal {
  status: number;
  /** When it is given, and what to do about it. */
  when: string;
  /** Whether `Retry-After` says when to come back. */
  retry?: true;
  /** Whether nobody gets to see it, since API Gateway answers before. */
  unseen?: true;
}

/** Every `code` of an error answered over HTTP. A test compares them with the sources. */
export const HTTP_REFUSALS: Readonly<Record<string, HttpRefusal>> = {
  invalid_json: { status: 400, when: "The body is not JSON (or XML), not UTF-8 or not gzip." },
  invalid_payload: {
    status: 400,
    when: "The body is not what the route takes; `details` has the path and reason of each fault. Nothing of it was accepted.",
  },
  invalid_query: { status: 400, when: "A parameter is not as it should be; `details` says which." },
  invalid_signature: { status: 401, when: "No signature, or none that is valid." },
  unauthorized: { status: 401, when: "No token: send `authorization: Bearer <JWT>`." },
  invalid_token: {
    status: 401,
    when: "The token has expired, is for somebody else, or is none of a known issuer's.",
  },
  insufficient_scope: { status: 403, when: "The token does not have the scope that this needs." },
  ip_not_allowed: { status: 403, when: "The provider has an allow-list, and this address is not on it." },
  unknown_provider: { status: 404, when: "No provider of this name sends here." },
  unknown_id: { status: 404, when: "The id map has no line for this id." },
  unknown_match: { status: 404, when: "There is no such match." },
  not_found: { status: 404, when: "There is no such route.", unseen: true },
  too_large: { status: 413, when: "The body is larger than allowed, as sent or once expanded." },
  unsupported_media_type: {
    status: 415,
    when: "The content type or encoding is none that the route takes.",
  },
  rate_limited: { status: 429, when: "More deliveries of a provider in a minute than allowed.", retry: true },
  internal: { status: 500, when: "Something went wrong on our side." },
  stream_unavailable: {
    status: 503,
    when: "Not everything could be taken. Send the whole body again: ids make that safe.",
    retry: true,
  },
  unavailable: {
    status: 503,
    when: "What is needed to answer is out of reach: secrets, the issuer's keys, or the id map.",
    retry: true,
  },
  timeout: { status: 503, when: "It took too long. Try again.", retry: true },
};

/** Every `code` of an `error` frame. */
export const SOCKET_REFUSALS: Readonly<Record<RefusalCode, string>> = {
  bad_request: "The message is not JSON, is none of the known ones, or is too large.",
  unauthorized_channel: "Private and presence channels need a token that allows them.",
  unknown_channel: "There is no channel of this name.",
  too_many_channels: "The connection would have more channels than allowed.",
  rate_limited: `More than ${MAX_MESSAGES_PER_SECOND} messages in a second, or a token of a user who has too many connections.`,
  internal: "Something went wrong on our side. Try again.",
};

/** The statuses the handshake is refused with. A test compares them with the sources. */
export const HANDSHAKE_REFUSALS: Readonly<Record<number, string>> = {
  400: "A channel of `match` or `channels` does not exist or there are too many, or another parameter is not as it should be.",
  401: "The token is bad or has expired, or it does not open a channel of `channels`. Without a token: one is needed.",
  403: "A page of this origin may not connect.",
  429: "The user or the address has too many connections.",
  500: "Something went wrong on our side. Try again.",
};
