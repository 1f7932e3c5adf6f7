import { createHandler } from "../../lambdas/api/handler.ts";
import { startHttpApi } from "../../local/aws/api-gateway/http-api.ts";
import { startWebSocketApi } from "../../local/aws/api-gateway/websocket-api.ts";
import type { RunningWebSocketApi } from "../../local/aws/interfaces.ts";
import { livePage } from "../../local/start/page.ts";
import { apply } from "../../modules/match/apply.ts";
import { topicsOf } from "../../modules/match/channels.ts";
import { type MessageId, pong, subscribed, unsubscribed } from "../../modules/match/control-frame.ts";
import type { KnownEvent, LogEntry } from "../../modules/match/entry.ts";
import type { FeedItem } from "../../modules/match/event.ts";
import { framesOf, snapshotFrame } from "../../modules/match/frame.ts";
import { type MatchState, newMatch, snapshot } from "../../modules/match/state.ts";
import { isLive } from "../../modules/match/status.ts";
import type { MatchReader } from "../../modules/ports/matches.ts";
import { custom } from "../../modules/providers/custom/custom.ts";
import { fakeApi, fakeFunctions, silentLog } from "./fake-template.ts";

interface Match {
  state: MatchState;
  log: LogEntry[];
  known: Map<string, KnownEvent>;
}

interface Spoken {
  action: "ping" | "subscribe" | "unsubscribe";
  channels?: string[];
  id?: MessageId;
}

interface SocketEvent {
  requestContext: { connectionId: string };
  body?: string;
  multiValueQueryStringParameters?: Record<string, string[]>;
}

/**
 * The doors of the local run before a system that is held in memory: the page sees real HTTP, real frames
 * and the real read API, a test can do anything to them.
 */
export async function stadium() {
  const matches = new Map<string, Match>();
  const audience = new Map<string, Set<string>>();
  let sockets: RunningWebSocketApi;
  let muted = false;

  const post = (id: string, frame: object) =>
    sockets.connections.post(id, Buffer.from(JSON.stringify(frame)));

  function greet(id: string, channels: readonly string[]): void {
    post(id, subscribed(channels, new Date().toISOString()));
    for (const channel of channels) {
      const match = matches.get(channel.replace(/^match:/, ""));
      if (match)
        post(id, snapshotFrame(snapshot(match.state), match.state.public_seq, new Date().toISOString()));
    }
  }

  async function connect({ requestContext: { connectionId }, multiValueQueryStringParameters }: SocketEvent) {
    const { match = [], channels = [] } = multiValueQueryStringParameters ?? {};
    const wanted = [...match.map((id) => `match:${id}`), ...channels.flatMap((list) => list.split(","))];
    audience.set(connectionId, new Set(wanted));
    setTimeout(() => greet(connectionId, wanted), 20);
    return { statusCode: 200 };
  }

  function message({ requestContext: { connectionId }, body = "" }: SocketEvent) {
    const { action, channels = [], id }: Spoken = JSON.parse(body);
    const mine = audience.get(connectionId);
    for (const channel of channels) action === "subscribe" ? mine?.add(channel) : mine?.delete(channel);
    const positions = [...(mine ?? [])].flatMap((channel) => {
      const match = matches.get(channel.replace(/^match:/, ""));
      return match ? [[channel, match.state.public_seq]] : [];
    });
    const at = new Date().toISOString();
    const answers = {
      ping: () => pong(Object.fromEntries(positions), at, id),
      subscribe: () => subscribed(channels, at, id),
      unsubscribe: () => unsubscribed(channels, at, id),
    };
    return { statusCode: 200, body: JSON.stringify(answers[action]()) };
  }

  function take(item: FeedItem): void {
    const id = item.kind === "event" ? item.event.match_id : item.report.match_id;
    const match = matches.get(id) ?? { state: newMatch(id), log: [], known: new Map() };
    matches.set(id, match);
    const known = item.kind === "event" ? match.known.get(item.event.event_id) : undefined;
    const { state, entry } = apply(match.state, item, known, new Date().toISOString());
    match.state = state;
    if (entry) publish(match, entry, known);
  }

  function publish(match: Match, entry: LogEntry, known: KnownEvent | undefined): void {
    const { state } = match;
    match.log.push(entry);
    const { item } = entry;
    if (item.kind === "event") {
      const revision = (known?.revision ?? -1) + 1;
      match.known.set(item.event.event_id, { event: item.event, revision, changes: entry.changes });
    }
    if (!entry.public || muted) return;
    const channels = new Set(topicsOf(state, entry));
    for (const [viewer, theirs] of audience) {
      if (![...theirs].some((channel) => channels.has(channel))) continue;
      for (const frame of framesOf(entry, state)) post(viewer, frame);
    }
  }

  const newest = (a: Match, b: Match) => ((a.state.kick_off ?? "") < (b.state.kick_off ?? "") ? 1 : -1);
  const watched = (state: MatchState) => ({ ...snapshot(state), viewers: audience.size });
  const reader: MatchReader = {
    match: async (id) => (matches.has(id) ? watched((matches.get(id) as Match).state) : undefined),
    matches: async ({ status, limit }) => ({
      matches: [...matches.values()]
        .filter(({ state }) => status !== "live" || isLive(state.status))
        .sort(newest)
        .slice(0, limit)
        .map(({ state }) => watched(state)),
      next_cursor: null,
    }),
    events: async (id, after, limit) =>
      matches
        .get(id)
        ?.log.filter(({ seq }) => seq > after)
        .slice(0, limit),
  };
  const log = silentLog();
  const quiet = { info() {}, warn() {}, error() {} };
  const api = createHandler({ matches: reader, log: quiet, now: () => new Date() });
  const routes = ["/health", "/api/v1/matches", "/api/v1/matches/{id}", "/api/v1/matches/{id}/events"];
  const functions = fakeFunctions({
    api: (event) => api(event, {} as never),
    connect,
    message,
    disconnect: ({ requestContext: { connectionId } }: SocketEvent) => void audience.delete(connectionId),
  });

  const socketRoutes = { $connect: "connect", $disconnect: "disconnect", $default: "message" };
  const template = fakeApi("WEBSOCKET", "live", socketRoutes, {
    route: () => ({ RouteResponseSelectionExpression: "$default" }),
  });
  const listen = (port: number) => startWebSocketApi({ template, functions, port, log });
  sockets = await listen(0);
  const http = await startHttpApi(
    {
      template: fakeApi("HTTP", "$default", Object.fromEntries(routes.map((path) => [`GET ${path}`, "api"]))),
      functions,
      port: 0,
      log,
    },
    await livePage(() => sockets.url),
  );

  return {
    url: http.url,
    socketUrl: sockets.url,
    log,
    /** What a feed would POST. @throws Error where the webhook would refuse it */
    tell(path: "/webhooks/match-events" | "/webhooks/match-status", body: object): void {
      const kind = path === "/webhooks/match-events" ? "events" : "status";
      const delivery = { received_at: new Date().toISOString(), request_id: crypto.randomUUID() };
      const decoded = custom.decode(JSON.stringify(body), kind, delivery);
      if (decoded.outcome !== "items") throw new Error(JSON.stringify(decoded));
      for (const item of decoded.items) {
        if (item.kind !== "event" && item.kind !== "status") throw new Error(`no ${item.kind} here`);
        take(item);
      }
    },
    state: (id: string): MatchState | undefined => matches.get(id)?.state,
    /** Loses every frame until it is called with `false`. */
    mute(on: boolean): void {
      muted = on;
    },
    subscribers: (channel: string): number =>
      [...audience.values()].filter((channels) => channels.has(channel)).length,
    /** The WebSocket API goes away, and resolves with what brings it back on the same port. */
    async stopSockets(): Promise<() => Promise<void>> {
      const port = Number(new URL(sockets.url).port);
      await sockets.stop();
      audience.clear();
      return async () => {
        sockets = await listen(port);
      };
    },
    async stop(): Promise<void> {
      await Promise.all([http.stop(), sockets.stop()]);
    },
  };
}

export type Stadium = Awaited<ReturnType<typeof stadium>>;
