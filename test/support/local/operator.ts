import type { Operator } from "../../../local/command/operator-file.ts";

/** What a run that is this process says of itself. */
export const OPERATOR: Operator = {
  pid: process.pid,
  httpUrl: "http://localhost:4000",
  wsUrl: "ws://localhost:4001/live",
  webhookSecret: "local secret",
  endpointUrl: "http://127.0.0.1:4002",
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIALOCAL", secretAccessKey: "local" },
  functions: {},
};
