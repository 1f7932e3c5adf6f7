import { arrange, byId, element } from "./dom.ts";
import { ICONS } from "./icons.ts";
import { goalsOf, isLive, kicksOf, type View, winnerOf } from "./match.ts";
import type { MatchEvent, Side, Snapshot } from "./types.ts";
import { hasClock, lastNameOf, minuteOf, nameOf, shortNameOf, statusOf } from "./words.ts";

const SIDES: readonly Side[] = ["home", "away"];
/** Kicks of each side before sudden death. */
const KICKS = 5;

/** Renders the teams, score, clock, scorers and shootout of the view. */
export function showBoard(view: View): void {
  const { match } = view;
  const board = byId("board");
  board.hidden = false;
  board.toggleAttribute("data-live", isLive(match));
  byId("league").textContent = match.league?.name ?? match.league?.id ?? "";
  byId("minute").textContent = hasClock(match) && match.minute > 0 ? minuteOf(match) : "";
  byId("status").textContent = statusOf(match);
  const winner = winnerOf(match);
  for (const side of SIDES) {
    byId(`${side}-name`).textContent = nameOf(match, side);
    byId(`${side}-crest`).textContent = shortNameOf(match, side);
    byId(`${side}-name`).parentElement?.toggleAttribute("data-lost", winner !== undefined && winner !== side);
    showDigit(byId(`${side}-score`), side === "home" ? match.home_score : match.away_score);
    byId(`${side}-goals`).replaceChildren(...scorers(goalsOf(view, side)));
  }
  showShootout(view);
  document.title = titleOf(match);
}

function titleOf(match: Snapshot): string {
  const clock = hasClock(match) ? minuteOf(match) : statusOf(match);
  return `${shortNameOf(match, "home")} ${match.home_score}–${match.away_score} ${shortNameOf(match, "away")} · ${clock}`;
}

function showDigit(digit: HTMLElement, score: number): void {
  const text = String(score);
  if (digit.textContent === text) return;
  digit.textContent = text;
  digit.classList.remove("changed");
  // Reading the layout makes the browser notice that the animation has to start again.
  void digit.offsetWidth;
  digit.classList.add("changed");
}

/** One line per player: `Messi 23′ (pen), 108′` */
function scorers(goals: readonly MatchEvent[]): HTMLElement[] {
  const byPlayer = Map.groupBy(goals, lastNameOf);
  return [...byPlayer].map(([player, his]) =>
    element("li", {}, element("b", {}, player), ` ${his.map(minuteAndKind).join(", ")}`),
  );
}

function minuteAndKind(goal: MatchEvent): string {
  const kind = goal.detail === "penalty" ? " (pen)" : goal.detail === "own_goal" ? " (og)" : "";
  return minuteOf(goal) + kind;
}

function showShootout(view: View): void {
  const { match } = view;
  const shown = match.status === "penalty_shootout" || match.home_shootout_score !== undefined;
  byId("shootout").hidden = !shown;
  if (!shown) return;
  byId("shootout-score").textContent = `${match.home_shootout_score ?? 0}–${match.away_shootout_score ?? 0}`;
  const over = match.status === "finished";
  for (const side of SIDES) showKicks(byId(`${side}-kicks`), kicksOf(view, side), over);
}

/** One dot per kick; kicks to come are empty. */
function showKicks(list: HTMLElement, kicks: readonly boolean[], over: boolean): void {
  const dots = Array.from({ length: over ? kicks.length : Math.max(KICKS, kicks.length) }, (_, index) => {
    const scored = kicks[index];
    const before = list.children[index];
    const state = scored === undefined ? "to come" : scored ? "scored" : "not scored";
    if (before?.getAttribute("aria-label") === state) return before;
    const dot = element("li", { class: "kick", role: "img", "aria-label": state });
    if (scored === undefined) return dot;
    dot.setAttribute("data-taken", "");
    dot.innerHTML = (scored ? ICONS.scored : ICONS.failed) ?? "";
    return dot;
  });
  arrange(list, dots);
}
