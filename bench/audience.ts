import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { connectionIds } from "./audience/crowd.ts";
import { dollarsPerFrame, QUOTA } from "./audience/price.ts";
import { thousandSockets } from "./audience/real-sockets.ts";
import { type Broadcasted, IDENTITY, type Stub, simulate, startStub } from "./audience/simulation.ts";
import type { Figure, Part } from "./figures.ts";

const AUDIENCES = [100, 1_000, 10_000, 100_000];
const SDK_CALLS = 1_000;
/** As many posts under way at once as ours has, though a loop that awaits each has one. */
const SDK_SOCKETS = 64;

/** A frame to everybody: how time, calls and cost grow with the audience. */
export const audience: Part = {
  name: "audience",
  about: `one frame to ${AUDIENCES.join(", ")} viewers of a stub of @connections, and to 1000 real sockets`,
  async run(progress) {
    const stub = await startStub();
    try {
      await simulate(500, stub);
      progress(
        "viewers  segments   calls     ms  ms at the quota  ms of the SDK  USD/frame  query kB  hottest key",
      );
      const sdkMs = await sdkLoop(stub);
      const figures: Figure[] = [];
      for (const size of AUDIENCES) {
        const result = await simulate(size, stub);
        progress(rowOf(result, sdkMs * size));
        figures.push(...figuresOf(result, sdkMs * size));
      }
      progress("1000 real sockets through the whole local run");
      return [...figures, ...(await thousandSockets())];
    } finally {
      stub.stop();
    }
  },
};

/** @returns milliseconds a post takes in one loop with the SDK's client */
async function sdkLoop(stub: Stub): Promise<number> {
  const client = new ApiGatewayManagementApiClient({
    ...IDENTITY,
    endpoint: `${stub.url}/live`,
    requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: SDK_SOCKETS } }),
  });
  const Data = Buffer.from("x".repeat(650));
  const ids = connectionIds(SDK_CALLS);
  const run = async () => {
    const queue = ids.values();
    const start = performance.now();
    await Promise.all(
      Array.from({ length: SDK_SOCKETS }, async () => {
        // Who has left is an error to the client.
        for (const ConnectionId of queue)
          await client.send(new PostToConnectionCommand({ ConnectionId, Data })).catch(() => {});
      }),
    );
    return (performance.now() - start) / SDK_CALLS;
  };
  await run();
  const ms = await run();
  client.destroy();
  await stub.noted();
  return ms;
}

function rowOf(result: Broadcasted, sdkMs: number): string {
  const { audience, segments, calls, ms, reads } = result;
  const cells: [string | number, number][] = [
    [audience, 7],
    [segments || "-", 10],
    [calls, 8],
    [ms.toFixed(0), 7],
    [quotaMs(result).toFixed(0), 17],
    [sdkMs.toFixed(0), 15],
    [dollarsPerFrame(result).toFixed(6), 11],
    [reads.largest_kb.toFixed(0), 10],
    [`${reads.hottest_units} RCU`, 13],
  ];
  return cells.map(([cell, width]) => String(cell).padStart(width)).join("");
}

/** The calls alone, at what an account that has not asked for more may make for viewers. */
function quotaMs({ calls }: Broadcasted): number {
  return (1_000 * calls) / QUOTA;
}

function figuresOf(result: Broadcasted, sdkMs: number): Figure[] {
  const { audience, segments, calls, throttled, gone, ms, reads } = result;
  const name = `audience.${audience}`;
  const who = segments === 0 ? "the consumer alone" : `the slowest of ${segments} broadcasters`;
  return [
    { figure: `${name}.frame_ms`, value: ms, unit: "ms", note: `${who}, 5 ms a post; without quota` },
    {
      figure: `${name}.at_quota_ms`,
      value: Math.max(ms, quotaMs(result)),
      unit: "ms",
      note: `the same with ${QUOTA} posts a second, which all matches share`,
    },
    {
      figure: `${name}.sdk_ms`,
      value: sdkMs,
      unit: "ms",
      note: `one loop with the SDK's client, ${SDK_SOCKETS} at a time: ${SDK_CALLS} measured, scaled`,
    },
    {
      figure: `${name}.calls`,
      value: calls,
      unit: "count",
      note: `posts: ${throttled} were throttled and made again, ${gone} viewers had left`,
    },
    {
      figure: `${name}.usd_per_frame`,
      value: dollarsPerFrame(result),
      unit: "usd",
      note: "list price of messages, reads, budget and Lambda: bench/audience/price.ts has the formula",
    },
    {
      figure: `${name}.largest_query_kb`,
      value: reads.largest_kb,
      unit: "kb",
      note: `${reads.largest_rows} rows; ${reads.queries} queries in all`,
    },
    {
      figure: `${name}.hottest_key_rcu`,
      value: reads.hottest_units,
      unit: "count",
      note: `of ${reads.units} read units; a key serves 3000 a second`,
    },
  ];
}
