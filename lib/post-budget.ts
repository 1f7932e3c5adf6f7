import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { Stage } from "./deployment-config.ts";
import { passingTable } from "./table.ts";

/** Where all who fan out count their posts, so that together they leave room for vendors and for messages. */
export class PostBudget extends Construct {
  readonly #table: Table;
  readonly #postsPerSecond: number;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.#table = passingTable(this, "Counters", { partition: "pk" });
    this.#postsPerSecond = stage.postsPerSecond;
  }

  get environment() {
    return { BUDGET_TABLE: this.#table.tableName, POSTS_PER_SECOND: String(this.#postsPerSecond) };
  }

  grantTake(fn: LambdaFunction): void {
    allow(fn, ["dynamodb:UpdateItem"], this.#table.tableArn);
  }
}
