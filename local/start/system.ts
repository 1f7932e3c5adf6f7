import { join } from "node:path";
import { type Page, startHttpApi } from "../aws/api-gateway/http-api.ts";
import { startWebSocketApi } from "../aws/api-gateway/websocket-api.ts";
import { type Backend, startBackend } from "../aws/backend.ts";
import { readAssembly } from "../aws/cloudformation/assembly.ts";
import type { Tasks } from "../aws/ecs/tasks.ts";
import type { Interruptions } from "../aws/endpoint/interruptions.ts";
import { startSchedules } from "../aws/eventbridge/schedules.ts";
import type { Functions, Log, RunningPostgres, Template } from "../aws/interfaces.ts";
import type { Credentials } from "../aws/lambda/functions/definition.ts";
import { databaseName, fillDatabaseSecrets } from "../aws/rds/database.ts";
import type { Queues } from "../aws/sqs/queues.ts";
import { writeOperator } from "../command/operator-file.ts";
import { startIssuer } from "../issuer/issuer.ts";
import type { TokenRequest } from "../issuer/token.ts";
import { startPostgres } from "../postgres/postgres.ts";
import { type PollKeys, setBridgeKeys, setPollKeys } from "./poll-keys.ts";
import { currentWebhookSecrets, overrideWebhookSecrets } from "./webhook-secrets.ts";

export interface SystemOptions {
  /** Folder that `cdk synth` wrote. */
  cloudAssembly: string;
  /** `touchline-dev` if missing. */
  stackName?: string;
  /** Everything that survives a restart; removing it is a fresh start. */
  dataDir: string;
  /** 0 for any free port. */
  httpPort: number;
  wsPort: number;
  /** What webhooks are signed with; the generated secret if missing. */
  webhookSecret?: string;
  /** Of the deployment, such as `AllowedOrigins`; the local issuer is believed unless they say otherwise. */
  parameters?: Readonly<Record<string, string>>;
  /** With what vendors are polled; those left out are not. */
  pollKeys?: PollKeys;
  /** With what the streams of vendors are held, if the template has a bridge. */
  bridgeKeys?: PollKeys;
  /** How long a minute of the template's schedules takes; as long as any other if missing. */
  minuteMs?: number;
  /** What the HTTP API's port shows where the API has no route. */
  page?: Page;
  log: Log;
  /** Called with what is being started. */
  onProgress?(step: string): void;
}

/** The whole template, running on this machine. */
export interface System {
  readonly httpUrl: string;
  /** With the stage. */
  readonly wsUrl: string;
  /** Where everything that is AWS is played. */
  readonly endpointUrl: string;
  /** Sign with these to be allowed everything at the endpoint. */
  readonly operatorCredentials: Credentials;
  /** What custom feeds sign with. */
  readonly webhookSecret: string;
  /** What each provider signs with. */
  readonly webhookSecrets: Readonly<Record<string, string>>;
  /** A token of the local issuer, whom the system believes. */
  issueToken(request?: TokenRequest): Promise<string>;
  readonly template: Template;
  readonly functions: Functions;
  readonly queues: Queues;
  /** Containers; none unless the template has services. */
  readonly tasks: Tasks;
  /** Address, owner and certificate authority of the database; can be stopped and started. */
  readonly postgres: RunningPostgres;
  /** Stops the machine at a chosen call to the endpoint, for crash tests. */
  readonly interrupt: Interruptions["interrupt"];
  /** Ends everything within five seconds; calling it again waits for the same end. */
  stop(): Promise<void>;
}

/**
 * Starts everything in the order a deployment does. If any part fails, those before it are stopped again.
 *
 * @throws Error saying what could not be started and why
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const parts = running();
  try {
    return await start(options, parts);
  } catch (error) {
    // Why it did not start matters more than what then did not stop.
    await parts.stop().catch((failure: unknown) => options.log.error("system", String(failure)));
    throw error;
  }
}

async function start(options: SystemOptions, parts: Running): Promise<System> {
  const { dataDir, webhookSecret, log, onProgress = () => undefined } = options;
  const assembly = readAssembly(options.cloudAssembly, options.stackName ?? "touchline-dev");

  onProgress("database");
  const database = databaseName(assembly);
  if (database === undefined) throw new Error("the template has no AWS::RDS::DBInstance");
  const postgres = await startPostgres({
    dataDir: join(dataDir, "postgres"),
    database,
    log: (line) => log.info("postgres", line),
  });
  parts.add(() => postgres.stop());

  const issuer = await startIssuer(join(dataDir, "issuer"), log);
  parts.add(() => issuer.stop());

  onProgress("streams, tables, queues and secrets");
  const backend = await startBackend({
    assembly,
    dataDir,
    postgres,
    parameters: { ...issuer.parameters, ...options.parameters },
    publicTrust: [issuer.caPem],
    log,
    prepareSecrets(secrets, template) {
      fillDatabaseSecrets(secrets, template, postgres);
      // One secret for all vendors: nobody wants to look up seven by hand.
      const secret = webhookSecret ?? currentWebhookSecrets(secrets, template).custom;
      if (secret !== undefined) overrideWebhookSecrets(secrets, template, secret);
      setPollKeys(secrets, template, options.pollKeys ?? {});
      setBridgeKeys(secrets, template, options.bridgeKeys ?? {});
    },
  });
  parts.add(() => backend.stop());

  onProgress("migrations");
  await backend.runTriggers();
  const gateways = await openGateways(options, backend, parts);
  const handle = handleOf(backend);
  const { webhookSecret: signedWith } = handle;
  const { httpUrl, wsUrl } = gateways;
  parts.add(
    await writeOperator(dataDir, { ...operatorOf(backend), httpUrl, wsUrl, webhookSecret: signedWith }),
  );
  return { postgres, ...gateways, ...handle, issueToken: issuer.issue, stop: parts.stop };
}

/** Opens the gateways last: the one to viewers before the stream flows, the one to vendors after it. */
async function openGateways(
  { httpPort, wsPort, page, minuteMs, log, onProgress = () => undefined }: SystemOptions,
  backend: Backend,
  parts: Running,
) {
  const { template, functions } = backend;
  onProgress("gateways");
  const webSocketApi = await startWebSocketApi({ template, functions, port: wsPort, log });
  parts.add(() => webSocketApi.stop());
  backend.attach(webSocketApi.connections);
  await backend.startEventSources();
  // Whatever is in the stream still goes to viewers before they are let go.
  parts.add(() => backend.drain());
  const httpApi = await startHttpApi({ template, functions, port: httpPort, log }, page);
  parts.add(() => httpApi.stop());
  const stopSchedules = startSchedules({ template, functions, log, ...(minuteMs && { minuteMs }) });
  parts.add(async () => stopSchedules());
  const tasks = await backend.startTasks();
  parts.add(() => tasks.stop());
  return { httpUrl: httpApi.url, wsUrl: webSocketApi.url, tasks };
}

function operatorOf({ template, endpointUrl, operator }: Backend) {
  const functions = [...template.outputs].filter(([name]) => name.endsWith("Function"));
  return {
    pid: process.pid,
    endpointUrl,
    region: template.environment.region,
    credentials: operator,
    functions: Object.fromEntries(functions),
  };
}

function handleOf({ template, functions, queues, secrets, endpointUrl, operator, interrupt }: Backend) {
  const webhookSecrets = currentWebhookSecrets(secrets, template);
  return {
    template,
    functions,
    queues,
    endpointUrl,
    interrupt,
    operatorCredentials: operator,
    webhookSecret: webhookSecrets.custom ?? "",
    webhookSecrets,
  };
}

interface Running {
  add(stop: () => Promise<void>): void;
  /** Stops what was added last first. Goes on if one of them fails. */
  stop(): Promise<void>;
}

function running(): Running {
  const stops: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let stop = stops.pop(); stop; stop = stops.pop()) {
      await stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, "not everything could be stopped");
  }
  return {
    add: (stop) => stops.push(stop),
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
