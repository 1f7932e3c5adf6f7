import { RENEW_BEFORE } from "./codes.ts";

/** Why a token is asked for; for `refused`, we were not let in with the one before. */
export type TokenReason = "connect" | "expiring" | "refused";
export type TokenSource = string | ((reason: TokenReason) => string | Promise<string>);

/**
 * Milliseconds from `now` until a JWT is to be renewed: a minute before it expires, or after three quarters of the
 * time it has left; no number from 0 on if it does not say when. The signature is the server's matter.
 */
export function renewalIn(token: string, now: number): number {
  try {
    const claims = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const left = JSON.parse(atob(claims)).exp * 1000 - now;
    return Math.max(0, left - RENEW_BEFORE, left * 0.75);
  } catch {
    return -1;
  }
}
