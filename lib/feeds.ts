import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import { passingTable } from "./table.ts";

/** Where it is noted how feeds are doing: counts, and when each match in play was last heard of. */
export class Feeds extends Construct {
  readonly #table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#table = passingTable(this, "Journal", { partition: "pk", sort: "sk" });
  }

  get environment() {
    return { FEEDS_TABLE: this.#table.tableName };
  }

  /** May count what came of what feeds sent. */
  grantCount(to: IGrantable): void {
    allow(to, ["dynamodb:UpdateItem"], this.#table.tableArn);
  }

  /** May note that matches were heard of. */
  grantHear(fn: LambdaFunction): void {
    allow(fn, ["dynamodb:BatchWriteItem"], this.#table.tableArn);
  }

  /** May note whether a provider can be reached. */
  grantSign(to: IGrantable): void {
    allow(to, ["dynamodb:PutItem"], this.#table.tableArn);
  }

  grantRead(fn: LambdaFunction): void {
    allow(fn, ["dynamodb:Query", "dynamodb:BatchGetItem"], this.#table.tableArn);
  }

  /** For policies of what is no function. */
  get tableArn(): string {
    return this.#table.tableArn;
  }
}
