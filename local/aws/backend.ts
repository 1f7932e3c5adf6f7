import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { connectionsService } from "./api-gateway/management-api.ts";
import type { Assembly } from "./cloudformation/assembly.ts";
import { loadTemplate } from "./cloudformation/load.ts";
import { provision } from "./cloudformation/provision.ts";
import { dynamoService } from "./dynamodb/api.ts";
import { startTimeToLive } from "./dynamodb/time-to-live.ts";
import { type TaskDefinition, taskDefinitions } from "./ecs/definition.ts";
import { startTasks, type Tasks } from "./ecs/tasks.ts";
import { awsClient, type Client } from "./endpoint/client.ts";
import { type Interruptions, interruptions } from "./endpoint/interruptions.ts";
import type { Caller, Service } from "./endpoint/request.ts";
import { type Endpoint, openEndpoint } from "./endpoint/server.ts";
import { templateRoles } from "./iam/roles.ts";
import type { Connections, Log, RunningPostgres, Template } from "./interfaces.ts";
import { kinesisService } from "./kinesis/api.ts";
import { type EventSources, startEventSources } from "./lambda/event-sources/event-sources.ts";
import {
  type Credentials,
  type FunctionDefinition,
  functionDefinitions,
} from "./lambda/functions/definition.ts";
import { type RunningFunctions, startFunctions } from "./lambda/functions/functions.ts";
import { lambdaService } from "./lambda/invoke-api.ts";
import { runTriggers } from "./lambda/triggers.ts";
import { secretsService } from "./secrets-manager/api.ts";
import { openSecrets, type Secrets } from "./secrets-manager/secrets.ts";
import { sqsService } from "./sqs/api.ts";
import { openQueues, type Queues } from "./sqs/queues.ts";
import { openStores, type Stores } from "./stores.ts";

/** How long running work may take to end when the run stops. */
const DRAIN_MS = 2500;

export interface BackendOptions {
  assembly: Assembly;
  dataDir: string;
  /** Present if the template has a database. */
  postgres?: RunningPostgres;
  /** Parameters of the deployment; missing ones have their default. */
  parameters?: Readonly<Record<string, string>>;
  /** Certificate authorities (PEM) in place of the public ones. */
  publicTrust?: readonly string[];
  /** Adjusts secrets before any function can read them. */
  prepareSecrets?(secrets: Secrets, template: Template): void;
  maxInstances?: number;
  log: Log;
}

/** Everything in the template except its two gateways. */
export interface Backend {
  readonly template: Template;
  readonly functions: RunningFunctions;
  readonly queues: Queues;
  readonly secrets: Secrets;
  readonly endpointUrl: string;
  /** The operator's credentials: the endpoint allows them everything. */
  readonly operator: Credentials;
  readonly client: Client;
  readonly interrupt: Interruptions["interrupt"];
  /** Runs the deploy-time functions. @throws Error if one of them failed */
  runTriggers(): Promise<void>;
  /** Starts the event source mappings. @throws Error if a mapping cannot work */
  startEventSources(): Promise<void>;
  /** Starts the containers of the template's services. */
  startTasks(): Promise<Tasks>;
  /** The `@connections` API, once the WebSocket API is up. */
  attach(connections: Connections): void;
  /** Stops the event sources between two batches; the functions still run. */
  drain(): Promise<void>;
  /** Drains, then stops everything else. */
  stop(): Promise<void>;
}

/** @throws Error naming the part of the template that the local run does not support */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  const { assembly, dataDir, postgres, log } = options;
  const endpoint = await openEndpoint(log);
  const stores = openStores(dataDir, log);
  try {
    const database = { host: postgres?.host ?? "localhost", port: postgres?.port ?? 5432 };
    const addresses = { endpointUrl: endpoint.url, database };
    const template = loadTemplate(assembly, addresses, options.parameters);
    return await assemble(options, template, endpoint, stores);
  } catch (error) {
    await endpoint.stop();
    await stores.close();
    throw error;
  }
}

async function assemble(
  options: BackendOptions,
  template: Template,
  endpoint: Endpoint,
  stores: Stores,
): Promise<Backend> {
  const { assembly, dataDir, postgres, log } = options;
  const definitions = functionDefinitions(template, assembly, endpoint.url);
  const tasks = taskDefinitions(template, assembly, endpoint.url);
  const queues = openQueues(template, dataDir);
  const secrets = openSecrets(template, dataDir);
  options.prepareSecrets?.(secrets, template);
  const roles = templateRoles(template);
  const functions = startFunctions({
    template,
    definitions,
    trust: postgres ? [postgres.caPem] : [],
    publicTrust: options.publicTrust ?? [],
    log,
    ...(options.maxInstances !== undefined && { maxInstances: options.maxInstances }),
  });
  let connections: Connections | undefined;
  let eventSources: EventSources | undefined;
  const { environment } = template;
  const services: Record<string, Service> = {
    kinesis: kinesisService(stores.kinesalite, template, (...written) => eventSources?.wake(...written)),
    dynamodb: dynamoService(stores.dynalite, environment),
    sqs: sqsService(queues, environment),
    secretsmanager: secretsService(secrets, environment),
    lambda: lambdaService(functions),
    "execute-api": connectionsService(() => connections, environment),
  };
  const operator = { accessKeyId: "LOCALOPERATOR", secretAccessKey: randomBytes(30).toString("base64") };
  const interrupted = interruptions();
  endpoint.serve({
    services,
    roles,
    callerOf: callers([...definitions, ...tasks], operator),
    interruptions: interrupted,
  });
  const client = awsClient(endpoint.url, environment.region, operator);
  await provision(template, client, log);
  const stopTimeToLive = startTimeToLive(template, client, log);

  let drained: Promise<void> | undefined;
  async function drain(): Promise<void> {
    drained ??= eventSources?.stop();
    await Promise.race([drained, wait(DRAIN_MS, undefined, { ref: false })]);
  }

  return {
    template,
    functions,
    queues,
    secrets,
    endpointUrl: endpoint.url,
    operator,
    client,
    interrupt: interrupted.interrupt,
    runTriggers: () => runTriggers(template, functions, dataDir),
    async startEventSources() {
      eventSources = await startEventSources({ template, functions, roles, queues, client, dataDir, log });
    },
    startTasks: () => startTasks(tasks, log),
    attach(attached) {
      connections = attached;
    },
    drain,
    async stop() {
      stopTimeToLive();
      await drain();
      await functions.stop();
      await drained;
      await Promise.all([queues.flush(), secrets.flush()]);
      await endpoint.stop();
      await stores.close();
    },
  };
}

/** Finds the owner of an access key. */
function callers(definitions: readonly (FunctionDefinition | TaskDefinition)[], operator: Credentials) {
  const byKey = new Map<string, Caller>([[operator.accessKeyId, { credentials: operator }]]);
  for (const { credentials, name, logicalId, roleArn } of definitions) {
    byKey.set(credentials.accessKeyId, { credentials, functionName: name, logicalId, roleArn });
  }
  return (accessKeyId: string) => byKey.get(accessKeyId);
}
