import { adapters } from "./adapters.ts";
import { audience } from "./audience.ts";
import { bundles } from "./bundles.ts";

import { fanout } from "./fanout.ts";
import type { Figure, Part } from "./figures.ts";

import { journey } from "./journey.ts";
import { memory } from "./memory.ts";
import { persist } from "./persist.ts";

/** `npm run bench` measures everything, `npm run bench -- fanout persist` only the parts named. */
const PARTS: readonly Part[] = [fanout, audience, persist, journey, memory, bundles, adapters];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`There is no part called ${unknown.join(", ")}. The parts are:`);
  for (const { name, about } of PARTS) console.error(`  ${name.padEnd(10)} ${about}`);
  process.exit(2);
}

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

function shown(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
