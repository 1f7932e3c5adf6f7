import { describe, expect, test } from "vitest";
import type { PollAccount, PollAccounts } from "../../../modules/ports/vendors.ts";

/** Accounts, and a way to set them. */
export interface OpenedAccounts {
  accounts: PollAccounts;
  /** Sets that of `allsports` or `sportradar`; undefined takes its key away. */
  set(provider: string, account: PollAccount | undefined): Promise<void>;
  pass(ms: number): void;
}

const WHOLE: PollAccount = {
  key: "k3y",
  url: "https://proxy.test/v3",
  streamUrl: "wss://proxy.test/live",
  intervalS: 20,
  perMinute: 30,
  perDay: 500,
};

/** What every `PollAccounts` does for the providers `allsports` and `sportradar`. */
export function pollAccountsContract(name: string, open: () => Promise<OpenedAccounts>): void {
  describe(name, () => {
    test("give each provider what was set for it, and nothing where no key is", async () => {
      const { accounts, set } = await open();
      await set("allsports", WHOLE);
      await set("sportradar", undefined);
      expect(await accounts.accountOf("allsports")).toEqual(WHOLE);
      expect(await accounts.accountOf("sportradar")).toBeUndefined();
    });

    test("give what was changed after five minutes", async () => {
      const { accounts, set, pass } = await open();
      await set("allsports", undefined);
      expect(await accounts.accountOf("allsports")).toBeUndefined();
      await set("allsports", { key: "one" });
      pass(300_000);
      expect(await accounts.accountOf("allsports")).toEqual({ key: "one" });
      await set("allsports", undefined);
      pass(300_000);
      expect(await accounts.accountOf("allsports")).toBeUndefined();
    });
  });
}
