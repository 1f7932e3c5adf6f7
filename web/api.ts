import type { LogEntry, MatchEvent, Snapshot, State } from "./types.ts";

export interface Config {
  webSocketPort: number;
  webSocketPath: string;
}

export function config(): Promise<Config> {
  return get("/config.json");
}

/** Finds the newest match in play, or else the newest match. */
export async function newestMatch(): Promise<Snapshot | undefined> {
  const live = await matches("?status=live");
  return live[0] ?? (await matches(""))[0];
}

async function matches(query: string): Promise<Snapshot[]> {
  const { matches } = await get<{ matches: Snapshot[] }>(`/api/v1/matches${query}`);
  return matches;
}

export function matchOf(id: string): Promise<Snapshot> {
  return get(`/api/v1/matches/${encodeURIComponent(id)}`);
}

/** The largest page of the API. */
const PAGE = 500;

interface LogPage {
  events: ({ seq: number; state: State } & ({ kind: "event"; data: MatchEvent } | { kind: "status" }))[];
  next_after_seq: number;
}

/** Reads the whole log of a match, page by page. */
export async function logOf(id: string): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for (let after = 0; ; ) {
    const query = `?after_seq=${after}&limit=${PAGE}`;
    const page: LogPage = await get(`/api/v1/matches/${encodeURIComponent(id)}/events${query}`);
    for (const entry of page.events) {
      const { seq, state } = entry;
      entries.push({ seq, state, ...(entry.kind === "event" ? { event: entry.data } : {}) });
    }
    if (page.events.length < PAGE) return entries;
    after = page.next_after_seq;
  }
}

async function get<T>(path: string): Promise<T> {
  // The request fills a gap, and a cached answer may have the same gap.
  const response = await fetch(path, { cache: "no-store" });
  if (!response.ok) throw new Error(`GET ${path} was answered ${response.status}`);
  return response.json();
}
