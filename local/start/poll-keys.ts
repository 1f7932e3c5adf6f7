import * as z from "zod";
import type { Template } from "../aws/interfaces.ts";
import type { Secrets } from "../aws/secrets-manager/secrets.ts";
import { Problem } from "../command/problem.ts";

/** With what a vendor is polled, as its secret holds it. */
interface PollKey {
  key: string;
  /** Another base URL than the vendor's, such as that of a fake. */
  url?: string;
  /** Another address than that of the vendor's stream. */
  stream_url?: string;
  interval_s?: number;
}

/** By provider. */
export type PollKeys = Readonly<Record<string, PollKey>>;

/** The variable in which a function of the template finds the secret (ARN) of each polled provider. */
const properties = z.looseObject({
  Environment: z.looseObject({ Variables: z.looseObject({ POLL_SECRETS: z.string() }) }),
});
const arnByProvider = z.record(z.string(), z.string());

/**
 * Sets the key of every polled provider; those without one are off, whatever they had in an earlier run.
 *
 * @throws Problem naming a provider that is not polled
 */
export function setPollKeys(secrets: Secrets, template: Template, keys: PollKeys): void {
  const arns = template.ofType("AWS::Lambda::Function").reduce<Record<string, string>>((found, resource) => {
    const { data } = properties.safeParse(resource.properties);
    const json: unknown = data && JSON.parse(data.Environment.Variables.POLL_SECRETS);
    return json === undefined ? found : arnByProvider.parse(json);
  }, {});
  setKeys(secrets, arns, keys, "polling");
}

/** The variable in which a container of the template finds the secret (ARN) of each provider whose stream it holds. */
const container = z.looseObject({
  ContainerDefinitions: z.array(
    z.looseObject({
      Environment: z.array(z.object({ Name: z.string(), Value: z.coerce.string() })).default([]),
    }),
  ),
});

/**
 * Sets the key of every provider whose stream is held; those without one are off.
 *
 * @throws Problem naming a provider whose stream is not
 */
export function setBridgeKeys(secrets: Secrets, template: Template, keys: PollKeys): void {
  const variables = template
    .ofType("AWS::ECS::TaskDefinition")
    .flatMap(({ properties: given }) => container.parse(given).ContainerDefinitions)
    .flatMap(({ Environment }) => Environment.filter(({ Name }) => Name === "BRIDGE_SECRETS"));
  const arns = Object.assign({}, ...variables.map(({ Value }) => arnByProvider.parse(JSON.parse(Value))));
  setKeys(secrets, arns, keys, "stream");
}

function setKeys(
  secrets: Secrets,
  arns: Readonly<Record<string, string>>,
  keys: PollKeys,
  what: string,
): void {
  const unknown = Object.keys(keys).filter((provider) => !(provider in arns));
  if (unknown.length > 0) {
    const known = Object.keys(arns).join(", ") || "none";
    throw new Problem(`${unknown.join(", ")}: there is no ${what} of this vendor, only of ${known}.`);
  }
  for (const [provider, arn] of Object.entries(arns)) {
    const secret = secrets.find(arn);
    const value = JSON.stringify(keys[provider] ?? { key: "" });
    if (secret && secret.value !== value) secrets.put(secret, value);
  }
}

const VARIABLE = /^TOUCHLINE_([A-Z]+(?:_[A-Z]+)*)_(KEY|URL|INTERVAL_S)$/;

/**
 * `TOUCHLINE_API_FOOTBALL_KEY`, and `..._URL` and `..._INTERVAL_S` beside it, as the key of `api-football`.
 *
 * @throws Problem saying which variable makes no sense
 */
export function pollKeysIn(env: NodeJS.ProcessEnv): PollKeys {
  const keys: Record<string, PollKey> = {};
  for (const [name, value] of Object.entries(env)) {
    const [, provider = "", field] = VARIABLE.exec(name) ?? [];
    if (field === "KEY" && value) keys[provider] = { key: value, ...besides(env, provider) };
  }
  return Object.fromEntries(
    Object.entries(keys).map(([provider, key]) => [provider.toLowerCase().replaceAll("_", "-"), key]),
  );
}

function besides(env: NodeJS.ProcessEnv, provider: string): Omit<PollKey, "key"> {
  const url = env[`TOUCHLINE_${provider}_URL`];
  const stream = env[`TOUCHLINE_${provider}_STREAM_URL`];
  const name = `TOUCHLINE_${provider}_INTERVAL_S`;
  const interval = env[name];
  if (interval && !(Number(interval) >= 1)) {
    throw new Problem(`${name} is ${interval}: give the seconds from one poll to the next, 1 or more.`);
  }
  return {
    ...(url ? { url } : {}),
    ...(stream ? { stream_url: stream } : {}),
    ...(interval ? { interval_s: Number(interval) } : {}),
  };
}
