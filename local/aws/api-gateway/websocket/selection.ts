import type { Route } from "../apis.ts";

/**
 * Chooses the route of a message by the API's selection expression: the field of the JSON body it names, or
 * `$default` where the body is no JSON, has no such field, or names no route.
 *
 * @param expression `$request.body.action`, also as `${request.body.action}`
 * @throws Error if the expression is none of these
 */
export function routeSelection(expression: string, routes: readonly Route[]) {
  const [, field] = /^\$\{?request\.body\.([\w.]+)\}?$/.exec(expression) ?? [];
  if (field === undefined) throw new Error(`the local run does not play the route selection ${expression}`);
  const path = field.split(".");
  const byKey = new Map(routes.filter(({ key }) => !isEvent(key)).map((route) => [route.key, route]));
  return (body: string): Route | undefined => byKey.get(valueAt(path, body) ?? "") ?? byKey.get("$default");
}

/** `$connect` and `$disconnect` cannot be asked for by a message. */
function isEvent(key: string): boolean {
  return key === "$connect" || key === "$disconnect";
}

function valueAt(path: readonly string[], body: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
