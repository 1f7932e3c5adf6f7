import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { Stage } from "./stages.ts";
import { lastingTable, passingTable } from "./table.ts";

/** Who is connected and to which channels, and each match as viewers who join or return need it. */
export class Audience extends Construct {
  readonly #connections: Table;
  readonly #subscriptions: Table;
  readonly #snapshots: Table;
  readonly #frames: Table;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.#connections = passingTable(this, "Connections", { partition: "connection_id" });
    this.#subscriptions = passingTable(this, "Subscriptions", { partition: "pk", sort: "sk" });
    this.#snapshots = lastingTable(this, "Snapshots", { partition: "match_id" }, stage);
    this.#frames = passingTable(this, "Frames", { partition: "match_id", sort: "seq", sortBy: "number" });
  }

  /** What a function needs to greet a viewer. */
  get greetingEnvironment() {
    return { SNAPSHOTS_TABLE: this.#snapshots.tableName };
  }

  /** What a function needs to know who watches what, and to bring them up to date. */
  get environment() {
    return {
      ...this.greetingEnvironment,
      CONNECTIONS_TABLE: this.#connections.tableName,
      SUBSCRIPTIONS_TABLE: this.#subscriptions.tableName,
      FRAMES_TABLE: this.#frames.tableName,
    };
  }

  /** May let viewers come, subscribe, catch up and leave. */
  grantManage(fn: LambdaFunction): void {
    use(fn, this.#connections, "GetItem", "PutItem", "UpdateItem", "DeleteItem");
    use(fn, this.#subscriptions, "BatchWriteItem", "UpdateItem");
    use(fn, this.#snapshots, "BatchGetItem");
    use(fn, this.#frames, "Query");
  }

  /** May find the viewers of a channel, forget who has left, and keep what newcomers and returners need. */
  grantReach(fn: LambdaFunction): void {
    use(fn, this.#connections, "GetItem", "DeleteItem");
    use(fn, this.#subscriptions, "BatchGetItem", "Query", "BatchWriteItem");
    use(fn, this.#snapshots, "PutItem");
    use(fn, this.#frames, "BatchWriteItem");
  }

  /** May read the snapshots that a viewer who just came is given. */
  grantGreet(fn: LambdaFunction): void {
    use(fn, this.#snapshots, "BatchGetItem");
  }
}

function use(fn: LambdaFunction, table: Table, ...operations: readonly string[]): void {
  allow(
    fn,
    operations.map((operation) => `dynamodb:${operation}`),
    table.tableArn,
  );
}
