import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { type Backend, startBackend } from "../../../local/aws/backend.ts";
import { eventually } from "../eventually.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { assembly, streaming } from "./assembly.ts";
import { recordingLog } from "./recording-log.ts";

/** What the consumer of the fixture bundle is to do with a record. */
export interface Item {
  id: string;
  key?: string;
  fail?: { how: "throw" | "exit" | "hang" | "report"; times: number };
}

interface Try {
  ids: string[];
  /** Those of them that needed no further try. */
  done: string[];
  failed: string | null;
  first: Record<string, unknown>;
}

/** A running stream with its consumer, and what can be seen of it from outside. */
export interface Stream {
  backend: Backend;
  folder: string;
  put(items: readonly Item[]): Promise<void>;
  /** Every try of every batch so far. */
  tries(): Try[];
  /** Waits until all the given records are done. */
  consumed(ids: readonly string[]): Promise<void>;
}

export async function startConsumedStream(
  mapping: Record<string, unknown>,
  { folder = temporaryFolder(), ...options }: { folder?: string; shards?: number; timeout?: number } = {},
): Promise<Stream> {
  const backend = await startBackend({
    assembly: assembly(join(folder, "cdk.out"), streaming(folder, mapping, options)),
    dataDir: join(folder, "data"),
    log: recordingLog(),
  });
  onTestFinished(() => backend.stop());
  await backend.startEventSources();
  const journal = join(folder, "journal.jsonl");
  const tries = (): Try[] =>
    existsSync(journal)
      ? readFileSync(journal, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line))
      : [];
  return {
    backend,
    folder,
    tries,
    async put(items) {
      const { FailedRecordCount } = await backend.client("kinesis", "PutRecords", {
        StreamName: "hand-made-Stream",
        Records: items.map(({ key = "one key", ...item }) => ({
          PartitionKey: key,
          Data: Buffer.from(JSON.stringify(item)).toString("base64"),
        })),
      });
      expect(FailedRecordCount).toBe(0);
    },
    async consumed(ids) {
      await eventually(() => {
        const done = new Set(tries().flatMap((one) => one.done));
        expect(ids.filter((id) => !done.has(id))).toEqual([]);
      });
    },
  };
}
