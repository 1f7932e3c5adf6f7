import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { keepAlive } from "../modules/adapters/api-gateway/keep-alive.ts";
import { payloadOf } from "../modules/adapters/api-gateway/payload.ts";
import { signedGateway } from "../modules/adapters/api-gateway/signed-gateway.ts";
import { cpuSeconds, inTurns, type Part } from "./figures.ts";

const CONNECTIONS = 64;
const CREDENTIALS = {
  accessKeyId: "AKIDBENCH",
  secretAccessKey: "bench-secret",
  sessionToken: "bench-token".repeat(40),
};
const REGION = "eu-west-1";

/** What posting a frame to a viewer costs in CPU: ours, the SDK's client, and the same post without a signature. */
export const fanout: Part = {
  name: "fanout",
  about: "posts to @connections per CPU second, against the SDK's client and an unsigned post",
  async run(progress) {
    const sink = fork(join(import.meta.dirname, "sink.ts"));
    const [port] = await once(sink, "message");
    const endpoint = `http://127.0.0.1:${port}`;
    const payload = payloadOf(JSON.stringify({ type: "match_event", padding: "x".repeat(600) }));

    const gateway = signedGateway({
      callbackUrl: `${endpoint}/live`,
      region: REGION,
      credentials: CREDENTIALS,
      maxSockets: CONNECTIONS,
    });
    const client = new ApiGatewayManagementApiClient({
      endpoint: `${endpoint}/live`,
      region: REGION,
      credentials: CREDENTIALS,
      requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: CONNECTIONS } }),
    });
    const send = keepAlive({ endpoint: new URL(endpoint), timeoutMs: 5_000 });
    const unsigned = (id: string) =>
      new Promise<void>((resolve, reject) => {
        const head = `POST /live/@connections/${id} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/octet-stream\r\ncontent-length: ${payload.body.length}\r\n\r\n`;
        const answered = (outcome: number | Error) =>
          outcome === 200 ? resolve() : reject(new Error(`answered ${outcome}`));
        send({ head, body: payload.body, answered });
      });
    const delivered = async (id: string) => {
      const outcome = await gateway.post(id, payload);
      if (outcome !== "delivered") throw new Error(`the sink answered ${outcome}`);
    };

    progress("measuring");
    const rates = await inTurns(9, {
      own: () => callsPerCpuSecond(10_000, delivered),
      sdk: () =>
        callsPerCpuSecond(1_000, async (id) => {
          await client.send(new PostToConnectionCommand({ ConnectionId: id, Data: payload.body }));
        }),
      floor: () => callsPerCpuSecond(10_000, unsigned),
    });
    sink.disconnect();
    return [
      {
        figure: "fanout.vs_sdk",
        value: rates.own / rates.sdk,
        unit: "ratio",
        note: "times the calls per CPU second of the SDK's client",
      },
      {
        figure: "fanout.vs_floor",
        value: rates.own / rates.floor,
        unit: "ratio",
        note: "share of unsigned posts over the same connections; the rest is hashing for the signature",
      },
      {
        figure: "fanout.posts_per_cpu_second",
        value: rates.own,
        unit: "per_cpu_second",
        note: "limited by system calls: one write and one read each",
      },
    ];
  },
};

/** Calls per second of CPU time of this process, `CONNECTIONS` under way at a time. */
async function callsPerCpuSecond(calls: number, call: (id: string) => Promise<void>): Promise<number> {
  const ids = Array.from({ length: calls }, (_, index) => `L0SM9cOFvHcCIhw=${index}`).values();
  const start = cpuSeconds();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (const id of ids) await call(id);
    }),
  );
  return calls / (cpuSeconds() - start);
}
