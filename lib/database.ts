import { type CfnResource, Validations } from "aws-cdk-lib";
import { type IConnectable, SubnetType } from "aws-cdk-lib/aws-ec2";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
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
import type { DeploymentConfig } from "./deployment-config.ts";
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
  readonly config: DeploymentConfig;
  readonly network: Network;
}

/** Holds the log and the state of every match: Postgres, reachable only from functions that were let in. */
export class Database extends Construct {
  readonly #owner: DatabaseSecret;
  readonly #instance: DatabaseInstance;
  readonly #migration: Migration;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    this.#owner = new DatabaseSecret(this, "Owner", { username: OWNER, dbname: NAME });
    this.#owner.applyRemovalPolicy(props.config.dataRemoval);
    this.#instance = this.#postgres(props);
    acknowledge(this.#owner, this.#instance, props.config);
    this.#migration = new Migration(this, "Migration", {
      ...props,
      environment: { ...this.environment, DATABASE_OWNER_SECRET: this.#owner.secretArn },
    });
    allow(this.#migration.fn, ["secretsmanager:GetSecretValue"], this.#owner.secretArn);
    this.#instance.connections.allowDefaultPortFrom(this.#migration.fn);
    this.#migration.runAfter(this);
  }

  /** What a function needs to know to sign in as the application. */
  get environment() {
    return {
      DATABASE_HOST: this.#instance.instanceEndpoint.hostname,
      DATABASE_PORT: this.#instance.dbInstanceEndpointPort,
      DATABASE_NAME: NAME,
      DATABASE_USER: APPLICATION_ROLE,
      NODE_EXTRA_CA_CERTS: AMAZON_AUTHORITIES,
    };
  }

  /** Lets the grantee in, and sign in as the application's role and as nobody else. */
  grantConnect(to: IGrantable & IConnectable): Grant {
    this.#instance.connections.allowDefaultPortFrom(to);
    return this.#instance.grantConnect(to, APPLICATION_ROLE);
  }

  /** Deploys resources only once the schema is there. Takes no constructs: whole ones would wait for each other. */
  migratedBefore(...resources: CfnResource[]): void {
    this.#migration.runBefore(...resources);
  }

  #postgres({ config, network }: DatabaseProps): DatabaseInstance {
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
      allocatedStorage: config.database.storageGiB,
      maxAllocatedStorage: config.database.maxStorageGiB,
      instanceType: config.database.instance,
      multiAz: config.database.multiAz,
      backupRetention: config.database.backupRetention,
      deleteAutomatedBackups: !config.protected,
      deletionProtection: config.protected,
      removalPolicy: config.database.removal,
      // Past its end of life a version is upgraded rather than paid for by the hour.
      engineLifecycleSupport: EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
    });
  }
}

function acknowledge(owner: DatabaseSecret, instance: DatabaseInstance, config: DeploymentConfig): void {
  Validations.of(owner).acknowledge({
    id: "AwsSolutions-SMG4",
    reason: "Read by the migration alone, while deploying; rotation would need a function with more rights.",
  });
  Validations.of(instance).acknowledge({
    id: "AwsSolutions-RDS11",
    reason: "Not public, and open to the functions that were let in only: another port would hide nothing.",
  });
  if (config.protected) return;
  Validations.of(instance).acknowledge(
    { id: "AwsSolutions-RDS3", reason: `${config.name} may be away while its zone is.` },
    { id: "AwsSolutions-RDS10", reason: `${config.name} holds nothing of value and is taken down at will.` },
  );
}
