import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readAssembly } from "../../../../local/aws/cloudformation/assembly.ts";
import { loadTemplate } from "../../../../local/aws/cloudformation/load.ts";
import { type TaskDefinition, taskDefinitions } from "../../../../local/aws/ecs/definition.ts";
import { imageCommand } from "../../../../local/aws/ecs/image.ts";
import { startTasks, type Tasks } from "../../../../local/aws/ecs/tasks.ts";
import type { Log } from "../../../../local/aws/interfaces.ts";
import { eventually } from "../../../support/eventually.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const DOCKERFILE = `FROM node:24-alpine
WORKDIR /app
# A word on what follows.
COPY index.mjs ./
USER node
CMD ["node", "--max-old-space-size=64", "index.mjs"]
`;
const REPOSITORY = "0.dkr.ecr.us-east-1.amazonaws.com/assets";

/** The tasks of a template with one service, whose image runs `program`. */
function tasksOf(
  program: string,
  {
    container = {},
    dockerfile = DOCKERFILE,
    image = "made",
  }: Record<string, unknown> & { image?: string } = {},
): TaskDefinition[] {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "image"), { recursive: true });
  writeFileSync(join(folder, "image", "Dockerfile"), String(dockerfile));
  writeFileSync(join(folder, "image", "index.mjs"), program);
  const Resources = {
    Role: { Type: "AWS::IAM::Role", Properties: {} },
    Table: { Type: "AWS::DynamoDB::Table", Properties: {} },
    Task: {
      Type: "AWS::ECS::TaskDefinition",
      Properties: {
        Family: "family",
        TaskRoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
        ContainerDefinitions: [
          {
            Name: "Main",
            Image: `${REPOSITORY}:${image}`,
            Essential: true,
            Environment: [{ Name: "TABLE", Value: { Ref: "Table" } }],
            StopTimeout: 1,
            ...(container as object),
          },
        ],
      },
    },
    Service: { Type: "AWS::ECS::Service", Properties: { TaskDefinition: { Ref: "Task" }, DesiredCount: 1 } },
  };
  writeFileSync(join(folder, "s.template.json"), JSON.stringify({ Resources }));
  const dockerImages = {
    made: { source: { directory: "image" }, destinations: { here: { imageTag: "made" } } },
  };
  writeFileSync(join(folder, "s.assets.json"), JSON.stringify({ dockerImages }));
  const read = readAssembly(folder, "s");
  const template = loadTemplate(read, {
    endpointUrl: "http://127.0.0.1:1",
    database: { host: "h", port: 2 },
  });
  return taskDefinitions(template, read, "http://127.0.0.1:1");
}

describe("the task of a service", () => {
  let running: Tasks | undefined;
  afterEach(() => running?.stop());

  async function start(definitions: readonly TaskDefinition[]) {
    const lines: string[] = [];
    const write = (_: string, line: string) => void lines.push(line);
    const log: Log = { info: write, warn: write, error: write };
    const tasks = await startTasks(definitions, log);
    running = tasks;
    return { lines, tasks };
  }

  it("runs what its image runs, with its environment and nothing of ours", async () => {
    process.env.ONLY_OURS = "1";
    const definitions = tasksOf(
      "console.log(JSON.stringify([process.env, process.execArgv])); setInterval(() => {}, 9);",
    );
    const { lines } = await start(definitions);
    await eventually(() => expect(lines).toHaveLength(1));
    const [env, flags] = JSON.parse(lines[0] ?? "");
    expect(env).toMatchObject({ TABLE: "s-Table", AWS_ENDPOINT_URL: "http://127.0.0.1:1" });
    for (const name of ["ONLY_OURS", "AWS_ACCESS_KEY_ID", "HOME"]) expect(env).not.toHaveProperty(name);
    expect(flags).toContain("--max-old-space-size=64");
  });

  it("asks for the credentials of its role, which nobody else is given", async () => {
    const program = `
      const { AWS_CONTAINER_CREDENTIALS_FULL_URI: url, AWS_CONTAINER_AUTHORIZATION_TOKEN: authorization } = process.env;
      const own = await fetch(url, { headers: { authorization } });
      const foreign = await fetch(url, { headers: { authorization: "other" } });
      console.log(JSON.stringify([await own.json(), foreign.status, await foreign.text()]));
      setInterval(() => {}, 9);`;
    const [definition] = tasksOf(program);
    const { lines } = await start(definition ? [definition] : []);
    await eventually(() => expect(lines).toHaveLength(1));
    const [own, status, foreign] = JSON.parse(lines[0] ?? "");
    expect(own).toMatchObject({
      RoleArn: "arn:aws:iam::000000000000:role/s-Role",
      AccessKeyId: definition?.credentials.accessKeyId,
      SecretAccessKey: definition?.credentials.secretAccessKey,
      Token: definition?.credentials.sessionToken,
    });
    expect(Date.parse(own.Expiration)).toBeGreaterThan(Date.now());
    expect(status).toBe(401);
    expect(foreign).not.toContain(definition?.credentials.secretAccessKey);
  });

  it("is started again when it ends or is killed", async () => {
    const { lines, tasks } = await start(
      tasksOf('console.log("up"); setTimeout(() => process.exit(3), 100);'),
    );
    await eventually(() => expect(lines.filter((line) => line === "up").length).toBeGreaterThan(1));
    expect(lines.find((line) => line.includes("exit status 3"))).toContain("restarts in");
    await tasks.stop();
    const other = await start(tasksOf('console.log("up"); setInterval(() => {}, 9);'));
    await eventually(() => expect(other.lines).toContain("up"));
    expect(other.tasks.kill("Nobody")).toBe(0);
    expect(other.tasks.kill("Serv")).toBe(1);
    await eventually(() => expect(other.lines.filter((line) => line === "up")).toHaveLength(2));
    expect(other.lines.join()).toContain("SIGKILL");
  });

  it("is told to end, and is ended if it does not", async () => {
    const heeds = tasksOf(
      'process.on("SIGTERM", () => { console.log("bye"); process.exit(0); }); console.log("up"); setInterval(() => {}, 9);',
    );
    const ignores = tasksOf('process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 9);');
    const { lines, tasks } = await start([...heeds, ...ignores]);
    await eventually(() => expect(lines).toEqual(["up", "up"]));
    await tasks.stop();
    expect(lines).toContain("bye");
    expect(lines.join()).not.toContain("started again");
  });

  it("does not outlive the run that started it, however that ends", async () => {
    const guard = new URL("../../../../local/aws/ecs/guard.ts", import.meta.url).href;
    const [definition] = tasksOf('process.send("up"); setInterval(() => {}, 9);');
    const child = fork("index.mjs", {
      cwd: definition?.command.folder ?? "",
      execArgv: ["--import", guard],
    });
    await once(child, "message");
    const ended = once(child, "exit");
    child.disconnect();
    expect(await ended).toEqual([1, null]);
  });
});

describe("what is not played", () => {
  it.each([
    [
      "secrets that ECS would put in",
      { container: { Secrets: [{ Name: "KEY", ValueFrom: "arn" }] } },
      /Secrets/,
    ],
    ["an image that nobody made", { image: "other" }, /no image .*:other/],
    [
      "a shell",
      { dockerfile: DOCKERFILE.replace('["node", "--max-old-space-size=64", "index.mjs"]', "node x") },
      /JSON array/,
    ],
    ["another program", { dockerfile: DOCKERFILE.replace('"node", ', '"sh", ') }, /"node"/],
    ["a build", { dockerfile: `${DOCKERFILE}RUN npm ci\n` }, /does not play RUN/],
    ["files elsewhere", { dockerfile: DOCKERFILE.replace("./", "/etc/") }, /COPY/],
    [
      "files from elsewhere",
      { dockerfile: DOCKERFILE.replace("COPY index.mjs", "COPY ../index.mjs") },
      /COPY/,
    ],
  ])("is refused by name: %s", (_, given, expected) => {
    expect(() => tasksOf("", given as Record<string, unknown>)).toThrow(expected);
  });

  it("but the Dockerfile of the bridge is", () => {
    const folder = new URL("../../../../lambdas/feed-bridge", import.meta.url).pathname;
    expect(imageCommand(folder).args.at(-1)).toBe("index.mjs");
  });
});
