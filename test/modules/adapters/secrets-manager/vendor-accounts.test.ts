import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { secretsManagerAccounts } from "../../../../modules/adapters/secrets-manager/vendor-accounts.ts";
import type { PollAccounts } from "../../../../modules/ports/vendors.ts";
import { OutageError } from "../../../../modules/runtime/errors.ts";
import { pollAccountsContract } from "../../../support/contracts/poll-accounts.ts";
import { startSecrets } from "../../../support/local/secrets.ts";
import { startSecretsManager } from "../../../support/secrets-manager.ts";

pollAccountsContract("the accounts that run locally", async () => {
  const secrets = await startSecrets(["allsports", "sportradar"]);
  let time = 1_000_000;
  return {
    accounts: secretsManagerAccounts(secrets.client, secrets.arns, () => time),
    async set(provider, account) {
      const { key, url, streamUrl, intervalS, perMinute, perDay } = account ?? { key: "" };
      await secrets.put(provider, {
        key,
        url,
        stream_url: streamUrl,
        interval_s: intervalS,
        per_minute: perMinute,
        per_day: perDay,
      });
    },
    pass(ms) {
      time += ms;
    },
  };
});

let secrets: Record<string, string>;
let manager: Awaited<ReturnType<typeof startSecretsManager>>;
let clock: number;
let accounts: PollAccounts;

beforeEach(async () => {
  secrets = { arn: '{"key":"k3y"}' };
  manager = await startSecretsManager(secrets);
  clock = 1_000_000;
  accounts = secretsManagerAccounts(manager.client, { vendor: "arn" }, () => clock);
});
afterEach(() => manager.close());

test("an account is a key and what is said besides", async () => {
  secrets.arn =
    '{"key":" k3y ","url":"https://proxy.test/v3","stream_url":"wss://proxy.test/live","interval_s":20,"per_minute":30,"per_day":500}';
  expect(await accounts.accountOf("vendor")).toEqual({
    key: "k3y",
    url: "https://proxy.test/v3",
    streamUrl: "wss://proxy.test/live",
    intervalS: 20,
    perMinute: 30,
    perDay: 500,
  });
});

test("a provider without a key is off", async () => {
  secrets.arn = '{"key":"","url":"https://proxy.test"}';
  expect(await accounts.accountOf("vendor")).toBeUndefined();
});

test("what was read, a missing key too, is good for five minutes", async () => {
  secrets.arn = '{"key":""}';
  await accounts.accountOf("vendor");
  secrets.arn = '{"key":"k3y"}';
  clock += 299_999;
  expect(await accounts.accountOf("vendor")).toBeUndefined();
  clock += 1;
  expect(await accounts.accountOf("vendor")).toMatchObject({ key: "k3y" });
});

test.each(["http://127.0.0.1:8080/v3", "http://localhost:1/", "http://[::1]:1"])(
  "%s stays on the machine, and may be in the clear",
  async (url) => {
    secrets.arn = JSON.stringify({ key: "k3y", url });
    expect(await accounts.accountOf("vendor")).toMatchObject({ url });
  },
);

describe("refused without being quoted", () => {
  test.each([
    "hush-hush",
    '"hush-hush"',
    '{"secret":"hush-hush"}',
    '{"key":7,"url":"hush-hush"}',
    '{"key":"hush-hush","url":"http://vendor.test"}',
    '{"key":"hush-hush","url":"http://127.0.0.1.vendor.test/"}',
    '{"key":"hush-hush","url":"file:///etc/passwd"}',
    '{"key":"hush-hush","interval_s":0}',
    '{"key":"hush-hush","per_minute":1.5}',
  ])("%s", async (malformed) => {
    secrets.arn = malformed;
    const error: unknown = await accounts.accountOf("vendor").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OutageError);
    expect(error instanceof Error && `${error.message} ${error.cause}`).not.toContain("hush");
  });

  test("a secret that is not there", async () => {
    delete secrets.arn;
    await expect(accounts.accountOf("vendor")).rejects.toThrow(OutageError);
  });
});
