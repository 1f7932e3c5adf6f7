import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { signatureVerifier } from "../../../../local/aws/endpoint/signature.ts";

const CLI = fileURLToPath(new URL("../../../../local/cli/reconcile/cli.ts", import.meta.url));
const CREDENTIALS = { accessKeyId: "AKIDTEST", secretAccessKey: "a secret of the tests" };
const DEPLOYED = ["--function", "its-Reread:1", "--region", "eu-west-1"];
const NOTHING = { records: 0, matches: 0, corrected: 0, corrections: 0, skipped: 0, unsure: 0 };

/** Lambda as the command sees it: checks who calls, and answers as told. */
async function lambda(status: number, body: object, headers: Record<string, string> = {}) {
  const asked: { url: string; event: unknown }[] = [];
  const verify = signatureVerifier(() => ({ credentials: CREDENTIALS }));
  const server = createServer(async (request, response) => {
    const raw = Buffer.concat(await request.toArray());
    const { method = "", url = "" } = request;
    const given = request.headers as Record<string, string>;
    const known = await verify({ method, url, headers: given, body: raw }).catch(() => undefined);
    asked.push({ url, event: JSON.parse(raw.toString()) });
    response.writeHead(known ? status : 403, headers).end(JSON.stringify(body));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** What the command prints, and how it ends. */
async function reconcile(args: readonly string[], endpoint = "http://127.0.0.1:1") {
  const env = {
    PATH: process.env.PATH,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_LAMBDA: endpoint,
  };
  const run = promisify(execFile)(process.execPath, [CLI, ...args], { env });
  return run.then(
    ({ stdout }) => ({ code: 0, said: stdout.trim() }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, said: stderr.trim() }),
  );
}

describe("npm run reconcile", () => {
  test("asks a deployed function, signed, and says in words what it answered", async () => {
    const { url, asked } = await lambda(200, {
      ...NOTHING,
      records: 12,
      matches: 3,
      corrected: 1,
      corrections: 2,
      unsure: 1,
    });
    const { code, said } = await reconcile(
      [...DEPLOYED, "--from", "2026-11-21T14:00:00+01:00", "--match", "m1"],
      url,
    );
    expect(said).toBe(
      "12 records of 3 matches read again: corrected: 2 things in 1 match\n" +
        "1 match was not compared: several feeds tell of it, which takes all of it. Give an earlier --from, before its first record.",
    );
    expect(code).toBe(0);
    expect(asked).toEqual([
      {
        url: "/2015-03-31/functions/its-Reread%3A1/invocations",
        event: { from: "2026-11-21T13:00:00.000Z", match_id: "m1", dry_run: false },
      },
    ]);
  });

  test.each([
    [
      404,
      "ResourceNotFoundException",
      /404 ResourceNotFoundException: no.*give the output ReconcilerFunction/s,
    ],
    [429, "TooManyRequestsException", /wait until it ends/],
    [403, "AccessDeniedException", /lambda:InvokeFunction/],
  ])("says what to do about a refusal with %i", async (status, code, advice) => {
    const { url } = await lambda(status, { Message: "no" }, { "x-amzn-errortype": code });
    expect(await reconcile([...DEPLOYED, "--from", "2026-11-21"], url)).toEqual({
      code: 1,
      said: expect.stringMatching(advice),
    });
  });

  test("says why the function failed", async () => {
    const failed = { errorType: "OutOfTimeError", errorMessage: "out of time after 3 matches" };
    const { url } = await lambda(200, failed, { "x-amz-function-error": "Unhandled" });
    const { code, said } = await reconcile([...DEPLOYED, "--from", "2026-11-21"], url);
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/OutOfTimeError: out of time after 3 matches\n.*--match/),
    ]);
  });

  test.each([
    [[], /--from.*npm run reconcile/s],
    [["--from", "yesterday"], /--from is yesterday: give a time such as/],
    [["--from", "2026-11-21", "--function", "x"], /--region or AWS_REGION/],
    [["--from", "2026-11-21", "--region", "eu-west-1"], /--region goes with --function/],
    [["--since", "2026-11-21"], /--since.*npm run reconcile/s],
    [["--from", "2026-11-21", ...DEPLOYED], /Lambda in eu-west-1 does not answer \(ECONNREFUSED\)/],
  ])("with %j says what is wrong, without a stack", async (args, why) => {
    const { code, said } = await reconcile(args);
    expect([code, said]).toEqual([1, expect.stringMatching(why)]);
    expect(said).not.toContain("    at ");
  });
});
