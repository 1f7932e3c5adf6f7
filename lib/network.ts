import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from "aws-cdk-lib/aws-ec2";
import { Construct } from "constructs";
import type { DeploymentConfig } from "./deployment-config.ts";
import { logGroup } from "./log-group.ts";

/** Makes the private network of the database and of the functions that talk to it. */
export class Network extends Construct {
  readonly vpc: Vpc;

  constructor(scope: Construct, id: string, config: DeploymentConfig) {
    super(scope, id);
    this.vpc = new Vpc(this, "Vpc", {
      ipAddresses: IpAddresses.cidr("10.0.0.0/16"),
      maxAzs: 2,
      natGateways: config.natGateways,
      subnetConfiguration: [
        // Holds the NAT gateways alone.
        { name: "public", subnetType: SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
        // @connections calls leave through NAT: an execute-api endpoint in the VPC answers them with 403.
        { name: "functions", subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
        { name: "database", subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 },
      ],
      // Free, and keeps the busiest traffic, reading who is subscribed, away from NAT.
      gatewayEndpoints: { DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
      // Nothing uses the default security group; emptying it would take a function that may change rules.
      restrictDefaultSecurityGroup: false,
    });
    this.vpc.addFlowLog("FlowLog", {
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(logGroup(this, "FlowLogs", config)),
    });
  }

  /** Makes a security group that lets nobody in, and calls out to nobody or over HTTPS. Grants add their rules. */
  securityGroup(scope: Construct, id: string, reach: "nobody" | "https"): SecurityGroup {
    const group = new SecurityGroup(scope, id, {
      vpc: this.vpc,
      description: scope.node.path,
      allowAllOutbound: false,
    });
    if (reach === "https") group.addEgressRule(Peer.anyIpv4(), Port.HTTPS, "AWS APIs");
    // EC2 lets a group without any rule of its own go anywhere, so this one reaches nothing.
    else group.addEgressRule(Peer.ipv4("127.0.0.1/32"), Port.allTraffic(), "Nobody");
    return group;
  }
}
