import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { passingTable } from "./table.ts";

/** Counts the posts of all functions that fan out, so that together they leave room for vendors and messages. */
export class PostBudget extends Construct {
  readonly #table: Table;
  readonly #postsPerSecond: number;

  constructor(scope: Construct, id: string, config: DeploymentConfig) {
    super(scope, id);
    this.#table = passingTable(this, "Counters", { partition: "pk" });
    this.#postsPerSecond = config.postsPerSecond;
  }

  get environment() {
    return { BUDGET_TABLE: this.#table.tableName, POSTS_PER_SECOND: String(this.#postsPerSecond) };
  }

  /** Lets the grantee take posts from the budget. */
  grantTakePosts(to: IGrantable): Grant {
    return allow(to, ["dynamodb:UpdateItem"], this.#table.tableArn);
  }
}
