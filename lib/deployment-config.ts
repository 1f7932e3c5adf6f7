import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { InstanceClass, InstanceSize, InstanceType } from "aws-cdk-lib/aws-ec2";
import { RetentionDays } from "aws-cdk-lib/aws-logs";

/** All that differs between deployments: sizes, limits, and how long things are kept. */
export interface DeploymentConfig {
  readonly name: string;
  /** What becomes of data (stream, snapshots, secrets, dead letters, logs) when it leaves the stack. */
  readonly dataRemoval: RemovalPolicy;
  /** Refuses deletion of the stack, and of the database. */
  readonly protected: boolean;
  readonly logRetention: RetentionDays;
  readonly natGateways: number;
  readonly database: {
    readonly instance: InstanceType;
    readonly multiAz: boolean;
    readonly storageGiB: number;
    readonly maxStorageGiB: number;
    readonly backupRetention: Duration;
    readonly removal: RemovalPolicy;
  };
  readonly stream: {
    readonly shards: number | "on-demand";
    /** How long an outage of the database may last before events are lost. */
    readonly retention: Duration;
    /** Batches of one shard under way at once; a match stays within one of them. */
    readonly parallelization: number;
  };
  /** Requests per second and burst of the HTTP API. */
  readonly http: Throttle;
  /** Messages from viewers, connects and disconnects among them. */
  readonly sockets: Throttle;
  /**
   * Posts to viewers. API Gateway allows an account 10,000 calls per second in a region, of all kinds and of all
   * APIs together, until it is asked for more; a quarter is left to vendors, readers and viewers' messages.
   */
  readonly postsPerSecond: number;
  /** Whether viewers without a token are let in, to the public channels. */
  readonly anonymous: boolean;
  /** Connections at once: of one user, and of one address, behind which a whole stadium may be. */
  readonly connections: { readonly perUser: number; readonly perAddress: number };
  /** Deliveries one provider may make per minute. */
  readonly webhooksPerMinute: number;
  /**
   * Readers at once, so that they cannot take the database's connections from the consumer; undefined where
   * the account's limit may be too small to reserve anything.
   */
  readonly readConcurrency: number | undefined;
}

interface Throttle {
  readonly rateLimit: number;
  readonly burstLimit: number;
}

const dev: DeploymentConfig = {
  name: "dev",
  dataRemoval: RemovalPolicy.DESTROY,
  protected: false,
  logRetention: RetentionDays.ONE_WEEK,
  natGateways: 1,
  database: {
    instance: InstanceType.of(InstanceClass.T4G, InstanceSize.MICRO),
    multiAz: false,
    storageGiB: 20,
    maxStorageGiB: 50,
    backupRetention: Duration.days(1),
    removal: RemovalPolicy.DESTROY,
  },
  stream: { shards: 2, retention: Duration.days(1), parallelization: 4 },
  http: { rateLimit: 2_000, burstLimit: 1_000 },
  // A thousand viewers may come at once, here and on a laptop, which plays this deployment.
  sockets: { rateLimit: 5_000, burstLimit: 2_500 },
  postsPerSecond: 7_500,
  anonymous: true,
  // All viewers of a laptop have its address, and benches and tests have thousands.
  connections: { perUser: 200, perAddress: 10_000 },
  webhooksPerMinute: 30_000,
  readConcurrency: undefined,
};

const prod: DeploymentConfig = {
  name: "prod",
  dataRemoval: RemovalPolicy.RETAIN,
  protected: true,
  logRetention: RetentionDays.THREE_MONTHS,
  natGateways: 2,
  database: {
    instance: InstanceType.of(InstanceClass.M7G, InstanceSize.LARGE),
    multiAz: true,
    storageGiB: 100,
    maxStorageGiB: 1_000,
    backupRetention: Duration.days(14),
    removal: RemovalPolicy.SNAPSHOT,
  },
  stream: { shards: "on-demand", retention: Duration.days(7), parallelization: 4 },
  http: { rateLimit: 3_000, burstLimit: 1_500 },
  sockets: { rateLimit: 5_000, burstLimit: 2_500 },
  postsPerSecond: 7_500,
  anonymous: true,
  connections: { perUser: 20, perAddress: 2_000 },
  webhooksPerMinute: 30_000,
  readConcurrency: 100,
};

export const DEPLOYMENTS = { dev, prod };
