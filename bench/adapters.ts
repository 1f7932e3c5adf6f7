import type { DecodedBody, Delivery } from "../modules/providers/provider.ts";
import type { MatchBody } from "./bodies/match.ts";
import { optaBodies } from "./bodies/opta.ts";
import { snapshotBodies } from "./bodies/snapshots.ts";
import { sportradarBody } from "./bodies/sportradar.ts";
import { statsbombBody } from "./bodies/statsbomb.ts";
import { cpuSeconds, type Figure, inTurns, type Part } from "./figures.ts";

const ROUNDS = 9;
/** Seconds of CPU time that one turn of a contender takes, about. */
const TURN = 0.06;

/** What making items of a vendor's body costs in CPU, beside parsing it, which is the least it can cost. */
export const adapters: Part = {
  name: "adapters",
  about: "decoding a whole match of each vendor, against a bare parse of the same body",
  async run(progress) {
    const bodies = [...optaBodies(), statsbombBody(), sportradarBody(), ...snapshotBodies()];
    const figures: Figure[] = [];
    for (const match of bodies) {
      progress(`${match.name}: ${match.events} events, ${(match.body.length / 1024).toFixed(0)} KB`);
      figures.push(...(await figuresOf(match)));
    }
    return figures;
  },
};

async function figuresOf({ name, provider, body, events, match, parse }: MatchBody): Promise<Figure[]> {
  const delivery: Delivery = {
    received_at: "2024-05-04T17:00:00.000Z",
    request_id: "bench",
    ...(match === undefined ? {} : { match }),
  };
  const decode = () => provider.decode(body, "native", delivery);
  const told = eventsIn(decode());
  if (told !== events) throw new Error(`${name}: ${told} events were decoded, and there are ${events}`);

  const seconds = await inTurns(ROUNDS, {
    decode: turnsOf(decode),
    parse: turnsOf(() => parse(body)),
  });
  return [
    {
      figure: `adapters.${name}.events_per_cpu_second`,
      value: events / seconds.decode,
      unit: "per_cpu_second",
      note: `of ${events} events in a body`,
    },
    {
      figure: `adapters.${name}.vs_parse`,
      value: seconds.decode / seconds.parse,
      unit: "ratio",
      note: "times the CPU time of a bare parse of the body; the rest is checking and mapping",
    },
  ];
}

/** The events that stand, so that a refusal or a body understood by half is not what is measured. */
function eventsIn(decoded: DecodedBody): number {
  if (decoded.outcome !== "items") throw new Error(`The body is refused: ${JSON.stringify(decoded)}`);
  if (decoded.duplicates > 0) throw new Error(`The body repeats itself ${decoded.duplicates} times.`);
  return decoded.items
    .flatMap((item) =>
      item.kind === "event" ? [item.event] : item.kind === "sheet" ? item.sheet.events : [],
    )
    .filter(({ operation }) => operation !== "void").length;
}

/** Warms up, which also tells how many calls make a turn. A turn is the CPU seconds of one call. */
function turnsOf(call: () => unknown): () => Promise<number> {
  const start = cpuSeconds();
  let calls = 0;
  while (cpuSeconds() - start < 4 * TURN) {
    call();
    calls += 1;
  }
  const perTurn = Math.ceil(calls / 4);
  return async () => {
    const from = cpuSeconds();
    for (let n = 0; n < perTurn; n += 1) call();
    return (cpuSeconds() - from) / perTurn;
  };
}
