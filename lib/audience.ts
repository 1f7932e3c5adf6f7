import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { Stage } from "./deployment-config.ts";
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

  /** What a function needs to know who watches what. */
  get viewersEnvironment() {
    return {
      CONNECTIONS_TABLE: this.#connections.tableName,
      SUBSCRIPTIONS_TABLE: this.#subscriptions.tableName,
    };
  }

  /** What a function needs to know that, and to bring them up to date. */
  get environment() {
    return {
      ...this.viewersEnvironment,
      SNAPSHOTS_TABLE: this.#snapshots.tableName,
      FRAMES_TABLE: this.#frames.tableName,
    };
  }

  /** May let viewers come, subscribe, catch up and leave. */
  grantManage(fn: LambdaFunction): void {
    use(fn, this.#connections, "GetItem", "PutItem", "UpdateItem", "DeleteItem");
    use(fn, this.#subscriptions, "BatchWriteItem");
    this.#grantMeet(fn);
  }

  /** May bring a viewer up to date who has just come, and tell the others of it. */
  grantGreet(fn: LambdaFunction): void {
    use(fn, this.#connections, "GetItem");
    this.#grantMeet(fn);
  }

  /** May say what was missed and who else is there. */
  #grantMeet(fn: LambdaFunction): void {
    use(fn, this.#subscriptions, "GetItem", "UpdateItem", "DeleteItem", "BatchGetItem", "Query");
    use(fn, this.#snapshots, "BatchGetItem");
    use(fn, this.#frames, "Query");
  }

  /** May find the viewers of a channel, and forget who has left. */
  grantReach(fn: LambdaFunction): void {
    use(fn, this.#connections, "GetItem", "DeleteItem");
    use(fn, this.#subscriptions, "BatchGetItem", "Query", "BatchWriteItem", "UpdateItem");
  }

  /** May keep what newcomers and returners need. */
  grantKeep(fn: LambdaFunction): void {
    use(fn, this.#snapshots, "PutItem");
    use(fn, this.#frames, "BatchWriteItem");
  }
}

function use(fn: LambdaFunction, table: Table, ...operations: readonly string[]): void {
  allow(
    fn,
    operations.map((operation) => `dynamodb:${operation}`),
    table.tableArn,
  );
}
