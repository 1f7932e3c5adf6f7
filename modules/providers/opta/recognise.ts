import { fault, type Path } from "../kit/faults.ts";
import { type Fields, isFields } from "../kit/fields.ts";
import type { Delivery, Fault } from "../provider.ts";
import { readF7 } from "./f7.ts";
import { readF24 } from "./f24.ts";
import type { Read } from "./record.ts";
import { readSdapi } from "./sdapi.ts";
import { attr, children, content, listOf, text } from "./values.ts";

const EXPECTED =
  "must be an F24 (Games), F7 or F9 (SoccerFeed) document, or an SDAPI MA3 or MA1 answer (matchInfo)";
const MAX_DEPTH = 4;

/** Finds and reads the documents of a body. A body of another kind has faults only. */
export function documentsIn(tree: unknown, delivery: Delivery): Read[] {
  const found = walk(tree, [], delivery, 0);
  return found.length > 0 ? found : [{ faults: [refusal(tree)] }];
}

/** Packed JSON is a list of feeds, each under `data`; SDAPI lists matches under `match`. */
function walk(node: unknown, path: Path, delivery: Delivery, depth: number): Read[] {
  if (depth > MAX_DEPTH) return [];
  const into = (value: unknown, at: Path) => walk(value, at, delivery, depth + 1);
  if (Array.isArray(node)) return node.flatMap((entry, index) => into(entry, [...path, index]));
  if (!isFields(node)) return [];
  if (isFields(node.matchInfo)) return [readSdapi(node, delivery, path)];
  if (Array.isArray(node.match)) return into(node.match, [...path, "match"]);
  if (isFields(node.data) || Array.isArray(node.data)) return into(node.data, [...path, "data"]);
  return [
    ...children(node, "Games").flatMap((games) => readGames(games, delivery, [...path, "Games"])),
    ...FEEDS.flatMap(([feed, document]) =>
      children(node, feed).flatMap((one) => readFeed(one, document, delivery, [...path, feed])),
    ),
  ];
}

/** XML and packed JSON name them differently. */
const FEEDS = [
  ["SoccerFeed", "SoccerDocument"],
  ["OptaFeed", "OptaDocument"],
] as const;

function readGames(games: Fields, delivery: Delivery, path: Path): Read[] {
  const many = Array.isArray(games.Game);
  return children(games, "Game").map((game, index) =>
    readF24(game, games, delivery, many ? [...path, "Game", index] : [...path, "Game"]),
  );
}

function readFeed(feed: Fields, name: string, delivery: Delivery, path: Path): Read[] {
  const many = Array.isArray(feed[name]);
  return children(feed, name).flatMap((document, index) =>
    isSummary(document)
      ? [readF7(document, feed, delivery, many ? [...path, name, index] : [...path, name])]
      : [],
  );
}

/** F1, the list of fixtures, has the same elements: there each `MatchData` is a match of its own. */
function isSummary(document: Fields): boolean {
  const matches = children(document, "MatchData");
  return matches.length === 1 && matches.every((match) => attr(match, "uID") === undefined);
}

/** The fault of an unknown body: the vendor's own error message if it is one. */
function refusal(tree: unknown): Fault {
  const node = isFields(tree) ? tree : {};
  for (const key of ["errorCode", "error", "message"]) {
    const message =
      content(listOf(node[key])[0]) ?? text(isFields(node[key]) ? node[key].errorCode : undefined);
    if (message !== undefined)
      return fault([key], `the vendor answered with an error: ${message.slice(0, 200)}`);
  }
  return fault([], EXPECTED);
}
