import { audienceContract } from "./contracts/audience.ts";
import { frameLogContract } from "./contracts/frame-log.ts";
import { matchStoreContract } from "./contracts/match-store.ts";
import { presenceContract } from "./contracts/presence.ts";
import { snapshotStoreContract } from "./contracts/snapshot-store.ts";
import { memoryAudience } from "./memory-audience.ts";
import { memoryFrames } from "./memory-frames.ts";
import { memoryPresence } from "./memory-presence.ts";
import { memorySnapshots } from "./memory-snapshots.ts";
import { memoryStore } from "./memory-store.ts";

matchStoreContract("the store in memory", async () => memoryStore().matches);
snapshotStoreContract("the snapshots in memory", async () => memorySnapshots().snapshots);
frameLogContract("the frame log in memory", async () => memoryFrames().frames);
audienceContract("the audience in memory", (clock) => memoryAudience({}, clock).audience);
presenceContract("presence in memory", (clock) => {
  const { presence } = memoryPresence(() => new Date(clock()));
  return () => presence;
});
