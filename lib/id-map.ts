import { AttributeType, ProjectionType, type Table } from "aws-cdk-lib/aws-dynamodb";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { Stage } from "./deployment-config.ts";
import { lastingTable } from "./table.ts";

/** What the code calls the index, too. */
const BY_ID = "by-id";

/** Which of our ids a vendor's ids are. */
export class IdMap extends Construct {
  readonly #table: Table;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.#table = lastingTable(this, "Ids", { partition: "pk" }, stage);
    this.#table.addGlobalSecondaryIndex({
      indexName: BY_ID,
      partitionKey: { name: "internal", type: AttributeType.STRING },
      sortKey: { name: "pk", type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
  }

  get environment() {
    return { IDS_TABLE: this.#table.tableName };
  }

  /** For policies of what is no function. */
  get tableArn(): string {
    return this.#table.tableArn;
  }

  /** May look ids up. */
  grantLookup(to: IGrantable): void {
    allow(to, ["dynamodb:BatchGetItem"], this.#table.tableArn);
  }

  /** May look after the map, without ever reading all of it. */
  grantManage(fn: LambdaFunction): void {
    const { tableArn } = this.#table;
    allow(fn, ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], tableArn);
    allow(fn, ["dynamodb:Query"], `${tableArn}/index/${BY_ID}`);
  }
}
