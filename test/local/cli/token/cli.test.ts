import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { decodeJwt } from "jose";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { writeOperator } from "../../../../local/command/operator-file.ts";
import { type RunningIssuer, startIssuer } from "../../../../local/issuer/issuer.ts";
import { tokenVerifier } from "../../../../modules/adapters/tokens/tokens.ts";
import { ENVIRONMENT } from "../../../../modules/runtime/env.ts";
import { silentLog } from "../../../support/fake-template.ts";
import { OPERATOR } from "../../../support/local/operator.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const COMMAND = fileURLToPath(new URL("../../../../local/cli/token/cli.ts", import.meta.url));
const HOUR = 3_600_000;

const trusted = getCACertificates();
afterEach(() => setDefaultCACertificates(trusted));

async function start(folder: string, log = silentLog()): Promise<RunningIssuer> {
  const issuer = await startIssuer(folder, log);
  onTestFinished(() => issuer.stop().catch(() => undefined));
  setDefaultCACertificates([...trusted, issuer.caPem]);
  return issuer;
}

/** As a function of the application that was given the issuer's parameters. */
function verifier({ parameters }: RunningIssuer) {
  const issuers = ENVIRONMENT.authorizer.shape.TOKEN_ISSUERS.parse(parameters.TokenIssuers);
  return tokenVerifier(issuers, { log: { warn: () => {} } });
}

describe("the local issuer", () => {
  it("gives tokens that the application believes", async () => {
    const issuer = await start(temporaryFolder());
    const { verify } = verifier(issuer);
    expect(await verify(await issuer.issue())).toMatchObject({ sub: "local-user", scopes: [], channels: [] });
    const asked = {
      user: "u1",
      name: "Ada",
      scope: "a b",
      channels: ["private-match:*"],
      expiresInSeconds: 60,
    };
    const bearer = await verify(await issuer.issue(asked));
    expect(bearer).toMatchObject({
      sub: "u1",
      name: "Ada",
      scopes: ["a", "b"],
      channels: ["private-match:*"],
    });
    expect(Math.abs(bearer.expires_at - Date.now() - 60_000)).toBeLessThan(30_000);
    await expect(verify(await issuer.issue({ expiresInSeconds: -1 }))).rejects.toThrow("expired");
  });

  it("is the same one after a restart, and so its tokens are still good", async () => {
    const folder = temporaryFolder();
    const before = await start(folder);
    const token = await before.issue();
    await before.stop();
    const after = await start(folder);
    expect(after.parameters).toEqual(before.parameters);
    expect(await verifier(after).verify(token)).toMatchObject({ sub: "local-user" });
  });

  it("is another one where its port has been taken meanwhile, and says so", async () => {
    const folder = temporaryFolder();
    const before = await start(folder);
    const token = await before.issue();
    await before.stop();
    const port = Number(new URL(decodeJwt(token).iss ?? "").port);
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, "127.0.0.1", resolve));
    onTestFinished(() => new Promise<void>((resolve) => squatter.close(() => resolve())));
    const log = silentLog();
    const after = await start(folder, log);
    expect(log.lines).toEqual([expect.stringContaining(`port ${port} is in use`)]);
    await expect(verifier(after).verify(token)).rejects.toThrow();
    expect(await verifier(after).verify(await after.issue())).toMatchObject({ sub: "local-user" });
  });

  it("tells nobody its private key", async () => {
    const issuer = await start(temporaryFolder());
    const [{ issuer: url } = {}] = JSON.parse(issuer.parameters.TokenIssuers ?? "");
    const { fetch } = await import("aws-jwt-verify/https");
    const keys = JSON.parse(Buffer.from(await fetch(`${url}/jwks.json`)).toString()).keys;
    expect(keys).toEqual([expect.not.objectContaining({ d: expect.anything() })]);
    await expect(fetch(`${url}/issuer.json`)).rejects.toThrow("404");
  });
});

describe("npm run token", () => {
  const token = async (dataDir: string, ...args: string[]) => {
    const env = { ...process.env, TOUCHLINE_DATA: dataDir };
    return promisify(execFile)(process.execPath, [COMMAND, ...args], { env }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
      ({ code, stdout, stderr }) => ({ code: Number(code), stdout: String(stdout), stderr: String(stderr) }),
    );
  };

  /** A data folder that a run has: this process. */
  async function running(): Promise<{ dataDir: string; issuer: RunningIssuer }> {
    const dataDir = temporaryFolder();
    const issuer = await start(join(dataDir, "issuer"));
    await writeOperator(dataDir, OPERATOR);
    return { dataDir, issuer };
  }

  it("prints a token that the running system believes, and nothing else", async () => {
    const { dataDir, issuer } = await running();
    const { verify } = verifier(issuer);
    const plain = await token(dataDir);
    expect(plain.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(await verify(plain.stdout.trim())).toMatchObject({ sub: "local-user" });
    const { stdout } = await token(
      dataDir,
      ...["--user", "u1", "--name", "Ada L.", "--scope", "touchline:private", "--scope", "openid"],
      ...["--channels", "private-match:*,presence-match:1", "--channels", "private-all", "--expires", "2d"],
    );
    const bearer = await verify(stdout.trim());
    expect(bearer).toMatchObject({
      sub: "u1",
      name: "Ada L.",
      scopes: ["touchline:private", "openid"],
      channels: ["private-match:*", "presence-match:1", "private-all"],
    });
    expect(Math.abs(bearer.expires_at - Date.now() - 48 * HOUR)).toBeLessThan(HOUR);
  });

  it("says what to do where nothing is running", async () => {
    const nothing = temporaryFolder();
    expect(await token(nothing)).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("npm start"),
    });
    expect((await token(nothing)).stderr).toContain(nothing);
    const { dataDir } = await running();
    await writeOperator(dataDir, { ...OPERATOR, pid: 999_999_999 });
    expect(await token(dataDir)).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("npm start"),
    });
  });

  it.each([
    [["--expires", "soon"], "--expires is soon"],
    [["--expires", "0s"], "--expires is 0s"],
    [["--expires", "10"], "--expires is 10"],
    [["--user", ""], "--user is empty"],
    [["--who", "u1"], "--who"],
    [["u1"], "u1"],
  ])("refuses %j", async (args, message) => {
    const answer = await token(temporaryFolder(), ...args);
    expect(answer).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(message) });
    expect(answer.stderr).not.toContain("    at ");
  });

  it("has help", async () => {
    expect(await token(temporaryFolder(), "--help")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("--channels"),
    });
  });
});
