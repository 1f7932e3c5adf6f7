import { parseCommandLine } from "../local/command/command-line.ts";
import { Problem } from "../local/command/problem.ts";
import { whenNpmEnds } from "../local/command/stop-signal.ts";
import { adapters } from "./adapters.ts";
import { audience } from "./audience.ts";
import { bundles } from "./bundles.ts";
import { fanout } from "./fanout.ts";
import type { Figure, Part } from "./figures.ts";
import { journey } from "./journey.ts";
import { memory } from "./memory.ts";
import { persist } from "./persist.ts";

const PARTS: readonly Part[] = [fanout, audience, persist, journey, memory, bundles, adapters];

const HELP = `Measures what Touchline costs, as ratios within one run, so that they hold on any machine.

  npm run bench -- [part...]

${PARTS.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join("\n")}

  --help     prints this help

  Without a part all are measured, which takes minutes. Figures go to standard output, first for people, then a line of
  JSON each; what is being measured goes to standard error.`;

const wanted = partsNamed();
// What npm started for a terminal that is gone measures for nobody.
if (process.env.npm_lifecycle_event !== undefined) whenNpmEnds(() => process.exit(1));

const figures: Figure[] = [];
for (const part of PARTS) {
  if (wanted.length > 0 && !wanted.includes(part.name)) continue;
  console.error(`${part.name}: ${part.about}`);
  figures.push(...(await part.run((line) => console.error(`  ${line}`))));
}

const width = Math.max(...figures.map(({ figure }) => figure.length));
for (const { figure, value, unit, note } of figures) {
  console.log(`${figure.padEnd(width)}  ${shown(value).padStart(9)} ${unit.padEnd(14)}  ${note}`);
}
for (const { figure, value, unit } of figures) {
  console.log(JSON.stringify({ figure, value: Number(shown(value)), unit }));
}
process.exit(0);

function partsNamed(): readonly string[] {
  try {
    const { values, positionals } = parseCommandLine(process.argv.slice(2), HELP, {}, true);
    const unknown = positionals.filter((name) => !PARTS.some((part) => part.name === name));
    if (unknown.length > 0)
      throw new Problem(`There is no part ${unknown.join(", ")}: the parts are these.\n\n${HELP}`);
    if (!values.help) return positionals;
    console.log(HELP);
    return process.exit(0);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    return process.exit(2);
  }
}

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
