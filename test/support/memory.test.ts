import type { PostOutcome } from "../../modules/ports/gateway.ts";
import type { Bearer } from "../../modules/ports/tokens.ts";
import type { PollAccount } from "../../modules/ports/vendors.ts";
import type { WebhookCredentials } from "../../modules/ports/webhook.ts";
import { audienceContract } from "./contracts/audience.ts";
import { credentialStoreContract } from "./contracts/credential-store.ts";
import { deadLettersContract } from "./contracts/dead-letters.ts";
import { deliveryLogContract } from "./contracts/delivery-log.ts";
import { eventStreamContract } from "./contracts/event-stream.ts";
import { frameLogContract } from "./contracts/frame-log.ts";
import { gatewayContract } from "./contracts/gateway.ts";
import { idMapContract } from "./contracts/id-map.ts";
import { idRegistryContract } from "./contracts/id-registry.ts";
import { matchStoreContract } from "./contracts/match-store.ts";
import { pollAccountsContract } from "./contracts/poll-accounts.ts";
import { pollStatesContract } from "./contracts/poll-states.ts";
import { postBudgetContract } from "./contracts/post-budget.ts";
import { presenceContract } from "./contracts/presence.ts";
import { rateCounterContract } from "./contracts/rate-counter.ts";
import { snapshotStoreContract } from "./contracts/snapshot-store.ts";
import { tokenVerifierContract } from "./contracts/token-verifier.ts";
import { memoryAccounts } from "./memory-accounts.ts";
import { memoryAudience } from "./memory-audience.ts";
import { memoryBudget } from "./memory-budget.ts";
import { memoryCredentials } from "./memory-credentials.ts";
import { memoryDeadLetters } from "./memory-dead-letters.ts";
import { memoryDeliveries } from "./memory-deliveries.ts";
import { memoryFrames } from "./memory-frames.ts";
import { memoryGateway } from "./memory-gateway.ts";
import { memoryIds } from "./memory-ids.ts";
import { memoryPollStates } from "./memory-poll-states.ts";
import { memoryPresence } from "./memory-presence.ts";
import { memorySnapshots } from "./memory-snapshots.ts";
import { memoryStore } from "./memory-store.ts";
import { memoryStream } from "./memory-stream.ts";
import { memoryTokens } from "./memory-tokens.ts";

matchStoreContract("the store in memory", async () => memoryStore().matches);
snapshotStoreContract("the snapshots in memory", async () => memorySnapshots().snapshots);
frameLogContract("the frame log in memory", async () => memoryFrames().frames);
audienceContract("the audience in memory", (clock) => memoryAudience({}, clock).audience);
presenceContract("presence in memory", (clock) => {
  const { presence } = memoryPresence(() => new Date(clock()));
  return () => presence;
});
gatewayContract("the gateway in memory", async () => {
  const outcomes: Record<string, PostOutcome> = {};
  const { gateway, posted } = memoryGateway(outcomes);
  return {
    gateway,
    connect: async () => crypto.randomUUID(),
    disconnect: async (id) => {
      outcomes[id] = "gone";
    },
    received: async (id) => posted.get(id) ?? [],
  };
});
postBudgetContract("the budget in memory", (posts) => {
  const { budget, sleep } = memoryBudget(posts, 100);
  return { budget, pass: sleep };
});
eventStreamContract("the stream in memory", async () => {
  const memory = memoryStream();
  return {
    stream: memory.stream,
    held: async () => memory.published,
    breakDown: async () => {
      memory.isOut = true;
    },
  };
});
deadLettersContract("the dead letters in memory", async () => {
  const memory = memoryDeadLetters();
  return {
    deadLetters: memory.deadLetters,
    held: async () => memory.letters,
    breakDown: async () => {
      memory.isOut = true;
    },
  };
});
credentialStoreContract("the credentials in memory", async () => {
  const known: Record<string, WebhookCredentials> = {};
  return {
    credentials: memoryCredentials(known),
    set: async (provider, given) => {
      known[provider] = given;
    },
    pass: () => {},
  };
});
pollAccountsContract("the accounts in memory", async () => {
  const known: Record<string, PollAccount | undefined> = {};
  return {
    accounts: memoryAccounts(known),
    set: async (provider, account) => {
      known[provider] = account;
    },
    pass: () => {},
  };
});
deliveryLogContract("the deliveries in memory", (clock) => memoryDeliveries(clock).deliveries);
rateCounterContract("the rate in memory", () => memoryDeliveries(Date.now).rate);
pollStatesContract("the poll states in memory", () => memoryPollStates().states);
idRegistryContract("the id registry in memory", () => memoryIds().registry);
idMapContract("the id map in memory", async (lines) => memoryIds(lines).ids);
tokenVerifierContract("the tokens in memory", async () => {
  const known: Record<string, Bearer> = {};
  return {
    tokens: memoryTokens(known, Date.now),
    async issue(said) {
      const token = crypto.randomUUID();
      known[token] = { ...said, user_id: `issuer ${said.sub}` };
      return token;
    },
    now: Date.now,
  };
});
