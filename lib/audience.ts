import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { Stage } from "./stages.ts";
import { lastingTable, passingTable } from "./table.ts";

/** Who is connected and to which channels, and each match as a viewer who joins needs it. */
export class Audience extends Construct {
  readonly #connections: Table;
  readonly #subscriptions: Table;
  readonly #snapshots: Table;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.#connections = passingTable(this, "Connections", { partition: "connection_id" });
    this.#subscriptions = passingTable(this, "Subscriptions", { partition: "pk", sort: "sk" });
    this.#snapshots = lastingTable(this, "Snapshots", { partition: "match_id" }, stage);
  }

  get environment() {
    return {
      CONNECTIONS_TABLE: this.#connections.tableName,
      SUBSCRIPTIONS_TABLE: this.#subscriptions.tableName,
      SNAPSHOTS_TABLE: this.#snapshots.tableName,
    };
  }

  /** May let viewers come, subscribe and leave. */
  grantManage(fn: LambdaFunction): void {
    use(fn, this.#connections, "GetItem", "PutItem", "UpdateItem", "DeleteItem");
    use(fn, this.#subscriptions, "BatchWriteItem", "UpdateItem");
    use(fn, this.#snapshots, "BatchGetItem");
  }

  /** May find the viewers of a channel, forget who has left, and renew the snapshots. */
  grantReach(fn: LambdaFunction): void {
    use(fn, this.#connections, "GetItem", "DeleteItem");
    use(fn, this.#subscriptions, "BatchGetItem", "Query", "BatchWriteItem");
    use(fn, this.#snapshots, "PutItem");
  }

  /** May read the snapshots a viewer who just came is given, and forget one who has left by then. */
  grantGreet(fn: LambdaFunction): void {
    use(fn, this.#connections, "GetItem", "DeleteItem");
    use(fn, this.#subscriptions, "BatchWriteItem");
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
