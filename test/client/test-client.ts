import type { Clock } from "../../client/src/clock.ts";
import type { SocketClass } from "../../client/src/connection.ts";
import type { ControlFrame, Message, ServerFrame } from "../../client/src/control.ts";
import type { TouchlineError } from "../../client/src/error.ts";
import type {
  EventFrame,
  MatchFrame,
  ScoreFrame,
  Snapshot,
  StatusFrame,
  UpdateFrame,
} from "../../client/src/frames.ts";
import { Touchline, type TouchlineOptions } from "../../client/src/touchline.ts";

/** A clock that stands until it is moved. */
function manualClock(): Clock & { advance(ms: number): Promise<void> } {
  let time = 0;
  const timers = new Set<{ at: number; work: () => void }>();
  return {
    now: () => time,
    after(ms, work) {
      const timer = { at: time + ms, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const end = time + ms;
      for (;;) {
        await settled();
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        time = Math.max(time, next.at);
        next.work();
      }
      time = end;
      await settled();
    },
  };
}

/** Once everything that waits for nothing from outside has been done. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

export type Sent = (Message | { action: "ping" }) & { id: number };

/** The server's end of one WebSocket of the client. */
export interface End {
  url: URL;
  /** What the client has said and has not been looked at yet. */
  sent: Sent[];
  /** The code it closed with. */
  closed: number | undefined;
  open(): Promise<void>;
  say(...frames: (ServerFrame | Record<string, unknown>)[]): Promise<void>;
  /** Breaks the connection off. */
  drop(): Promise<void>;
  /** The oldest message of an action, which is then looked at. */
  take<A extends Sent["action"]>(action: A): Extract<Sent, { action: A }>;
  /** Grants the oldest subscription. */
  grant(recovered?: boolean): Promise<void>;
  /** Refuses the oldest subscription. */
  refuse(code: TouchlineError["code"]): Promise<void>;
}

/** A client whose server is the test. */
export function testClient(options: TouchlineOptions = {}) {
  const clock = manualClock();
  const ends: End[] = [];
  const errors: TouchlineError[] = [];
  const states: string[] = [];

  class FakeSocket {
    onopen: ((event: object) => void) | null = null;
    onmessage: ((event: { data: string }) => void) | null = null;
    onclose: ((event: object) => void) | null = null;
    onerror: ((event: object) => void) | null = null;
    readonly #end: End;

    constructor(url: string) {
      this.#end = endOf(url, this);
      ends.push(this.#end);
    }
    send(text: string): void {
      this.#end.sent.push(JSON.parse(text));
    }
    close(code?: number): void {
      this.#end.closed ??= code ?? 1005;
    }
  }

  function endOf(url: string, socket: FakeSocket): End {
    const end: End = {
      url: new URL(url),
      sent: [],
      closed: undefined,
      async open() {
        socket.onopen?.({});
        await settled();
      },
      async say(...frames) {
        for (const frame of frames) socket.onmessage?.({ data: JSON.stringify(frame) });
        await settled();
      },
      async drop() {
        socket.onclose?.({});
        await settled();
      },
      take<A extends Sent["action"]>(action: A) {
        const index = end.sent.findIndex((message) => message.action === action);
        if (index < 0) throw new Error(`no ${action} among ${JSON.stringify(end.sent)}`);
        const [message] = end.sent.splice(index, 1);
        return message as Extract<Sent, { action: A }>;
      },
      grant(recovered = false) {
        const { id, channels } = end.take("subscribe");
        const matches = channels.filter((channel) => channel.includes("match:"));
        return end.say({
          type: "subscribed",
          id,
          timestamp: "",
          channels,
          recovered: Object.fromEntries(matches.map((channel) => [channel, recovered])),
        });
      },
      refuse(code) {
        const { id } = end.take("subscribe");
        return end.say({ type: "error", id, code, message: "no", timestamp: "" });
      },
    };
    return end;
  }

  const client = new Touchline("wss://example.test/prod", {
    clock,
    random: () => 0.5,
    WebSocket: FakeSocket as SocketClass,
    ...options,
  });
  client.on("error", (error) => errors.push(error));
  client.on("state", (state) => states.push(state));
  return {
    client,
    clock,
    ends,
    errors,
    states,
    /** The newest connection. */
    get end(): End {
      const end = ends.at(-1);
      if (!end) throw new Error("no connection yet");
      return end;
    },
    /** The newest connection, open. */
    async opened(): Promise<End> {
      await settled();
      await this.end.open();
      return this.end;
    },
  };
}

const state = { home_score: 0, away_score: 0, status: "first_half", minute: 1, extra_minute: 0 } as const;
const match = { sport: "football", league: { id: "l" }, home_team: { id: "h" }, away_team: { id: "a" } };

interface Fields {
  match_id?: string;
  channel?: string;
  state?: Partial<MatchFrame["state"]>;
  match?: Partial<EventFrame["match"]>;
}

function base(seq: number, prev_seq: number, { match_id = "1", channel, state: more }: Fields) {
  return {
    channel: channel ?? `match:${match_id}`,
    match_id,
    seq,
    prev_seq,
    timestamp: "2024-11-20T10:30:00.000Z",
    state: { ...state, ...more },
  };
}

export function event(
  seq: number,
  prev_seq = seq - 1,
  fields: Fields & Partial<EventFrame["data"]> = {},
): EventFrame {
  const { match_id, channel, state: _, match: about, ...data } = fields;
  return {
    ...base(seq, prev_seq, fields),
    type: "match_event",
    match: { ...match, ...about },
    data: {
      event_id: `e${seq}`,
      match_id: match_id ?? "1",
      event_type: "goal",
      minute: seq,
      operation: "create",
      occurred_at: "2024-11-20T10:30:00.000Z",
      metadata: {},
      ...data,
    },
  };
}

export function score(seq: number, prev_seq = seq - 1, fields: Fields = {}): ScoreFrame {
  const data = { home_team_score: 1, away_team_score: 0, reason: "goal" } as const;
  return { ...base(seq, prev_seq, fields), type: "score_update", match, data };
}

export function status(seq: number, prev_seq = seq - 1, fields: Fields = {}): StatusFrame {
  const data = { old_status: "first_half", status: "half_time" } as const;
  return { ...base(seq, prev_seq, fields), type: "match_status", match, data };
}

export function snapshot(seq: number, fields: Fields & { data?: Partial<Snapshot> } = {}): UpdateFrame {
  const frame = base(seq, seq, fields);
  const team = { goals: 0, shots: 0 } as Snapshot["stats"]["home"];
  const data = {
    ...frame.state,
    match_id: frame.match_id,
    seq,
    live: true,
    sport: "football",
    home_team: { id: "h", name: "Reds" },
    away_team: { id: "a", name: "Blues" },
    league: { id: "l", name: "A League" },
    stats: { home: team, away: team },
    ...fields.data,
  };
  return { ...frame, type: "match_update", data };
}

/** `type seq` of each. */
export function names(frames: readonly (MatchFrame | ControlFrame)[]): string[] {
  return frames.map((frame) => ("seq" in frame ? `${frame.type} ${frame.seq}` : frame.type));
}
