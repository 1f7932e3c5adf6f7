import type { FrameFormat, SubscriptionFilter } from "../../ports/audience.ts";

/** How a connection wants the frames of one of its channels. */
export type Options = FrameFormat & SubscriptionFilter;

const DEFAULT: Options = Object.freeze({ dialect: "touchline", batch: false });
/** The most options cached: more than the viewers of one event have. */
const MAX_REMEMBERED = 10_000;
const remembered = new Map<string, Options>();

/** The format as text; undefined for the default, so that the rows of a large audience stay small. */
export function formatText(format: FrameFormat): string | undefined {
  return optionsText({ dialect: format.dialect, batch: format.batch });
}

/** The options as text: the same text for the same options, whatever the order of the types. */
export function optionsText({ dialect, batch, types }: Options): string | undefined {
  const isDefault = dialect === DEFAULT.dialect && !batch && !types;
  return isDefault ? undefined : JSON.stringify([dialect, batch, types && [...new Set(types)].sort()]);
}

/** Reads options: the same object for the same text, so that 100,000 viewers share a handful of objects. */
export function optionsOf(text: string | undefined): Options {
  if (text === undefined) return DEFAULT;
  const known = remembered.get(text);
  if (known) return known;
  // Only `optionsText` writes this.
  const [dialect, batch, types]: [Options["dialect"], boolean, Options["types"] | null] = JSON.parse(text);
  const options: Options = Object.freeze({
    dialect,
    batch,
    ...(types ? { types: Object.freeze(types) } : {}),
  });
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(text, options);
  return options;
}
