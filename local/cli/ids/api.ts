import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "../../command/problem.ts";
import { unreachable } from "../../command/running-system.ts";
import type { External } from "./arguments.ts";

/** What the API has of a vendor's id. */
export interface Mapping extends External {
  id: string;
  priority?: number;
}

/** The id map over HTTP. @throws Problem */
export interface Api {
  get(id: External): Promise<Mapping>;
  put(id: External, to: { id: string; priority: number | undefined }): Promise<Mapping>;
  remove(id: External): Promise<Mapping>;
  list(id: string, kind: string | undefined): Promise<Mapping[]>;
}

const RETRIED: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const TRIES = 6;

export function idApi({ url, token }: { url: string; token: string }, signal: AbortSignal): Api {
  async function call(method: string, path: string, body?: object): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(`${url}/api/v1/ids${path}`, {
        method,
        signal,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }).catch((error: Error) => {
        if (signal.aborted) throw error;
        const why = error.cause instanceof Error ? error.cause.message : error.message;
        throw unreachable(url, why);
      });
      const said = await answer.text();
      if (answer.ok) return parsed(said);
      if (!RETRIED.has(answer.status) || attempt === TRIES) throw explained(answer.status, said);
      const seconds = Number(answer.headers.get("retry-after"));
      await sleep(seconds > 0 ? seconds * 1_000 : Math.random() * 100 * 2 ** attempt, undefined, { signal });
    }
  }
  // docs/openapi.yaml describes the answers.
  return {
    get: async (id) => (await call("GET", pathOf(id))) as Mapping,
    put: async (external, { id, priority }) =>
      // What is undefined is left out.
      (await call("PUT", pathOf(external), { id, priority })) as Mapping,
    remove: async (id) => (await call("DELETE", pathOf(id))) as Mapping,
    list: async (id, kind) => {
      const query = new URLSearchParams({ id, ...(kind === undefined ? {} : { kind }) });
      return ((await call("GET", `?${query}`)) as { ids: Mapping[] }).ids;
    },
  };
}

function pathOf({ provider, kind, external }: External): string {
  return [provider, kind, external].map((part) => `/${encodeURIComponent(part)}`).join("");
}

function explained(status: number, said: string): Problem {
  const error = Object(Object(parsed(said)).error);
  const details: { path: string; reason: string }[] = Array.isArray(error.details) ? error.details : [];
  const faults = details.map(({ path, reason }) => `${path} ${reason}`).join("; ");
  const what = `${status} ${error.code ?? ""}: ${error.message ?? said.slice(0, 200)}`;
  return new Problem([what, faults, ADVICE[status] ?? ""].filter((part) => part !== "").join(" "));
}

const ADVICE: Readonly<Record<number, string>> = {
  401: "Get a new one for a local run: npm run -s token -- --scope touchline:write",
  403: "For a local run: npm run -s token -- --scope touchline:write",
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
