import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { expectedGoals } from "../../../modules/match/xg.ts";
import { event } from "../../support/items.ts";
import { auc, brier, correlation, fitLogistic, logistic, logLoss, sum } from "./fit.ts";

/** Real shots (StatsBomb open data, which may be studied but not be passed on). */
const FILE = new URL("../../../../shared/vendor-data/xg/shots-world-cup-2018.ndjson.gz", import.meta.url);

/** Their locations are on 120 by 80, with y = 0 on the attacker's left. */
const record = z.object({
  match_id: z.number(),
  period: z.number(),
  x: z.number(),
  y: z.number(),
  body_part: z.string(),
  type: z.string(),
  outcome: z.string(),
  statsbomb_xg: z.number(),
});
type Shot = z.infer<typeof record>;

const SHOOTOUT = 5;

const there = existsSync(FILE);
if (!there) console.warn("skipped: no real shots in ../shared/vendor-data/xg");

describe.skipIf(!there)("xG of real shots: all in play of a World Cup but the penalties", () => {
  const all = there ? shots() : [];
  const goals = all.filter(isGoal).length;
  const theirs = all.map(({ statsbomb_xg }) => statsbomb_xg);
  const base = figures(
    "the mere rate of goals",
    all,
    all.map(() => goals / all.length),
  );
  figures("StatsBomb's xG", all, theirs);

  it("is good enough of this model when it has not seen the match", () => {
    const found = figures("the model, cross-validated by match", all, crossValidated(all));
    expectDiscerning(found, base);
    expect(Math.abs(found.sum / goals - 1)).toBeLessThan(0.1);
  });

  it("is good enough as it is", () => {
    const chances = all.map(ours);
    const found = figures("ours", all, chances);
    expectDiscerning(found, base);
    // Ten percent are what is asked of a sample whose number of goals has a standard error of six.
    const error = Math.sqrt(sum(chances.map((chance) => chance * (1 - chance))));
    expect(Math.abs(found.sum - goals) / error).toBeLessThan(10 / 6);
  });

  it("is the regression it is said to be", () => {
    for (const shot of all) expect(ours(shot)).toBeCloseTo(logistic(PUBLISHED, features(shot)), 9);
  });
});

/** The weights of `features`, as they were published with the data. */
const PUBLISHED = [-1.617, -0.092, 1.559, -1.049];

function expectDiscerning(found: Figures, base: Figures) {
  expect(found.auc).toBeGreaterThan(0.74);
  // Without more than place and body part, better than that is a leak.
  expect(found.auc).toBeLessThan(0.8);
  expect(found.brier).toBeLessThan(0.92 * base.brier);
  expect(found.log_loss).toBeLessThan(base.log_loss);
  expect(found.with_statsbomb).toBeGreaterThan(0.75);
}

function shots(): Shot[] {
  const lines = gunzipSync(readFileSync(FILE)).toString().trim().split("\n");
  return lines
    .map((line) => record.parse(JSON.parse(line)))
    .filter(({ period, type }) => period !== SHOOTOUT && type !== "Penalty");
}

function isGoal({ outcome }: Shot): boolean {
  return outcome === "Goal";
}

function ours({ x, y, body_part }: Shot): number {
  const place = { position_x: (x / 120) * 100, position_y: (1 - y / 80) * 100 };
  const metadata = { body_part: body_part.toLowerCase() };
  return expectedGoals(event({ event_type: "shot", ...place, metadata }).event) ?? Number.NaN;
}

/** The chance of each shot by the regression fitted to nine tenths of the matches, its own not among them. */
function crossValidated(all: readonly Shot[]): number[] {
  const matches = [...new Set(all.map(({ match_id }) => match_id))].sort((a, b) => a - b);
  const foldOf = new Map(matches.map((match, index) => [match, index % 10]));
  const weights = Array.from({ length: 10 }, (_, fold) => {
    const seen = all.filter(({ match_id }) => foldOf.get(match_id) !== fold);
    return fitLogistic(seen.map(features), seen.map(isGoal));
  });
  return all.map((shot) => logistic(weights[foldOf.get(shot.match_id) ?? 0] ?? [], features(shot)));
}

/** One, metres to the middle of the goal, radians between the lines to its posts, and whether it was a header. */
function features({ x, y, body_part }: Shot): number[] {
  const [ahead, aside] = [105 * (1 - x / 120), 68 * (y / 80 - 0.5)];
  const [toOne, toOther] = [Math.hypot(ahead, aside - 3.66), Math.hypot(ahead, aside + 3.66)];
  const cosine = (toOne ** 2 + toOther ** 2 - 7.32 ** 2) / (2 * toOne * toOther);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  return [1, Math.hypot(ahead, aside), angle, Number(body_part === "Head")];
}

interface Figures {
  auc: number;
  brier: number;
  log_loss: number;
  /** Expected goals. */
  sum: number;
  /** Correlation with StatsBomb's. */
  with_statsbomb: number;
}

function figures(name: string, all: readonly Shot[], chances: readonly number[]): Figures {
  const told = all.map((shot, index) => ({ chance: chances[index] ?? Number.NaN, happened: isGoal(shot) }));
  const found = {
    auc: auc(told),
    brier: brier(told),
    log_loss: logLoss(told),
    sum: sum(chances),
    with_statsbomb: correlation(
      chances,
      all.map(({ statsbomb_xg }) => statsbomb_xg),
    ),
  };
  const shown = Object.entries(found).map(([key, value]) => `${key} ${value.toFixed(4)}`);
  if (all.length > 0) console.info(`xG, ${name}: ${shown.join(", ")} (goals ${all.filter(isGoal).length})`);
  return found;
}
