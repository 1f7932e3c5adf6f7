import { AttributeType, ProjectionType, type Table } from "aws-cdk-lib/aws-dynamodb";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { allow, together } from "./allow.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { lastingTable } from "./table.ts";

/** Name of the index, which `modules/adapters` knows too. */
const BY_ID = "by-id";

/** Maps vendors' ids to ours. */
export class IdMap extends Construct {
  readonly #table: Table;

  constructor(scope: Construct, id: string, config: DeploymentConfig) {
    super(scope, id);
    this.#table = lastingTable(this, "Ids", { partition: "pk" }, config);
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

  /** Lets the grantee look ids up. */
  grantLookup(to: IGrantable): Grant {
    return allow(to, ["dynamodb:BatchGetItem"], this.#table.tableArn);
  }

  /** Lets the grantee look after the map, without ever reading all of it. */
  grantManage(to: IGrantable): Grant {
    const { tableArn } = this.#table;
    return together(
      allow(to, ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], tableArn),
      allow(to, ["dynamodb:Query"], `${tableArn}/index/${BY_ID}`),
    );
  }
}
