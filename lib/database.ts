import { type CfnResource, Validations } from "aws-cdk-lib";
import { SubnetType } from "aws-cdk-lib/aws-ec2";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import {
  CaCertificate,
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  DatabaseSecret,
  EngineLifecycleSupport,
  ParameterGroup,
  PostgresEngineVersion,
  StorageType,
} from "aws-cdk-lib/aws-rds";
import { Construct } from "constructs";
import { allow } from "./allow.ts";
import type { Stage } from "./deployment-config.ts";
import { Migration } from "./migration.ts";
import type { Network } from "./network.ts";

/** The role the functions sign in as, with an IAM token in place of a password. The migration creates it. */
const APPLICATION_ROLE = "touchline";

/** Owns the schema; only the migration signs in as it. */
const OWNER = "touchline_owner";

const NAME = "touchline";

/** Where the Node.js runtimes of Lambda keep Amazon's certificate authorities, those of RDS among them. */
const AMAZON_AUTHORITIES = "/var/runtime/ca-cert.pem";

const ENGINE = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_18 });

export interface DatabaseProps {
  readonly stage: Stage;
  readonly network: Network;
}

/** The log and the state of every match: Postgres, reachable only from functions that were let in. */
export class Database extends Construct {
  readonly #owner: DatabaseSecret;
  readonly #instance: DatabaseInstance;
  readonly #migration: Migration;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    this.#owner = new DatabaseSecret(this, "Owner", { username: OWNER, dbname: NAME });
    this.#owner.applyRemovalPolicy(props.stage.data);
    this.#instance = this.#postgres(props);
    acknowledge(this.#owner, this.#instance, props.stage);
    this.#migration = new Migration(this, "Migration", {
      ...props,
      environment: { ...this.environment, DATABASE_OWNER_SECRET: this.#owner.secretArn },
    });
    allow(this.#migration.fn, ["secretsmanager:GetSecretValue"], this.#owner.secretArn);
    this.#letIn(this.#migration.fn);
    this.#migration.runAfter(this);
  }

  /** What a function needs to know to sign in as the application. */
  get environment() {
    return {
      DATABASE_HOST: this.#instance.instanceEndpoint.hostname,
      DATABASE_PORT: this.#instance.dbInstanceEndpointPort,
      DATABASE_NAME: NAME,
      DATABASE_USER: APPLICATION_ROLE,
    };
  }

  /** May sign in as the application's role, and as nobody else. */
  grantConnect(fn: LambdaFunction): void {
    this.#instance.grantConnect(fn, APPLICATION_ROLE);
    this.#letIn(fn);
  }

  /** Deploys it only once the schema is there. Takes single resources: whole constructs would wait for each other. */
  migratedBefore(...resources: CfnResource[]): void {
    this.#migration.runBefore(...resources);
  }

  #letIn(fn: LambdaFunction): void {
    this.#instance.connections.allowDefaultPortFrom(fn);
    fn.addEnvironment("NODE_EXTRA_CA_CERTS", AMAZON_AUTHORITIES);
  }

  #postgres({ stage, network }: DatabaseProps): DatabaseInstance {
    return new DatabaseInstance(this, "Postgres", {
      engine: ENGINE,
      databaseName: NAME,
      credentials: Credentials.fromSecret(this.#owner, OWNER),
      vpc: network.vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [network.securityGroup(this, "SecurityGroup", "nobody")],
      publiclyAccessible: false,
      iamAuthentication: true,
      caCertificate: CaCertificate.RDS_CA_RSA2048_G1,
      parameterGroup: new ParameterGroup(this, "Parameters", {
        engine: ENGINE,
        description: "Connections without TLS are refused",
        parameters: { "rds.force_ssl": "1" },
      }),
      storageEncrypted: true,
      storageType: StorageType.GP3,
      allocatedStorage: stage.database.storageGiB,
      maxAllocatedStorage: stage.database.maxStorageGiB,
      instanceType: stage.database.instance,
      multiAz: stage.database.multiAz,
      backupRetention: stage.database.backupRetention,
      deleteAutomatedBackups: !stage.protected,
      deletionProtection: stage.protected,
      removalPolicy: stage.database.removal,
      // Past its end of life a version is upgraded rather than paid for by the hour.
      engineLifecycleSupport: EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
    });
  }
}

function acknowledge(owner: DatabaseSecret, instance: DatabaseInstance, stage: Stage): void {
  Validations.of(owner).acknowledge({
    id: "AwsSolutions-SMG4",
    reason: "Read by the migration alone, while deploying; rotation would need a function with more rights.",
  });
  Validations.of(instance).acknowledge({
    id: "AwsSolutions-RDS11",
    reason: "Not public, and open to the functions that were let in only: another port would hide nothing.",
  });
  if (stage.protected) return;
  Validations.of(instance).acknowledge(
    { id: "AwsSolutions-RDS3", reason: `${stage.name} may be away while its zone is.` },
    { id: "AwsSolutions-RDS10", reason: `${stage.name} holds nothing of value and is taken down at will.` },
  );
}
