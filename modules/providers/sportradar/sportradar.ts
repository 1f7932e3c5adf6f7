import type { StreamItem } from "../../match/event.ts";
import { jsonOf } from "../../match/json.ts";
import { invalid, NATIVE_LIMITS } from "../kit/decode.ts";
import { fault, type Path } from "../kit/faults.ts";
import { withoutRepeats } from "../kit/repeats.ts";
import type { DecodedBody, Delivery, Fault, Provider } from "../provider.ts";
import { type Content, contentOf } from "./body.ts";
import { readMatch } from "./match.ts";
import { readMessage } from "./push.ts";

/**
 * Sportradar Soccer v4: `timeline` and `summary` bodies of the REST API, lists of them, and messages of the push
 * feed, single or one per line as they come off the stream.
 *
 * Entries have ids, so each one is an upsert. A deleted entry is gone from the timeline of the match, which
 * therefore makes an event id manifest, unless its goals are not those of the score. The push feed reports no
 * deletions, and lists of timelines may only have the last seconds of each.
 */
export const sportradar: Provider = {
  kinds: ["native"],
  formats: ["json"],
  limits: NATIVE_LIMITS,
  decode(body, _kind, delivery) {
    const content = parsed(body);
    if (content === undefined)
      return { outcome: "unreadable", reason: "The body is neither JSON nor lines of it." };
    if (content.of === "nothing") return invalid(...content.faults);
    return content.of === "matches" ? matches(content, delivery) : messages(content, delivery);
  },
};

function parsed(body: string): Content | undefined {
  const whole = jsonOf(body);
  if (whole !== undefined) return contentOf(whole);
  const lines = body.split("\n").filter((line) => line.trim() !== "");
  const values = lines.map(jsonOf);
  return values.length > 1 && values.every((value) => value !== undefined) ? contentOf(values) : undefined;
}

const MAX_MATCHES = 1_000;
const MAX_MESSAGES = 2_000;

function matches(content: Content & { of: "matches" }, delivery: Delivery): DecodedBody {
  const { records, at, isWhole, generated_at } = content;
  if (records.length > MAX_MATCHES) return invalid(fault(at, `must hold at most ${MAX_MATCHES} matches`));
  const read = records.map((record, index) => {
    const path: Path = at.length === 0 ? at : [...at, index];
    return readMatch(record, { at: path, generated_at, isWhole, delivery });
  });
  return decoded(read, (items) => items);
}

function messages({ records, isList }: Content & { of: "messages" }, delivery: Delivery): DecodedBody {
  if (records.length > MAX_MESSAGES) return invalid(fault([], `must hold at most ${MAX_MESSAGES} messages`));
  const read = records.map((record, index) => readMessage(record, isList ? [index] : [], delivery));
  return decoded(read, withoutRepeats);
}

function decoded<T extends StreamItem>(
  results: readonly (T[] | Fault[])[],
  once: (items: readonly T[]) => readonly T[],
): DecodedBody {
  const parts = results.flat();
  const faults = parts.filter((part) => "reason" in part);
  if (faults.length > 0) return invalid(...faults);
  const all = parts.filter((part) => "kind" in part);
  const items = [...once(all)];
  return { outcome: "items", items, received: all.length, duplicates: all.length - items.length };
}
