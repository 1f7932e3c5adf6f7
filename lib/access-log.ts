import { AccessLogField, AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { type IAccessLogSettings, LogGroupLogDestination } from "aws-cdk-lib/aws-apigatewayv2";
import type { Construct } from "constructs";
import type { Stage } from "./deployment-config.ts";
import { logGroup } from "./log-group.ts";

/** One JSON line per request: what was asked and how it went, but neither who asked nor with which query. */
export function httpAccessLog(scope: Construct, stage: Stage): IAccessLogSettings {
  return settings(scope, stage, {
    request_id: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTimeEpoch(),
    route: AccessLogField.contextRouteKey(),
    status: AccessLogField.contextStatus(),
    latency_ms: AccessLogField.contextResponseLatency(),
    integration_ms: AccessLogField.contextIntegrationLatency(),
    error: AccessLogField.contextIntegrationErrorMessage(),
  });
}

export function socketAccessLog(scope: Construct, stage: Stage): IAccessLogSettings {
  return settings(scope, stage, {
    request_id: AccessLogField.contextRequestId(),
    time: AccessLogField.contextRequestTimeEpoch(),
    event: AccessLogField.contextEventType(),
    route: AccessLogField.contextRouteKey(),
    connection_id: AccessLogField.contextConnectionId(),
    status: AccessLogField.contextStatus(),
    error: AccessLogField.contextIntegrationErrorMessage(),
  });
}

function settings(scope: Construct, stage: Stage, fields: Record<string, string>): IAccessLogSettings {
  return {
    destination: new LogGroupLogDestination(logGroup(scope, "AccessLogs", stage)),
    format: AccessLogFormat.custom(JSON.stringify(fields)),
  };
}
