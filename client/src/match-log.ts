import { needsToken } from "../../modules/match/channel-kind.ts";
import { backoff } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import { isLive, LATE_WITHIN, LONGEST_PAUSE } from "./codes.ts";
import type { MatchFrame, Snapshot, Status, UpdateFrame } from "./frames.ts";
import { createOrder, type Mode } from "./order.ts";
import type { Request } from "./session.ts";
import type { LeagueAndTeams } from "./topics.ts";

export interface LogDeps {
  clock: Clock;
  random: () => number;
  /** Whether frames may be missing on purpose. */
  isFiltered(): boolean;
  /** Whether the match has a channel of its own, and not only its league's or the like. */
  isFollowed(): boolean;
  /** Asks the server for what is missing, if there is a connection. */
  ask(): boolean;
  /**
   * @param before status before the entry
   * @param everyone or only those who wait for a snapshot
   */
  emit(frame: MatchFrame, about: LeagueAndTeams | undefined, before: Status, everyone: boolean): void;
}

/** What is known of one match, whichever channels it came over. */
export interface MatchLog {
  receive(frame: MatchFrame): void;
  /** What is to be asked of a channel of the match. */
  request(channel: string): Request;
  /** Notes how far the log is, as the server says for a channel. */
  reach(channel: string, position: number): void;
  state(): Snapshot | undefined;
  /** Gives the snapshot to those who wait for it. */
  subscribed(): void;
  /** The frame given out last. */
  last(): MatchFrame | undefined;
  stop(): void;
}

/** After this many vain tries, what is missing is given up for the snapshot. */
const TRIES = 3;

export function createLog({ clock, random, isFiltered, isFollowed, ask, emit }: LogDeps): MatchLog {
  const order = createOrder<MatchFrame>();
  let snapshot: Snapshot | undefined;
  let about: LeagueAndTeams | undefined;
  let last: MatchFrame | undefined;
  /** Status before the last entry; in play, as long as that is not known. */
  let before: Status = "first_half";
  let statsAt = -1;
  /** Which kind of channel it comes over. */
  let isPublicView: boolean | undefined;
  /** The position the server would not go on from: the next snapshot takes its place. */
  let refused: number | undefined;
  let isSettling = false;
  let tries = 0;
  let stopWatch: (() => void) | undefined;
  let stopSettling = () => {};

  /** Frames of the other kind of channel have other predecessors. */
  const isForeign = (channel: string) =>
    isFollowed() && isPublicView !== undefined && isPublicView === needsToken(channel);

  function modeOf({ channel }: MatchFrame): Mode {
    if (!isFiltered() && !isForeign(channel)) return "strict";
    return isSettling ? "settling" : "loose";
  }

  function out(frame: MatchFrame): void {
    if (!last || frame.seq >= last.seq) {
      if (last && frame.seq > last.seq) before = last.state.status;
      last = frame;
      about = frame.type === "match_update" ? frame.data : "match" in frame ? frame.match : about;
      snapshot &&= merged(snapshot, frame);
    }
    emit(frame, about, before, true);
  }

  function restart(frame: UpdateFrame): void {
    const { position } = order;
    // Frames that came meanwhile follow on the position sent: then nothing was missed after all.
    const replaces = refused !== undefined && (frame.seq < refused || frame.seq >= position);
    refused = undefined;
    about = frame.data;
    if (replaces || position < 0) {
      snapshot = frame.data;
      last = frame;
      const following = order.restart(frame.seq);
      emit(frame, about, before, replaces);
      following.forEach(out);
    } else if (last && !snapshot) {
      snapshot = last.seq > frame.seq ? merged(frame.data, last) : frame.data;
      order.reach(frame.seq);
      subscribed();
    }
  }

  function subscribed(): void {
    if (!snapshot || !last) return;
    const seq = Math.max(order.position, snapshot.seq);
    emit({ ...last, type: "match_update", seq, prev_seq: seq, data: snapshot }, about, before, false);
  }

  function follow(): void {
    order.next().forEach(out);
    watch();
  }

  /** Waits for what is missing, which may only be late, and asks for it if it does not come. */
  function watch(): void {
    if (!order.missing) {
      stopWatch?.();
      stopWatch = undefined;
      tries = 0;
      return;
    }
    stopWatch ??= clock.after(LATE_WITHIN + backoff(tries, LATE_WITHIN, LONGEST_PAUSE, random), () => {
      stopWatch = undefined;
      if (ask()) tries += 1;
      watch();
    });
  }

  return {
    receive(frame) {
      const { type, seq, prev_seq, channel } = frame;
      // The private channel has it as well, and in its order.
      if (!needsToken(channel) && isForeign(channel)) return;
      if (seq !== prev_seq) {
        if (order.position < 0 && !isFollowed()) order.restart(prev_seq);
        order.take(frame, modeOf(frame)).forEach(out);
        if (order.missing) queueMicrotask(follow);
      } else if (type === "match_update") restart(frame);
      else if (seq >= statsAt) {
        statsAt = seq;
        out(frame);
        if (modeOf(frame) === "strict") order.reach(seq);
      }
      watch();
    },
    request(channel) {
      const { position } = order;
      const isKnown = position >= 0 && (snapshot !== undefined || !isFollowed());
      const after = isKnown && tries <= TRIES ? position : undefined;
      return {
        after,
        granted(recovered) {
          isPublicView = !needsToken(channel);
          if (isKnown && !recovered) refused = position;
          isSettling = recovered;
          stopSettling();
          stopSettling = clock.after(LATE_WITHIN, () => {
            isSettling = false;
            if (isFiltered()) order.flush().forEach(out);
            watch();
          });
        },
      };
    },
    reach(channel, position) {
      if (isForeign(channel)) return;
      order.reach(position);
      watch();
    },
    state: () => snapshot,
    subscribed,
    last: () => last,
    stop() {
      stopWatch?.();
      stopSettling();
    },
  };
}

function merged(snapshot: Snapshot, { type, data, state, seq }: MatchFrame): Snapshot {
  if (type === "match_update") return data;
  const stats = type === "stats_update" && { stats: data };
  return { ...snapshot, ...stats, ...state, live: isLive(state.status), seq: Math.max(seq, snapshot.seq) };
}
