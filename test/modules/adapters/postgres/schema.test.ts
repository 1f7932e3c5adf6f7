import { execFileSync } from "node:child_process";
import { generate, IdentifierNode, PostgresDialect } from "kysely-codegen";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startMigratedServer, type TestServer } from "../../../support/postgres.ts";

const SCHEMA = "modules/adapters/postgres/schema.ts";

let postgres: TestServer;
beforeAll(async () => {
  postgres = await startMigratedServer();
});
afterAll(() => postgres.remove());

// `vitest run test/modules/adapters/postgres/schema.test.ts -u` writes the types anew after a migration.
test("the types the SQL is checked against are those of the migrated database", async () => {
  const types = await generate({
    db: postgres.asOwner(),
    dialect: new PostgresDialect({ numericParser: "string" }),
    excludePattern: "migrations*",
    outFile: null,
    typeOnlyImports: true,
    customImports: {
      Changes: "../../match/entry.ts",
      Feeds: "../../match/feeds.ts",
      MatchItem: "../../match/event.ts",
      MatchState: "../../match/state.ts",
      SentStats: "../../ports/matches.ts",
      StateSummary: "../../match/state.ts",
    },
    overrides: {
      columns: {
        "matches.feeds": new IdentifierNode("Feeds"),
        "matches.state": new IdentifierNode("MatchState"),
        "matches.stats_sent": new IdentifierNode("SentStats"),
        "match_log.item": new IdentifierNode("MatchItem"),
        "match_log.changes": new IdentifierNode("Changes"),
        "match_log.state": new IdentifierNode("StateSummary"),
      },
    },
  });
  await expect(formatted(types)).toMatchFileSnapshot(`../../../../${SCHEMA}`);
});

function formatted(types: string): string {
  const biome = ["check", "--write", `--stdin-file-path=${SCHEMA}`];
  return execFileSync("node_modules/.bin/biome", biome, { input: types, encoding: "utf8" });
}
