import { describe, expect, test } from "vitest";
import { type Bearer, InvalidTokenError, type TokenVerifier } from "../../../modules/ports/tokens.ts";

/** A verifier, and tokens for it. */
export interface OpenedVerifier {
  tokens: TokenVerifier;
  /** A token that says so; `user_id` is the issuer's to make. */
  issue(said: Omit<Bearer, "user_id">): Promise<string>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What every `TokenVerifier` does. */
export function tokenVerifierContract(name: string, open: () => Promise<OpenedVerifier>): void {
  describe(name, () => {
    test("says of a good token whose it is and what it opens", async () => {
      const { tokens, issue, now } = await open();
      const expires_at = Math.floor(now() / 1_000) * 1_000 + 60_000;
      const scopes = ["touchline:private", "touchline:read"];
      const ann = { sub: "ann", name: "Ann", scopes, channels: ["private-match:*"], expires_at };
      const bob = { sub: "bob", scopes: [], channels: [], expires_at };
      const [first, second] = [await issue(ann), await issue(bob)];
      expect(await tokens.verify(first)).toStrictEqual({ ...ann, user_id: expect.stringContaining("ann") });
      expect(await tokens.verify(second)).toStrictEqual({ ...bob, user_id: expect.stringContaining("bob") });
    });

    test("refuses one that nobody has issued, and one that has expired", async () => {
      const { tokens, issue, now } = await open();
      await expect(tokens.verify("nobody's")).rejects.toBeInstanceOf(InvalidTokenError);
      const old = await issue({ sub: "ann", scopes: [], channels: [], expires_at: now() - 60_000 });
      await expect(tokens.verify(old)).rejects.toBeInstanceOf(InvalidTokenError);
    });
  });
}
