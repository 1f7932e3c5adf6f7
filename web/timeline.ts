import { arrange, drawing, element } from "./dom.ts";
import { ICONS } from "./icons.ts";
import { type Item, inShootout, sideOf, type View } from "./match.ts";
import type { MatchEvent, Snapshot } from "./types.ts";
import { explain, minuteOf, playerOf, whistleOf } from "./words.ts";

/** Renders the events, newest first; unchanged events keep their elements. */
export function timeline(list: HTMLElement) {
  let shown = new Map<string, HTMLElement>();
  return (view: View, { animate }: { animate: boolean }): void => {
    const next = new Map<string, HTMLElement>();
    for (const item of view.items.toReversed()) {
      const key = JSON.stringify([item, view.match.home_team?.id]);
      const known = shown.get(key);
      const entry = known ?? entryOf(item, view.match);
      if (!known && animate) entry.classList.add("new");
      next.set(key, entry);
    }
    arrange(list, [...next.values()]);
    shown = next;
  };
}

function entryOf(item: Item, match: Snapshot): HTMLElement {
  const { event } = item;
  const isWhistle = event.event_type === "period_start" || event.event_type === "period_end";
  const side = sideOf(match, event);
  if (isWhistle || !side) {
    const text = isWhistle ? whistle(item) : [playerOf(event), explain(event)].filter(Boolean).join(", ");
    return element("li", { class: "entry whistle" }, element("span", {}, text));
  }
  const goal = event.event_type === "goal";
  const kind = goal ? "goal" : event.event_type === "shot" ? "minor" : "";
  const what = element("div", { class: "what" }, icon(event), element("div", {}, ...lines(item)));
  const minute = inShootout(event) ? "pens" : minuteOf(event);
  return element(
    "li",
    { class: `entry ${kind}`, "data-side": side },
    element("span", { class: "at" }, minute),
    what,
  );
}

function lines({ event, state }: Item): HTMLElement[] {
  const running = `${state.home_score}–${state.away_score}`;
  const shootout = `${state.home_shootout_score ?? 0}–${state.away_shootout_score ?? 0}`;
  const goal = event.event_type === "goal" && !inShootout(event);
  const why = [explain(event), inShootout(event) ? shootout : ""].filter(Boolean).join(" · ");
  return [
    ...(goal ? [element("span", { class: "running" }, running)] : []),
    element("span", { class: "who" }, playerOf(event)),
    ...(why ? [element("span", { class: "why" }, why)] : []),
  ];
}

function whistle({ event, state }: Item): string {
  const said = whistleOf(event);
  if (event.event_type === "period_start") return said;
  const shootout = inShootout(event)
    ? `${state.home_shootout_score ?? 0}–${state.away_shootout_score ?? 0}`
    : `${state.home_score}–${state.away_score}`;
  return `${said} · ${shootout}`;
}

function icon(event: MatchEvent): HTMLElement {
  const { event_type, detail = "" } = event;
  const kick = inShootout(event) && event_type === "penalty";
  const name = kick
    ? detail === "scored"
      ? "scored"
      : "failed"
    : event_type === "card"
      ? detail
      : event_type;
  return drawing("icon", ICONS[name] ?? ICONS.yellow ?? "");
}
