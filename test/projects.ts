/**
 * Which tests belong to which project of vitest.config.ts: their path says it. `unit` is all that is in none of these
 * lists: pure code and literal fakes.
 */

export const TESTS = ["test/**/*.test.ts"];

/** Pure code under hundreds of random stories each: half a minute of work in all. */
export const PROPERTIES = ["test/**/*.property.test.ts"];

/** The whole local run, driven from outside. */
export const JOURNEYS = ["test/journeys/**/*.test.ts"];

/**
 * One real thing: Postgres, tables, the stream, a server, a process, the synthesized template, a browser. Where the
 * rest of a folder does without, the file is named.
 */
export const SYSTEM = [
  "test/docs/**/*.test.ts",
  "test/lib/**/*.test.ts",
  "test/local/**/*.test.ts",
  "test/project/**/*.test.ts",
  "test/modules/adapters/**/*.test.ts",
  "test/client/build.test.ts",
  "test/lambdas/migrate/handler.test.ts",
  "test/bench/audience/simulation.test.ts",
  "test/modules/subscriptions/presence.test.ts",
  "test/web/page.test.ts",
];

/** Files that take half a minute or more, the longest first; they are started in this order. */
export const LONGEST = [
  "journeys/crowd.test.ts",
  "journeys/matchday.test.ts",
  "journeys/poller.test.ts",
  "journeys/client.test.ts",
  "journeys/feed-bridge.test.ts",
  "journeys/channels.test.ts",
  "journeys/plain-clients.test.ts",
  "journeys/broadcast.test.ts",
  "journeys/access.test.ts",
  "journeys/crash.test.ts",
  "journeys/feed-health.test.ts",
  "lib/app.test.ts",
  "local/cli/replay/cli.test.ts",
  "local/start/start.test.ts",
  "local/cli/ids/cli.test.ts",
  "local/postgres/postgres.test.ts",
  "web/page.test.ts",
  "adapters/dynamodb/audience.test.ts",
];
