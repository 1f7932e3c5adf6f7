/** The lookups of CloudFormation's intrinsic functions. */
export interface Scope {
  /** A parameter, pseudo parameter or resource. @throws Error if there is none of that name */
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): string;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): unknown;
  availabilityZones(): string[];
}

/** The value of `AWS::NoValue`; a property with it is removed. */
export const NO_VALUE = Symbol("AWS::NoValue");

/** Resolves every intrinsic function in a value of the template. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only) {
    const play = FUNCTIONS[only[0]];
    if (play) return play(only[1], scope);
    if (only[0].startsWith("Fn::"))
      throw new Error(`the local run does not play ${only[0]} (add it to intrinsics.ts)`);
  }
  const resolved = entries.map(([key, item]) => [key, resolve(item, scope)] as const);
  return Object.fromEntries(resolved.filter(([, item]) => item !== NO_VALUE));
}

type Play = (argument: unknown, scope: Scope) => unknown;

const FUNCTIONS: Readonly<Record<string, Play>> = {
  Ref: (name, scope) => scope.ref(text(name)),
  "Fn::GetAtt": (argument, scope) => {
    const [logicalId = "", ...name] =
      typeof argument === "string" ? argument.split(".") : list(argument).map(text);
    return scope.attribute(logicalId, name.join("."));
  },
  "Fn::Join": (argument, scope) => {
    const [separator, parts] = list(argument);
    return list(resolve(parts, scope)).map(text).join(text(separator));
  },
  "Fn::Sub": (argument, scope) => substitute(argument, scope),
  "Fn::Select": (argument, scope) => {
    const [index, items] = list(resolve(argument, scope));
    return list(items)[Number(index)];
  },
  "Fn::Split": (argument, scope) => {
    const [separator, value] = list(resolve(argument, scope));
    return text(value).split(text(separator));
  },
  "Fn::GetAZs": (_argument, scope) => scope.availabilityZones(),
  "Fn::FindInMap": (argument, scope) => {
    const [map, first, second] = list(resolve(argument, scope)).map(text);
    return scope.mapping(map ?? "", first ?? "", second ?? "");
  },
  "Fn::Base64": (argument, scope) => Buffer.from(text(resolve(argument, scope))).toString("base64"),
  "Fn::If": (argument, scope) => {
    const [name, then, otherwise] = list(argument);
    return resolve(scope.condition(text(name)) ? then : otherwise, scope);
  },
  Condition: (name, scope) =>
    typeof name === "string" ? scope.condition(name) : { Condition: resolve(name, scope) },
  "Fn::Equals": (argument, scope) => {
    const [left, right] = list(resolve(argument, scope));
    return left === right;
  },
  "Fn::And": (argument, scope) => list(argument).every((item) => resolve(item, scope) === true),
  "Fn::Or": (argument, scope) => list(argument).some((item) => resolve(item, scope) === true),
  "Fn::Not": (argument, scope) => !list(resolve(argument, scope))[0],
};

function substitute(argument: unknown, scope: Scope): string {
  const [pattern, variables] = typeof argument === "string" ? [argument, {}] : list(argument);
  const given = resolve(variables ?? {}, scope) as Record<string, unknown>;
  return text(pattern).replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in given) return text(given[name]);
    const [logicalId = "", ...attribute] = name.split(".");
    return text(attribute.length > 0 ? scope.attribute(logicalId, attribute.join(".")) : scope.ref(name));
  });
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error(`expected text in the template, found ${JSON.stringify(value)}`);
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`expected a list in the template, found ${JSON.stringify(value)}`);
}
