import { jsonInput, Refusal, type Service, sendJson, targetOperation } from "../endpoint/request.ts";
import type { Environment } from "../interfaces.ts";
import type { Secret, Secrets } from "./secrets.ts";

type Operation = (secret: Secret, input: Record<string, unknown>, secrets: Secrets) => object;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetSecretValue: ({ value, createdAt }) => ({ SecretString: value, CreatedDate: createdAt / 1000 }),
  PutSecretValue: (secret, input, secrets) => {
    secrets.put(secret, String(input.SecretString));
    return {};
  },
};

/** Serves Secrets Manager, with one current version of each secret. */
export function secretsService(secrets: Secrets, { partition, region, account }: Environment): Service {
  function operation(name: string): Operation {
    const found = OPERATIONS[name];
    if (!found)
      throw new Refusal(
        400,
        "UnknownOperationException",
        `the local run does not play secretsmanager: ${name}`,
      );
    return found;
  }
  return {
    access(request) {
      const name = targetOperation(request);
      operation(name);
      const id = String(jsonInput(request).SecretId);
      const resource =
        secrets.find(id)?.arn ?? `arn:${partition}:secretsmanager:${region}:${account}:secret:${id}`;
      return [{ action: `secretsmanager:${name}`, resources: [resource] }];
    },
    answer(request, response) {
      const input = jsonInput(request);
      const secret = secrets.find(String(input.SecretId));
      if (!secret)
        throw new Refusal(
          400,
          "ResourceNotFoundException",
          "Secrets Manager can't find the specified secret.",
        );
      const output = operation(targetOperation(request))(secret, input, secrets);
      const { arn, name, version } = secret;
      sendJson(response, {
        ARN: arn,
        Name: name,
        VersionId: version,
        VersionStages: ["AWSCURRENT"],
        ...output,
      });
    },
  };
}
