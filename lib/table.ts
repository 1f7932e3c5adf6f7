import { RemovalPolicy, Validations } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import type { Stage } from "./deployment-config.ts";

interface Keys {
  readonly partition: string;
  readonly sort?: string;
  /** What the sort key is; text unless it is said. */
  readonly sortBy?: "number";
}

/** Rows about what is going on right now: they go with the table, and nobody would restore them. */
export function passingTable(scope: Construct, id: string, keys: Keys): Table {
  const table = onDemand(scope, id, keys, RemovalPolicy.DESTROY, false);
  Validations.of(table).acknowledge({
    id: "AwsSolutions-DDB3",
    reason:
      "Its rows are about connections and deliveries of today, and expire: restored, they would be wrong.",
  });
  return table;
}

/** Rows worth keeping: restorable to any second, and kept as the stage says. */
export function lastingTable(scope: Construct, id: string, keys: Keys, stage: Stage): Table {
  return onDemand(scope, id, keys, stage.data, true);
}

function onDemand(
  scope: Construct,
  id: string,
  keys: Keys,
  removalPolicy: RemovalPolicy,
  recoverable: boolean,
): Table {
  return new Table(scope, id, {
    partitionKey: { name: keys.partition, type: AttributeType.STRING },
    ...(keys.sort === undefined ? {} : { sortKey: { name: keys.sort, type: sortType(keys) } }),
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: "ttl",
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: recoverable },
    removalPolicy,
  });
}

function sortType({ sortBy }: Keys): AttributeType {
  return sortBy === "number" ? AttributeType.NUMBER : AttributeType.STRING;
}
