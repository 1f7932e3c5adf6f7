import { AccessLogField, AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { type IAccessLogSettings, LogGroupLogDestination } from "aws-cdk-lib/aws-apigatewayv2";
import type { Construct } from "constructs";
import type { DeploymentConfig } from "./deployment-config.ts";
import { logGroup } from "./log-group.ts";

/** Logs one JSON line per HTTP request: the route and the outcome, but neither who asked nor with which query. */
export function httpAccessLog(scope: Construct, config: DeploymentConfig): IAccessLogSettings {
  return settings(scope, config, {
    request_id: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTimeEpoch(),
    route: AccessLogField.contextRouteKey(),
    status: AccessLogField.contextStatus(),
    latency_ms: AccessLogField.contextResponseLatency(),
    integration_ms: AccessLogField.contextIntegrationLatency(),
    error: AccessLogField.contextIntegrationErrorMessage(),
  });
}

/** Logs one JSON line per event of a WebSocket: the route and the outcome, but not who the viewer is. */
export function socketAccessLog(scope: Construct, config: DeploymentConfig): IAccessLogSettings {
  return settings(scope, config, {
    request_id: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTimeEpoch(),
    event: AccessLogField.contextEventType(),
    route: AccessLogField.contextRouteKey(),
    connection_id: AccessLogField.contextConnectionId(),
    status: AccessLogField.contextStatus(),
    error: AccessLogField.contextIntegrationErrorMessage(),
  });
}

function settings(
  scope: Construct,
  config: DeploymentConfig,
  fields: Record<string, string>,
): IAccessLogSettings {
  return {
    destination: new LogGroupLogDestination(logGroup(scope, "AccessLogs", config)),
    format: AccessLogFormat.custom(JSON.stringify(fields)),
  };
}
