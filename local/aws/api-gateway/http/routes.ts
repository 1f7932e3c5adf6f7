import type { Route } from "../apis.ts";

export interface Match {
  route: Route;
  /** The values of the path variables, decoded. */
  parameters: Record<string, string>;
}

interface Pattern {
  route: Route;
  method: string;
  segments: readonly Segment[];
}

type Segment = { kind: "literal" | "variable" | "greedy"; text: string };

/** The more specific segment wins, and a named method before ANY. */
const PRECEDENCE = { literal: 0, variable: 1, greedy: 2 };

/**
 * Finds the route of a request the way an HTTP API does: the full match first, then path variables, then
 * `{proxy+}`, then `$default`.
 *
 * @returns a function of the method and the decoded path
 */
export function router(routes: readonly Route[]): (method: string, path: string) => Match | undefined {
  const patterns = routes.flatMap(patternOf).sort(byPrecedence);
  const fallback = routes.find(({ key }) => key === "$default");
  return (method, path) => {
    const segments = path.split("/").slice(1);
    for (const { route, method: its, segments: pattern } of patterns) {
      if (its !== "ANY" && its !== method) continue;
      const parameters = match(pattern, segments);
      if (parameters) return { route, parameters };
    }
    return fallback && { route: fallback, parameters: {} };
  };
}

function patternOf(route: Route): Pattern[] {
  const [method = "", path] = route.key.split(" ");
  if (path === undefined) return [];
  return [{ route, method, segments: path.split("/").slice(1).map(segmentOf) }];
}

function segmentOf(segment: string): Segment {
  const [, name, plus] = /^\{(.+?)(\+?)\}$/.exec(segment) ?? [];
  if (name === undefined) return { kind: "literal", text: segment };
  return { kind: plus ? "greedy" : "variable", text: name };
}

function byPrecedence(a: Pattern, b: Pattern): number {
  for (const [index, { kind }] of a.segments.entries()) {
    const other = b.segments[index];
    if (!other) break;
    const difference = PRECEDENCE[kind] - PRECEDENCE[other.kind];
    if (difference !== 0) return difference;
  }
  return Number(a.method === "ANY") - Number(b.method === "ANY");
}

function match(pattern: readonly Segment[], path: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, { kind, text }] of pattern.entries()) {
    const given = path[index];
    if (kind === "greedy") {
      const rest = path.slice(index).join("/");
      return rest === "" ? undefined : { ...parameters, [text]: rest };
    }
    if (kind === "literal" ? given !== text : !given) return undefined;
    if (kind === "variable" && given) parameters[text] = given;
  }
  return pattern.length === path.length ? parameters : undefined;
}
