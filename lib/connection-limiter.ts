import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { passingTable } from "./table.ts";

/** Counts the connections of users and addresses, and says how many there may be. */
export class ConnectionLimiter extends Construct {
  readonly #table: Table;
  readonly #limits: DeploymentConfig["connections"];

  constructor(scope: Construct, id: string, config: DeploymentConfig) {
    super(scope, id);
    this.#table = passingTable(this, "Counters", { partition: "pk" });
    this.#limits = config.connections;
  }

  get environment() {
    return {
      CONNECTION_LIMITS_TABLE: this.#table.tableName,
      CONNECTIONS_PER_USER: String(this.#limits.perUser),
      CONNECTIONS_PER_ADDRESS: String(this.#limits.perAddress),
    };
  }

  /** Lets the grantee count who comes and who leaves. */
  grantCountConnections(to: IGrantable): Grant {
    return allow(to, ["dynamodb:UpdateItem", "dynamodb:DeleteItem"], this.#table.tableArn);
  }
}
