import { randomInt, randomUUID } from "node:crypto";
import { join } from "node:path";
import * as z from "zod";
import type { Template } from "../interfaces.ts";
import { readState, stateFile } from "../state-file.ts";

const generate = z.looseObject({
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
  PasswordLength: z.coerce.number().default(32),
  ExcludeCharacters: z.string().default(""),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
});

const secretProperties = z.looseObject({
  Name: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: generate.optional(),
});

const stored = z.object({ value: z.string(), version: z.string(), createdAt: z.number() });

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly logicalId: string;
  value: string;
  version: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** The secrets of the template; generated once, then stored in the data folder. */
export interface Secrets {
  /** Finds a secret by its ARN, with or without the random ending, or by its name. */
  find(id: string): Secret | undefined;
  all(): readonly Secret[];
  put(secret: Secret, value: string): void;
  flush(): Promise<void>;
}

export function openSecrets(template: Template, dataDir: string): Secrets {
  const path = join(dataDir, "secrets.json");
  const kept = readState(path, z.record(z.string(), stored), {});
  const secrets = template
    .ofType("AWS::SecretsManager::Secret")
    .map(({ logicalId, ref, properties }): Secret => {
      const name = /:secret:(.+)-[^-]+$/.exec(ref)?.[1] ?? ref;
      const { value, version, createdAt } = kept[name] ?? {
        value: initialValue(secretProperties.parse(properties)),
        version: randomUUID(),
        createdAt: Date.now(),
      };
      return { arn: ref, name, logicalId, value, version, createdAt };
    });
  const file = stateFile(path, () =>
    Object.fromEntries(
      secrets.map(({ name, value, version, createdAt }) => [name, { value, version, createdAt }]),
    ),
  );
  file.changed();
  return {
    find: (id) => secrets.find(({ arn, name }) => id === arn || id === name || arn.startsWith(`${id}-`)),
    all: () => secrets,
    put(secret, value) {
      Object.assign(secret, { value, version: randomUUID(), createdAt: Date.now() });
      file.changed();
    },
    flush: () => file.flush(),
  };
}

function initialValue({ SecretString, GenerateSecretString }: z.output<typeof secretProperties>): string {
  if (SecretString !== undefined) return SecretString;
  const how = GenerateSecretString ?? generate.parse({});
  const password = randomText(how);
  if (!how.GenerateStringKey) return password;
  const template: unknown = JSON.parse(how.SecretStringTemplate ?? "{}");
  return JSON.stringify({ ...Object(template), [how.GenerateStringKey]: password });
}

function randomText(how: z.output<typeof generate>): string {
  const alphabet = [
    how.ExcludeLowercase ? "" : "abcdefghijklmnopqrstuvwxyz",
    how.ExcludeUppercase ? "" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    how.ExcludeNumbers ? "" : "0123456789",
    how.ExcludePunctuation ? "" : "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    how.IncludeSpace ? " " : "",
  ].join("");
  const allowed = [...alphabet].filter((character) => !how.ExcludeCharacters.includes(character));
  return Array.from({ length: how.PasswordLength }, () => allowed[randomInt(allowed.length)]).join("");
}
