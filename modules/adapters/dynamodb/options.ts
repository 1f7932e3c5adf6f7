import type { FrameFormat, SubscriptionFilter } from "../../ports/audience.ts";

/** How a connection wants the frames of one of its channels. */
export type Options = FrameFormat & SubscriptionFilter;

const DEFAULT: Options = Object.freeze({ dialect: "touchline", batch: false });
/** More ways to want frames than viewers of one event have. */
const MAX_REMEMBERED = 10_000;
const remembered = new Map<string, Options>();

/** Undefined for the touchline dialect, frame by frame, which most want: rows of a large audience stay small. */
export function formatText(format: FrameFormat): string | undefined {
  return optionsText({ dialect: format.dialect, batch: format.batch });
}

/** The same text for the same wish, whatever the order in which it was said. */
export function optionsText({ dialect, batch, types }: Options): string | undefined {
  const isDefault = dialect === DEFAULT.dialect && !batch && !types;
  return isDefault ? undefined : JSON.stringify([dialect, batch, types && [...new Set(types)].sort()]);
}

/** Of the same text always the same object, so that 100,000 viewers have a handful of them. */
export function optionsOf(text: string | undefined): Options {
  if (text === undefined) return DEFAULT;
  const known = remembered.get(text);
  if (known) return known;
  // Written by `optionsText` and by nobody else.
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
