import * as z from "zod";
import type { Functions, Log, Template } from "../interfaces.ts";

const MINUTE_MS = 60_000;
const UNITS: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };

const properties = z.looseObject({
  ScheduleExpression: z.string().optional(),
  State: z.string().default("ENABLED"),
  Targets: z.array(z.looseObject({ Arn: z.string(), Input: z.string().optional() })).default([]),
});

interface Schedule {
  logicalId: string;
  arn: string;
  minutes: number;
  targets: readonly { Arn: string; Input?: string | undefined }[];
}

export interface SchedulesOptions {
  template: Template;
  functions: Functions;
  log: Log;
  /** The length of a minute of the schedules, in ms. */
  minuteMs?: number;
}

/**
 * Runs every enabled `AWS::Events::Rule` with a rate: invokes its functions, for the first time after one interval.
 *
 * @returns how to stop it
 * @throws Error if a schedule is of an unsupported kind, or may not invoke its function
 */
export function startSchedules({ template, functions, log, minuteMs = MINUTE_MS }: SchedulesOptions) {
  const schedules = schedulesOf(template);
  for (const { logicalId, arn, targets } of schedules) {
    for (const { Arn } of targets) {
      if (!functions.permits(Arn, "events.amazonaws.com", arn)) {
        throw new Error(`no AWS::Lambda::Permission lets ${logicalId} invoke ${Arn}`);
      }
    }
  }
  const timers = schedules.map(({ arn, minutes, targets }) =>
    setInterval(() => {
      for (const { Arn, Input } of targets) {
        log.info("events", `invokes ${Arn}`);
        functions.invokeAsync(Arn, Input === undefined ? eventOf(template, arn) : JSON.parse(Input));
      }
    }, minutes * minuteMs).unref(),
  );
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

function schedulesOf(template: Template): Schedule[] {
  return template.ofType("AWS::Events::Rule").flatMap(({ logicalId, properties: given }) => {
    const { ScheduleExpression, State, Targets } = properties.parse(given);
    if (ScheduleExpression === undefined || State !== "ENABLED") return [];
    const arn = template.attribute(logicalId, "Arn");
    return [{ logicalId, arn, minutes: minutesIn(ScheduleExpression, logicalId), targets: Targets }];
  });
}

/** `rate(5 minutes)` */
function minutesIn(expression: string, logicalId: string): number {
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const minutes = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (minutes > 0) return minutes;
  throw new Error(`${logicalId}: the local run plays no schedule such as ${expression}, only rate(1 minute)`);
}

function eventOf({ environment }: Template, arn: string) {
  return {
    version: "0",
    source: "aws.events",
    "detail-type": "Scheduled Event",
    account: environment.account,
    region: environment.region,
    time: new Date().toISOString(),
    resources: [arn],
    detail: {},
  };
}
