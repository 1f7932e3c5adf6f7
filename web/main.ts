/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { config, logOf, matchOf, newestMatch } from "./api.ts";
import { byId } from "./dom.ts";
import { type Connection, delayOf, type Feed, openFeed } from "./feed.ts";
import { momentOf, sentenceOf } from "./highlights.ts";
import { apply, isLive, type View, viewOf } from "./match.ts";
import { moments } from "./moment.ts";
import { showBoard } from "./scoreboard.ts";
import { timeline } from "./timeline.ts";
import type { MatchFrame } from "./types.ts";

const CONNECTION: Readonly<Record<Connection, string>> = {
  connecting: "Connecting",
  open: "Live",
  waiting: "Reconnecting",
};

const showTimeline = timeline(byId("timeline"));
const celebrate = moments(byId("moment"));

/** The subscription: a match, or, while there is none, the channel of all live matches. */
interface Watch {
  matchId: string | undefined;
  view: View | undefined;
  /** Frames that arrived while the log was being read. */
  waiting: MatchFrame[];
  reading: boolean;
  feed: Feed | undefined;
}

let watch: Watch | undefined;
let address = "";

async function start(): Promise<void> {
  const { webSocketPort, webSocketPath } = await persistently(config);
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  address = `${scheme}://${location.hostname}:${webSocketPort}${webSocketPath}`;
  const asked = new URLSearchParams(location.search).get("match");
  watchMatch(asked ?? (await persistently(newestMatch))?.match_id);
}

function watchMatch(matchId: string | undefined): void {
  watch?.feed?.close();
  const mine: Watch = { matchId, view: undefined, waiting: [], reading: false, feed: undefined };
  watch = mine;
  byId("empty").hidden = matchId !== undefined;
  const query = matchId === undefined ? "?channels=live:all" : `?match=${encodeURIComponent(matchId)}`;
  mine.feed = openFeed(address + query, {
    onConnection(connection) {
      if (watch !== mine) return;
      const pill = byId("connection");
      pill.dataset.state = connection;
      pill.textContent = CONNECTION[connection];
      if (connection === "open") read(mine);
    },
    onFrame(frame) {
      if (watch === mine) receive(mine, frame);
    },
    onPositions(positions) {
      // The server is ahead although no frame shows a gap: the last frame got lost.
      const position = matchId === undefined ? undefined : positions[`match:${matchId}`];
      if (watch === mine && mine.view && position !== undefined && position > mine.view.seq) read(mine);
    },
  });
}

/** Reads the match from its log: at the start, after a reconnect, and after a gap. */
async function read(mine: Watch): Promise<void> {
  const { matchId } = mine;
  if (matchId === undefined || mine.reading) return;
  mine.reading = true;
  const [match, log] = await persistently(() => Promise.all([matchOf(matchId), logOf(matchId)]));
  mine.reading = false;
  if (watch !== mine) return;
  mine.view = viewOf(match, log);
  show(mine.view, false);
  listenForOthers(mine, undefined, mine.view);
  const frames = mine.waiting.splice(0);
  for (const frame of frames) receive(mine, frame);
}

function receive(mine: Watch, frame: MatchFrame): void {
  if (frame.match_id !== mine.matchId) {
    const free = mine.view === undefined ? mine.matchId === undefined : !isLive(mine.view.match);
    if (free && isLive(frame.state)) watchMatch(frame.match_id);
    return;
  }
  if (mine.reading || !mine.view) {
    mine.waiting.push(frame);
    return;
  }
  const before = mine.view;
  const applied = apply(before, frame);
  if (applied.kind === "gap") read(mine);
  if (applied.kind !== "applied") return;
  mine.view = applied.view;
  show(applied.view, true);
  listenForOthers(mine, before, applied.view);
  tell(applied.view, frame);
}

function show(view: View, animate: boolean): void {
  showBoard(view);
  showTimeline(view, { animate });
}

/** Shows another match that goes live, unless the current one is in play. */
function listenForOthers({ feed }: Watch, before: View | undefined, { match }: View): void {
  const live = isLive(match);
  if (before && isLive(before.match) === live) return;
  if (!live) feed?.subscribe("live:all");
  else if (before) feed?.unsubscribe("live:all");
}

function tell(view: View, frame: MatchFrame): void {
  const moment = momentOf(view, frame);
  if (moment) celebrate(moment);
  const sentence = sentenceOf(view, frame);
  if (sentence) byId("announcer").textContent = sentence;
  const onTheWay = Date.now() - Date.parse(frame.timestamp);
  const plausible = onTheWay >= 0 && onTheWay < 10_000;
  byId("pace").textContent = plausible
    ? `Entry ${frame.seq}, ${onTheWay} ms from the pipeline to this screen`
    : "";
}

/** Retries until it works. */
async function persistently<T>(task: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await task();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, delayOf(attempt)));
    }
  }
}

start();
