import type { Client } from "../../endpoint/client.ts";
import type { Roles } from "../../iam/roles.ts";
import type { Log, Template } from "../../interfaces.ts";
import { streamKeys } from "../../kinesis/stream-keys.ts";
import type { Queues } from "../../sqs/queues.ts";
import type { FunctionDefinition } from "../functions/definition.ts";
import type { RunningFunctions } from "../functions/functions.ts";
import { openCheckpoints } from "./checkpoints.ts";
import { failureMessage } from "./failure-destination.ts";
import { eventSourceMappings, type Mapping } from "./mapping.ts";
import { processBatch } from "./process-batch.ts";
import { kinesisEvent } from "./record.ts";
import { type ShardReader, startShard } from "./shard.ts";

export interface EventSourcesOptions {
  template: Template;
  functions: RunningFunctions;
  roles: Roles;
  queues: Queues;
  client: Client;
  dataDir: string;
  log: Log;
}

export interface EventSources {
  /** Wakes the readers of shards that have new records. */
  wake(streamName: string, shardIds: readonly string[]): void;
  /** Stops reading, waits for running invocations, and stores the checkpoints. */
  stop(): Promise<void>;
}

/** @throws Error if a mapping cannot work: no such function, or its role may not read the stream */
export async function startEventSources(options: EventSourcesOptions): Promise<EventSources> {
  const stopping = new AbortController();
  const started = await Promise.all(
    eventSourceMappings(options.template).map((mapping) => startMapping(mapping, options, stopping.signal)),
  );
  return {
    wake(streamName, shardIds) {
      const reading = started.filter(({ mapping }) => mapping.streamName === streamName);
      for (const { shards } of reading) {
        for (const shard of shards) if (shardIds.includes(shard.shardId)) shard.wake();
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all(started.flatMap(({ shards }) => shards.map(({ running }) => running)));
      await Promise.all(started.map(({ checkpoints }) => checkpoints.flush()));
    },
  };
}

async function startMapping(mapping: Mapping, options: EventSourcesOptions, signal: AbortSignal) {
  const { functions, client, dataDir, log } = options;
  const definition = functions.definition(mapping.functionReference);
  if (!definition) throw new Error(`${mapping.logicalId}: there is no function ${mapping.functionReference}`);
  checkRole(mapping, definition, options);
  const checkpoints = openCheckpoints(dataDir, mapping.logicalId);
  const { Shards } = await client("kinesis", "ListShards", { StreamName: mapping.streamName });
  const starting = (Shards as { ShardId: string }[]).map(({ ShardId }): Promise<ShardReader> => {
    const context = { mapping, definition, shardId: ShardId, signal, ...options };
    return startShard({
      shardId: ShardId,
      mapping,
      client,
      checkpoints,
      log,
      signal,
      processBatch: (batch, lane) =>
        processBatch(batch, mapping, {
          ...batchPorts(context),
          done(record) {
            lane.done(record);
            checkpoints.changed();
          },
        }),
    });
  });
  const shards = await Promise.all(starting);
  // From here on the mapping exists: after a crash it reads every record written since.
  checkpoints.changed();
  await checkpoints.flush();
  return { mapping, shards, checkpoints };
}

function batchPorts(
  context: EventSourcesOptions & {
    mapping: Mapping;
    definition: FunctionDefinition;
    shardId: string;
    signal: AbortSignal;
  },
) {
  const { mapping, definition, shardId, signal, functions, queues, log } = context;
  return {
    signal,
    now: Date.now,
    invoke: (records: Parameters<typeof kinesisEvent>[0]) =>
      functions.invoke(definition.name, kinesisEvent(records, shardId, mapping, definition.roleArn)),
    giveUp(...[records, reason, tries, last]: Parameters<Parameters<typeof processBatch>[2]["giveUp"]>) {
      log.error(definition.name, `${records.length} records of ${shardId} given up: ${reason}`);
      const body = failureMessage({
        mapping,
        shardId,
        functionArn: definition.arn,
        records,
        reason,
        tries,
        last,
      });
      if (mapping.onFailure) queues.byArn(mapping.onFailure)?.send(body);
    },
  };
}

/** The mapping reads the stream and reports failures with the function's role, as on AWS. */
function checkRole(
  mapping: Mapping,
  { logicalId, roleArn }: FunctionDefinition,
  { roles, template }: EventSourcesOptions,
): void {
  const key = streamKeys(template).get(mapping.streamArn);
  const reads = mapping.enhancedFanOut
    ? [{ action: "kinesis:SubscribeToShard", resources: [mapping.sourceArn] }]
    : ["kinesis:GetRecords", "kinesis:GetShardIterator"].map((action) => ({
        action,
        resources: [mapping.streamArn],
      }));
  const needed = [
    ...reads,
    { action: "kinesis:ListShards", resources: [mapping.streamArn] },
    ...(key ? [{ action: "kms:Decrypt", resources: [key] }] : []),
    ...(mapping.onFailure ? [{ action: "sqs:SendMessage", resources: [mapping.onFailure] }] : []),
  ];
  for (const access of needed) {
    const resource = roles.refused(roleArn, access);
    if (resource === undefined) continue;
    throw new Error(
      `${mapping.logicalId}: the role of ${logicalId} is not authorized to perform ${access.action} on ${resource}`,
    );
  }
}
