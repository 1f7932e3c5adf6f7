import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadTemplate } from "../../../local/aws/cloudformation/load.ts";
import { openSecrets } from "../../../local/aws/secrets-manager/secrets.ts";
import { type PollKeys, pollKeysIn, setBridgeKeys, setPollKeys } from "../../../local/start/poll-keys.ts";
import { assembly, lambda } from "../../support/local/assembly.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

function set(...runs: PollKeys[]): unknown {
  const folder = temporaryFolder();
  const read = assembly(join(folder, "cdk.out"), {
    Key: { Type: "AWS::SecretsManager::Secret", Properties: { SecretString: '{"key":""}' } },
    ...lambda("Poller", "echo", {
      Environment: {
        Variables: { POLL_SECRETS: { "Fn::Join": ["", ['{"api-football":"', { Ref: "Key" }, '"}']] } },
      },
    }),
    ...lambda("Other", "echo", {}),
  });
  const template = loadTemplate(read, {
    endpointUrl: "http://127.0.0.1:1",
    database: { host: "h", port: 2 },
  });
  const secrets = openSecrets(template, join(folder, "data"));
  for (const keys of runs) setPollKeys(secrets, template, keys);
  return JSON.parse(secrets.all()[0]?.value ?? "");
}

describe("the key of a polled provider", () => {
  it("is what this run is given, and what stands beside it", () => {
    const key = { key: "k3y", url: "http://127.0.0.1:8080", interval_s: 20 };
    expect(set({ "api-football": key })).toEqual(key);
  });

  it("is empty without one, whatever an earlier run was given", () => {
    expect(set()).toEqual({ key: "" });
    expect(set({ "api-football": { key: "k3y" } }, {})).toEqual({ key: "" });
  });

  it("cannot be that of a provider that is not polled", () => {
    expect(() => set({ opta: { key: "k3y" } })).toThrow(
      "opta: there is no polling of this vendor, only of api-football.",
    );
  });
});

describe("the key of a stream that is held", () => {
  const held = (keys: PollKeys): unknown => {
    const folder = temporaryFolder();
    const Value = { "Fn::Join": ["", ['{"allsports":"', { Ref: "Key" }, '"}']] };
    const read = assembly(join(folder, "cdk.out"), {
      Key: { Type: "AWS::SecretsManager::Secret", Properties: { SecretString: '{"key":""}' } },
      Task: {
        Type: "AWS::ECS::TaskDefinition",
        Properties: {
          ContainerDefinitions: [
            {
              Environment: [
                { Name: "OTHER", Value: "{" },
                { Name: "BRIDGE_SECRETS", Value },
              ],
            },
          ],
        },
      },
    });
    const template = loadTemplate(read, {
      endpointUrl: "http://127.0.0.1:1",
      database: { host: "h", port: 2 },
    });
    const secrets = openSecrets(template, join(folder, "data"));
    setBridgeKeys(secrets, template, keys);
    return JSON.parse(secrets.all()[0]?.value ?? "");
  };

  it("is what this run is given, and empty without one", () => {
    const key = { key: "k3y", url: "http://127.0.0.1:8080", stream_url: "ws://127.0.0.1:8081/live" };
    expect(held({ allsports: key })).toEqual(key);
    expect(held({})).toEqual({ key: "" });
  });

  it("cannot be that of a stream that is not held", () => {
    expect(() => held({ sportradar: { key: "k3y" } })).toThrow(
      "sportradar: there is no stream of this vendor, only of allsports.",
    );
  });
});

describe("keys in the environment", () => {
  it("belong to the provider in the name", () => {
    const keys = pollKeysIn({
      TOUCHLINE_API_FOOTBALL_KEY: "k3y",
      TOUCHLINE_API_FOOTBALL_URL: "http://127.0.0.1:8080",
      TOUCHLINE_API_FOOTBALL_INTERVAL_S: "20",
      TOUCHLINE_ALLSPORTS_STREAM_URL: "ws://127.0.0.1:8081/live",
      TOUCHLINE_ALLSPORTS_KEY: "other",
      TOUCHLINE_WEBHOOK_SECRET: "no key",
    });
    expect(keys).toEqual({
      "api-football": { key: "k3y", url: "http://127.0.0.1:8080", interval_s: 20 },
      allsports: { key: "other", stream_url: "ws://127.0.0.1:8081/live" },
    });
  });

  it("are off when empty, or when only the rest is set", () => {
    expect(pollKeysIn({ TOUCHLINE_ALLSPORTS_KEY: "", TOUCHLINE_SPORTRADAR_URL: "https://x.test" })).toEqual(
      {},
    );
  });

  it.each(["0", "soon", "-5"])("cannot come every %s seconds", (interval) => {
    const env = { TOUCHLINE_ALLSPORTS_KEY: "k3y", TOUCHLINE_ALLSPORTS_INTERVAL_S: interval };
    expect(() => pollKeysIn(env)).toThrow("TOUCHLINE_ALLSPORTS_INTERVAL_S");
  });
});
