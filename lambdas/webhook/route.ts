import { isProviderId, type ProviderId } from "../../modules/providers/ids.ts";
import { adapterOf } from "../../modules/providers/index.ts";
import type { BodyKind } from "../../modules/providers/provider.ts";
import { Refusal } from "../../modules/runtime/http.ts";

export interface Route {
  provider: ProviderId;
  kind: BodyKind;
  /** Last segment of the path, for providers that sign nothing. */
  secret?: string;
}

const OURS: Readonly<Record<string, Pick<Route, "provider" | "kind">>> = {
  "match-events": { provider: "custom", kind: "events" },
  "match-status": { provider: "custom", kind: "status" },
};

/**
 * Finds the provider and the body kind of a path: our own formats have a path each, a vendor's format has the
 * vendor's name. A secret may follow either.
 *
 * @throws Refusal 404 `unknown_provider`
 */
export function routeOf(path: string): Route {
  const [, name = "", secret] = /^\/webhooks\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  const given = secret === undefined ? {} : { secret };
  const ours = Object.hasOwn(OURS, name) ? OURS[name] : undefined;
  if (ours) return { ...ours, ...given };
  if (isProviderId(name) && adapterOf(name).kinds.includes("native")) {
    return { provider: name, kind: "native", ...given };
  }
  throw new Refusal({
    status: 404,
    code: "unknown_provider",
    message: "No provider of this name can send here.",
  });
}
