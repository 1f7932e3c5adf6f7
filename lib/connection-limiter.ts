import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { Stage } from "./deployment-config.ts";
import { passingTable } from "./table.ts";

/** Counts the connections of users and addresses, and says how many there may be. */
export class Turnstile extends Construct {
  readonly #table: Table;
  readonly #limits: Stage["connections"];

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.#table = passingTable(this, "Counters", { partition: "pk" });
    this.#limits = stage.connections;
  }

  get environment() {
    return {
      TURNSTILE_TABLE: this.#table.tableName,
      CONNECTIONS_PER_USER: String(this.#limits.perUser),
      CONNECTIONS_PER_ADDRESS: String(this.#limits.perAddress),
    };
  }

  /** May count who comes and who leaves. */
  grantCount(fn: LambdaFunction): void {
    allow(fn, ["dynamodb:UpdateItem", "dynamodb:DeleteItem"], this.#table.tableArn);
  }
}
