import { RemovalPolicy, Validations } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import type { DeploymentConfig } from "./deployment-config.ts";

interface Keys {
  readonly partition: string;
  readonly sort?: string;
  /** Type of the sort key; text if missing. */
  readonly sortBy?: "number";
}

/** Makes a table of rows about what is going on right now, which go with the table and are never restored. */
export function passingTable(scope: Construct, id: string, keys: Keys): Table {
  const table = onDemand(scope, id, keys, RemovalPolicy.DESTROY, false);
  Validations.of(table).acknowledge({
    id: "AwsSolutions-DDB3",
    reason:
      "Its rows are about connections and deliveries of today, and expire; restored ones would be wrong.",
  });
  return table;
}

/** Makes a table of rows worth keeping: restorable to any second, and kept as the deployment says. */
export function lastingTable(scope: Construct, id: string, keys: Keys, config: DeploymentConfig): Table {
  return onDemand(scope, id, keys, config.dataRemoval, true);
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
