import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { allow, together } from "./allow.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { lastingTable, passingTable } from "./table.ts";

/** Stores who is connected and to which channels, and each match as viewers who join or return need it. */
export class Audience extends Construct {
  readonly #connections: Table;
  readonly #subscriptions: Table;
  readonly #snapshots: Table;
  readonly #frames: Table;

  constructor(scope: Construct, id: string, config: DeploymentConfig) {
    super(scope, id);
    this.#connections = passingTable(this, "Connections", { partition: "connection_id" });
    this.#subscriptions = passingTable(this, "Subscriptions", { partition: "pk", sort: "sk" });
    this.#snapshots = lastingTable(this, "Snapshots", { partition: "match_id" }, config);
    this.#frames = passingTable(this, "Frames", { partition: "match_id", sort: "seq", sortBy: "number" });
  }

  /** What a function needs to know who watches what. */
  get viewersEnvironment() {
    return {
      CONNECTIONS_TABLE: this.#connections.tableName,
      SUBSCRIPTIONS_TABLE: this.#subscriptions.tableName,
    };
  }

  /** What a function needs to know who watches what, and to bring viewers up to date. */
  get environment() {
    return {
      ...this.viewersEnvironment,
      SNAPSHOTS_TABLE: this.#snapshots.tableName,
      FRAMES_TABLE: this.#frames.tableName,
    };
  }

  /** Lets viewers come, subscribe, catch up and leave by way of the grantee. */
  grantManage(to: IGrantable): Grant {
    return together(
      use(to, this.#connections, "GetItem", "PutItem", "UpdateItem", "DeleteItem"),
      use(to, this.#subscriptions, "BatchWriteItem"),
      this.#grantCatchUp(to),
    );
  }

  /** Lets the grantee bring a viewer up to date who has just come, and tell the others of it. */
  grantGreet(to: IGrantable): Grant {
    return together(use(to, this.#connections, "GetItem"), this.#grantCatchUp(to));
  }

  /** Lets the grantee say what was missed and who else is there. */
  #grantCatchUp(to: IGrantable): Grant {
    return together(
      use(to, this.#subscriptions, "GetItem", "UpdateItem", "DeleteItem", "BatchGetItem", "Query"),
      use(to, this.#snapshots, "BatchGetItem"),
      use(to, this.#frames, "Query"),
    );
  }

  /** Lets the grantee find the viewers of a channel, and forget who has left. */
  grantFindSubscribers(to: IGrantable): Grant {
    return together(
      use(to, this.#connections, "GetItem", "DeleteItem"),
      use(to, this.#subscriptions, "BatchGetItem", "Query", "BatchWriteItem", "UpdateItem"),
    );
  }

  /** Lets the grantee store what newcomers and returners need: snapshots and frames. */
  grantStoreSnapshots(to: IGrantable): Grant {
    return together(use(to, this.#snapshots, "PutItem"), use(to, this.#frames, "BatchWriteItem"));
  }
}

function use(to: IGrantable, { tableArn }: Table, ...operations: readonly string[]): Grant {
  return allow(
    to,
    operations.map((operation) => `dynamodb:${operation}`),
    tableArn,
  );
}
