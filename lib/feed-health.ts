import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import { passingTable } from "./table.ts";

/** Records how feeds are doing: counts, and when each match in play was last heard of. */
export class FeedHealth extends Construct {
  readonly #table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#table = passingTable(this, "Journal", { partition: "pk", sort: "sk" });
  }

  get environment() {
    return { FEEDS_TABLE: this.#table.tableName };
  }

  /** Lets the grantee count what came of what feeds sent. */
  grantAddCounts(to: IGrantable): Grant {
    return allow(to, ["dynamodb:UpdateItem"], this.#table.tableArn);
  }

  /** Lets the grantee record when the feeds of matches in play were last heard. */
  grantRecordLive(to: IGrantable): Grant {
    return allow(to, ["dynamodb:BatchWriteItem"], this.#table.tableArn);
  }

  /** Lets the grantee record a provider's heartbeats, and whether it can be reached. */
  grantRecordReachability(to: IGrantable): Grant {
    return allow(to, ["dynamodb:PutItem"], this.#table.tableArn);
  }

  /** Lets the grantee read how feeds are doing. */
  grantRead(to: IGrantable): Grant {
    return allow(to, ["dynamodb:Query", "dynamodb:BatchGetItem"], this.#table.tableArn);
  }
}
