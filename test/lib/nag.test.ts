import { type Stack, Validations } from "aws-cdk-lib";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks } from "cdk-nag";
import { afterEach, expect, test, vi } from "vitest";
import { inFolder, unbundledApp } from "./synth.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("cdk-nag has no finding that nobody answered for", () => {
  const { violations } = inFolder((folder) => new AwsSolutionsChecks().validateScope(unbundledApp(folder)));
  expect(violations).toEqual([]);
});

test("a finding fails the synthesis", () => {
  inFolder((folder) => {
    const app = unbundledApp(folder);
    new Queue(app.node.findChild("touchline-dev") as Stack, "Unanswered");
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS4/);
  });
});

test("every answer to a finding says why", () => {
  const reasons = inFolder((folder) =>
    unbundledApp(folder)
      .node.findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.values(data as Record<string, string>)),
  );
  expect(reasons.length).toBeGreaterThan(0);
  expect(reasons.filter((reason) => reason.length < 30)).toEqual([]);
});

test("AWS would take every value of the templates, as the library knows its rules", () => {
  vi.stubEnv("CDK_VALIDATION", "true");
  inFolder((folder) => {
    unbundledApp(folder).synth();
  });
});
