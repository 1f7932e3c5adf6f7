import { needsToken } from "../../modules/match/channel-kind.ts";
import type { Clock } from "./clock.ts";
import { isKeyEvent, isLive, MAX_CHANNELS, MAX_MATCHES } from "./codes.ts";
import type { ControlFrame, PresenceFrame } from "./control.ts";
import type { TouchlineError } from "./error.ts";
import type { MatchFrame, Snapshot, Status } from "./frames.ts";
import { createLog, type MatchLog } from "./match-log.ts";
import type { Session, SessionDeps } from "./session.ts";
import {
  covers,
  type Interest,
  isSnapshot,
  type LeagueAndTeams,
  matchOf,
  type Wanted,
  wantedBy,
} from "./topics.ts";

/** A listener of a channel, and what it gets. */
export interface Subscriber extends Interest {
  /** The match it is about, if it is about one. */
  match: string | undefined;
  /** Up to where it has the match by its snapshot; -1 before it got one. */
  from: number;
  receive(frame: MatchFrame): void;
  /** A frame about members, or only how many there are. */
  onPresence(frame: PresenceFrame | { count: number }): void;
  granted(recovered: boolean): void;
  onRefused(refusal: TouchlineError): void;
  /** Nothing will come any more. */
  stop(): void;
}

export interface HubDeps {
  clock: Clock;
  random: () => number;
  /** All connections there are: two while one takes over from the other. */
  sessions(): readonly Session[];
  onError(error: TouchlineError): void;
}

/** Who wants what, and what is known of each match. */
export interface Hub extends Omit<SessionDeps, "clock" | "onSettled"> {
  add(subscriber: Subscriber): void;
  remove(subscriber: Subscriber): void;
  /** A match as far as it is known. */
  state(match: string | undefined): Snapshot | undefined;
  receive(frame: MatchFrame | ControlFrame): void;
  /** A connection is there: everything is asked for on it. */
  start(session: Session): void;
  /** Tries again what was refused: the token is another. */
  retry(): void;
  stop(): void;
}

export function createHub({ clock, random, sessions, onError }: HubDeps): Hub {
  const subscribers = new Set<Subscriber>();
  const logs = new Map<string, MatchLog>();
  const refused = new Set<string>();
  let wanted: Wanted = new Map();
  /** The wanted channels of single matches, by match. */
  let own = new Map<string | undefined, string>();
  /** The filters of those of many. */
  let wide: string[] = [];
  let isChanging = false;

  function change(): void {
    wanted = wantedBy(subscribers, refused);
    own = new Map(Array.from(wanted.keys(), (channel) => [matchOf(channel), channel]));
    wide = [...wanted].flatMap(([channel, types]) => (matchOf(channel) === undefined ? [types] : []));
    forget();
    if (isChanging) return;
    isChanging = true;
    // What is wanted in one go is asked for in one message.
    queueMicrotask(() => {
      isChanging = false;
      for (const session of sessions()) session.sync();
    });
  }

  /** The filter frames of a match come through; where that cannot be told, rather some than none. */
  const filterOf = (match: string) => wanted.get(own.get(match) ?? "") ?? wide.find((types) => types) ?? "";

  /** The channel to ask for a match: its own, or one for the moment if only its league or the like is followed. */
  function channelFor(match: string): [channel: string, types: string] {
    const prefix = needsToken(logs.get(match)?.last()?.channel ?? "") ? "private-" : "";
    const channel = own.get(match) ?? `${prefix}match:${match}`;
    return [channel, wanted.get(channel) ?? ""];
  }

  function logOf(match: string): MatchLog {
    let log = logs.get(match);
    if (!log) {
      log = createLog({
        clock,
        random,
        isFiltered: () => filterOf(match) !== "",
        isFollowed: () => own.has(match),
        ask() {
          const session = sessions().find(({ connection }) => connection.isOpen());
          session?.ask(new Map([channelFor(match)]));
          return session !== undefined;
        },
        emit,
      });
      logs.set(match, log);
      forget();
    }
    return log;
  }

  /** Drops what nobody follows any more, and the oldest of those that only leagues and the like do. */
  function forget(): void {
    const all = [...subscribers];
    const others = [...logs].filter(([match]) => all.every((each) => each.match !== match));
    for (const [match, log] of others.slice(0, wide.length > 0 ? -MAX_MATCHES : undefined)) {
      log.stop();
      logs.delete(match);
    }
  }

  function emit(
    frame: MatchFrame,
    about: LeagueAndTeams | undefined,
    before: Status,
    everyone: boolean,
  ): void {
    for (const each of [...subscribers]) {
      const isWaiting = each.match !== undefined && each.from < 0;
      const has = frame.seq !== frame.prev_seq && frame.seq <= each.from;
      if ((!everyone && !isWaiting) || has || !subscribers.has(each)) continue;
      if (!covers(each.topic, frame, about, before)) continue;
      if (each.match !== undefined && isSnapshot(frame)) each.from = frame.seq;
      if (isFor(each, frame)) each.receive(frame);
    }
  }

  const on = (channel: string) => [...subscribers].filter((each) => each.channel === channel);

  return {
    wanted: () => wanted,
    add(subscriber) {
      if (subscribers.has(subscriber)) return;
      subscriber.from = -1;
      subscribers.add(subscriber);
      change();
      queueMicrotask(() => logs.get(subscriber.match ?? "")?.subscribed());
    },
    remove(subscriber) {
      if (subscribers.delete(subscriber)) change();
    },
    state: (match) => logs.get(match ?? "")?.state(),
    request(channel) {
      const match = matchOf(channel);
      const request = match === undefined ? undefined : logOf(match).request(channel);
      return {
        after: request?.after,
        granted(recovered) {
          request?.granted(recovered);
          for (const each of on(channel)) each.granted(recovered);
        },
      };
    },
    onRefused(channel, refusal) {
      refusal.channel = channel;
      refused.add(channel);
      change();
      for (const each of on(channel)) each.onRefused(refusal);
    },
    onError,
    receive(frame) {
      if ("match_id" in frame) logOf(frame.match_id).receive(frame);
      else if (frame.type === "pong") {
        for (const [channel, position] of Object.entries(frame.positions))
          logs.get(matchOf(channel) ?? "")?.reach(channel, position);
        for (const [channel, count] of Object.entries(frame.members ?? {}))
          for (const each of on(channel)) each.onPresence({ count });
      } else if ("count" in frame) for (const each of on(frame.channel)) each.onPresence(frame);
    },
    start(session) {
      refused.clear();
      change();
      const lagging = [...logs].filter(
        ([match, log]) => !own.has(match) && isLive(log.last()?.state.status ?? "unknown"),
      );
      const asked = lagging.map(([match]) => channelFor(match));
      session.ask(new Map(asked.slice(0, MAX_CHANNELS - wanted.size)));
    },
    retry() {
      refused.clear();
      change();
    },
    stop() {
      for (const each of subscribers) each.stop();
      subscribers.clear();
      change();
    },
  };
}

/** Of the frames of a connection, a subscriber gets those of its kind and filter. */
function isFor({ kind, types }: Interest, frame: MatchFrame): boolean {
  const forPublic = kind === "public";
  const type = frame.type === "match_event" && frame.data.event_type;
  if (isSnapshot(frame)) return true;
  if (type && types && !types.includes(type)) return false;
  return forPublic !== needsToken(frame.channel) || (forPublic && (!type || isKeyEvent(type)));
}
