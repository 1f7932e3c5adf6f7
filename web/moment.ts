import { element } from "./dom.ts";
import type { Side } from "./types.ts";

export interface Moment {
  side: Side;
  shout: string;
  hero: string;
  now: string;
  /** Seconds it is shown. */
  lasts: number;
}

const PIECES = 70;
/** Milliseconds of the closing animation, as in the style sheet. */
const WAY_OUT = 500;

/** Covers the whole page for a moment; a newer one replaces it. */
export function moments(stage: HTMLElement) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return ({ side, shout, hero, now, lasts }: Moment): void => {
    clearTimeout(timer);
    const fresh = stage.cloneNode(false) as HTMLElement;
    fresh.setAttribute("data-side", side);
    fresh.style.setProperty("--lasts", `${lasts}s`);
    fresh.replaceChildren(
      ...Array.from({ length: PIECES }, confetti),
      element("div", { class: shout.length > 5 ? "shout long" : "shout" }, shout),
      element("div", { class: "hero" }, hero),
      element("div", { class: "now" }, now),
    );
    fresh.hidden = false;
    // A new element, so that every animation starts from the beginning.
    stage.replaceWith(fresh);
    stage = fresh;
    timer = setTimeout(
      () => {
        fresh.hidden = true;
        fresh.replaceChildren();
      },
      lasts * 1000 + WAY_OUT,
    );
  };
}

const PAPER = ["#ffffff", "#ffd84d", "rgb(255 255 255 / 55%)", "color-mix(in srgb, var(--side) 55%, #fff)"];

function confetti(): HTMLElement {
  const piece = element("i", { class: "confetti" });
  const between = (least: number, most: number) => least + Math.random() * (most - least);
  piece.style.setProperty("--x", `${between(0, 100)}%`);
  piece.style.setProperty("--time", `${between(1.8, 3.6)}s`);
  piece.style.setProperty("--delay", `${between(0.1, 1.1)}s`);
  piece.style.setProperty("--drift", `${between(-12, 12)}vw`);
  piece.style.setProperty("--turn", `${between(-900, 900)}deg`);
  piece.style.setProperty("--paper", PAPER[Math.floor(Math.random() * PAPER.length)] ?? "#fff");
  return piece;
}
