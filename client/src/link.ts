import { backoff } from "./backoff.ts";
import { CLOSE_DONE, CLOSE_MOVED, FIRST_BACKOFF, LONGEST_BACKOFF, LONGEST_PAUSE } from "./codes.ts";
import { type Answer, type ConnectionDeps, openConnection } from "./connection.ts";
import type { ControlFrame, Message } from "./control.ts";
import { TouchlineError } from "./error.ts";
import type { MatchFrame } from "./frames.ts";
import { createSession, type Session, type SessionDeps } from "./session.ts";
import { renewalIn, type TokenReason, type TokenSource } from "./token.ts";

/**
 * - `connecting`: for the first time.
 * - `connected`: frames come.
 * - `reconnecting`: the connection was lost, and will be had again.
 * - `closed`: for good, by `close()`.
 */
export type ConnectionState = "connecting" | "connected" | "reconnecting" | "closed";

export interface LinkDeps extends ConnectionDeps, Omit<SessionDeps, "onSettled"> {
  url: string;
  token?: TokenSource;
  onState(state: ConnectionState): void;
  receive(frame: MatchFrame | ControlFrame): void;
  /** A connection is open. */
  start(session: Session): void;
  /** The server knows another token. */
  retry(): void;
}

/** Keeps a connection open: dials, dials again, moves, and renews the token. */
export interface Link {
  readonly state: ConnectionState;
  /** The connection in use first. */
  sessions(): readonly Session[];
  /** Waits for a connection, and sends the message again where one was lost before the answer. */
  request(message: Message, done: (answer: Answer) => void): void;
  /** Gets a token, or takes this one, and tells the server. */
  authenticate(token?: string): Promise<void>;
  close(): void;
}

export function openLink(deps: LinkDeps): Link {
  const { clock, random, onState, onError } = deps;
  const url = new URL(deps.url);
  const { searchParams: query } = url;
  // The frames of one entry then come together, or not at all.
  query.set("batch", "1");
  let source = deps.token;
  let state: ConnectionState = "connecting";
  /** The session in use. */
  let current: Session | undefined;
  /** The session that is to take over from it. */
  let next: Session | undefined;
  let moving = false;
  let dialing = false;
  let attempt = 0;
  let wasOpened = true;
  /** Requests that wait for a connection. */
  const waiting: (() => void)[] = [];
  let stopDial = () => {};
  let stopRenewal = () => {};

  function enter(to: ConnectionState): void {
    if (state === to || state === "closed") return;
    state = to;
    onState(to);
    for (const go of waiting.splice(0)) go();
  }

  const tokenFor = async (reason: TokenReason) => (typeof source === "function" ? source(reason) : source);

  const noToken = (cause: unknown) => onError(new TouchlineError("token", "no token", { cause }));

  async function dial(): Promise<void> {
    if (dialing || next) return;
    dialing = true;
    try {
      const token = await tokenFor(wasOpened ? "connect" : "refused");
      if (state !== "closed") connect(token);
    } catch (cause) {
      noToken(cause);
      retry();
    }
    dialing = false;
  }

  function connect(token: string | undefined): void {
    if (token) query.set("token", token);
    wasOpened = false;
    const connection = openConnection(url.href, deps, {
      start() {
        wasOpened = true;
        renewLater(token);
        if (!current) take();
        deps.start(session);
      },
      receive(frame) {
        attempt = 0;
        if (frame.type === "reconnect") move(frame.within_ms);
        else if (frame.type === "unsubscribed") session.drop(frame.channels);
        else deps.receive(frame);
      },
      stop: () => ended(session),
    });
    const session = createSession(connection, { ...deps, onSettled: () => session === next && take() });
    next = session;
  }

  /** Drops the old connection only now that the new one has everything. */
  function take(): void {
    const old = current;
    current = next;
    next = undefined;
    moving = false;
    old?.connection.close(CLOSE_MOVED);
    enter("connected");
  }

  function move(withinMs: number): void {
    if (moving) return;
    moving = true;
    // Not all at once, and with time left to try again.
    stopDial = clock.after((random() * withinMs) / 2, dial);
  }

  function ended(session: Session): void {
    if (state === "closed") return;
    if (session === current) current = undefined;
    else if (session !== next) return;
    else {
      next = undefined;
      if (!wasOpened) onError(new TouchlineError("refused", "offline, or not let in"));
    }
    if (!current && next?.connection.isOpen()) take();
    else if (!current && state === "connected") enter("reconnecting");
    if (!next && !dialing && (!current || moving)) retry();
  }

  function retry(): void {
    stopDial();
    stopDial = clock.after(backoff(attempt, FIRST_BACKOFF, LONGEST_BACKOFF, random), dial);
    attempt += 1;
  }

  /** Asks for another token before this one expires, if there is whom to ask. */
  function renewLater(token: string | undefined): void {
    stopRenewal();
    const ms = renewalIn(token ?? "", clock.now());
    if (!(ms >= 0) || typeof source !== "function") return;
    stopRenewal = clock.after(ms, () => {
      authenticate().catch((cause) => {
        noToken(cause);
        stopRenewal = clock.after(LONGEST_PAUSE, () => renewLater(token));
      });
    });
  }

  async function authenticate(given?: string): Promise<void> {
    if (typeof source !== "function") source = given;
    const token = given ?? (await tokenFor("expiring"));
    // The next connection begins with another token anyway.
    if (!current || token === undefined) return;
    const answer = await new Promise((done) => request({ action: "authenticate", token }, done));
    if (answer instanceof TouchlineError) throw answer;
    renewLater(token);
    deps.retry();
  }

  function request(message: Message, done: (answer: Answer) => void): void {
    const again = () => request(message, done);
    if (state === "closed") done(new TouchlineError("closed", "closed"));
    else if (!current) waiting.push(again);
    else
      current.connection.request(message, (answer) => {
        if (answer instanceof TouchlineError && answer.code === "lost") again();
        else done(answer);
      });
  }

  const sessions = () => [current, next].flatMap((session) => session ?? []);

  dial();
  return {
    get state() {
      return state;
    },
    sessions,
    request,
    authenticate,
    close() {
      enter("closed");
      stopDial();
      stopRenewal();
      for (const { connection } of sessions()) connection.close(CLOSE_DONE);
    },
  };
}
