import { describe, expect, test } from "vitest";
import { ENVIRONMENT } from "../../modules/runtime/env.ts";
import { SYNTHESIZED } from "./synth.ts";
import { ofType, said } from "./template-reader.ts";

interface Parameter {
  Type: string;
  Default: string;
  AllowedPattern: string;
  ConstraintDescription: string;
  Description: string;
}

describe.each(SYNTHESIZED)("what a deployer of $name may say", (deployment) => {
  const { TokenIssuers, AllowedOrigins, ...others } = deployment.template.toJSON().Parameters as Record<
    string,
    Parameter
  >;
  const takes = ({ AllowedPattern }: Parameter, value: string) =>
    new RegExp(`^(?:${AllowedPattern})$`).test(value);

  test("whose tokens count, where pages may be from, and who is woken up", () => {
    expect(Object.keys(others).sort()).toEqual(["AlarmEmail", "BootstrapVersion"]);
    for (const parameter of [TokenIssuers, AllowedOrigins]) {
      expect(parameter).toMatchObject({ Type: "String" });
      expect(parameter?.Description).toContain("https://");
      expect(parameter?.ConstraintDescription).toMatch(/^must be /);
      expect(parameter && takes(parameter, parameter.Default)).toBe(true);
    }
    expect([TokenIssuers?.Default, AllowedOrigins?.Default]).toEqual(["[]", "*"]);
  });

  test("every function that verifies tokens believes the same issuers", () => {
    const variables = Object.entries(ofType(deployment, "AWS::Lambda::Function")).flatMap(
      ([name, { Properties }]) => {
        const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
        return Variables.TOKEN_ISSUERS === undefined ? [] : [[name, said(Variables.TOKEN_ISSUERS)]];
      },
    );
    expect(Object.fromEntries(variables)).toEqual({
      AccessAuthorizerFunction: "TokenIssuers",
      LiveSocketsFunction: "TokenIssuers",
      OperationsFunction: "TokenIssuers",
    });
  });

  const schema = ENVIRONMENT.authorizer.shape.TOKEN_ISSUERS;
  const POOL = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123";
  test.each([
    "[]",
    " [ ] ",
    '[{"issuer":"https://id.test","audience":"touchline"}]',
    '[{"audience": ["a", "b"], "issuer": "https://id.test/", "jwks_uri": "https://id.test/keys"}]',
    `[{"issuer":"https://id.test","audience":"a"},\n {"issuer":"${POOL}","audience":"b"}]`,
  ])("issuers %j are taken, and understood", (value) => {
    expect(TokenIssuers && takes(TokenIssuers, value)).toBe(true);
    expect(schema.safeParse(value).success).toBe(true);
  });

  test.each([
    "",
    "https://id.test",
    "{}",
    '{"issuer":"https://id.test","audience":"a"}',
    '[{"issuer":"http://id.test","audience":"a"}]',
    '[{"audience":"a"}]',
    "[https://id.test]",
    '[{"issuer":"https://id.test","audience":"a"}',
  ])("issuers %j are refused before anything is deployed", (value) => {
    expect(TokenIssuers && takes(TokenIssuers, value)).toBe(false);
    expect(schema.safeParse(value).success).toBe(false);
  });

  test.each([
    ["*", true],
    ["https://example.com", true],
    ["https://example.com,http://localhost:3000", true],
    ["https://[::1]:3000", true],
    ["", false],
    ["example.com", false],
    ["https://example.com/", false],
    ["https://Example.com", false],
    ["https://a.test, https://b.test", false],
    ["https://*.example.com", false],
  ])("origins %j: %s", (value, taken) => {
    expect(AllowedOrigins && takes(AllowedOrigins, value)).toBe(taken);
  });
});
