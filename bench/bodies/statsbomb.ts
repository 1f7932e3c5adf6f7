import { statsbomb } from "../../modules/providers/statsbomb/statsbomb.ts";
import { type Fields, type MatchBody, type Moment, mixed, momentAt, nameOf, noise, TEAMS } from "./match.ts";

/** How often what happens in a match; a pass is followed by its receipt and a carry. */
const ACTIONS = {
  pass: 780,
  Pressure: 160,
  "Ball Recovery": 80,
  Duel: 40,
  Clearance: 35,
  Interception: 20,
  Dribble: 30,
  Block: 30,
  Miscontrol: 25,
  Dispossessed: 20,
  foul: 24,
  shot: 25,
  Substitution: 8,
};

export function statsbombBody(): MatchBody {
  const records: Fields[] = [];
  const add = (name: string, side: number, moment: Moment, fields: Fields = {}): string => {
    const index = records.length + 1;
    const id = uuid(index);
    records.push({
      id,
      index,
      period: moment.period,
      timestamp: clock(moment),
      minute: moment.min,
      second: moment.sec,
      type: { id: 30, name },
      possession: 1 + (index >> 4),
      possession_team: team(side),
      play_pattern: { id: 1, name: "Regular Play" },
      team: team(side),
      ...fields,
    });
    return id;
  };
  const acted = (name: string, side: number, moment: Moment, fields: Fields = {}): string => {
    const seed = records.length;
    return add(name, side, moment, {
      player: player(side, noise(seed, 11)),
      position: { id: 10, name: "Center Defensive Midfield" },
      location: place(seed),
      duration: noise(seed, 4_000_000) / 1e6,
      related_events: [uuid(seed), uuid(seed + 2)],
      ...fields,
    });
  };
  const whistles = (name: string, moment: Moment) => {
    for (const side of [0, 1]) add(name, side, moment, { duration: 0 });
  };

  for (const side of [0, 1]) add("Starting XI", side, momentAt(0), { tactics: tactics(side) });
  whistles("Half Start", momentAt(0));
  const actions = mixed(ACTIONS);
  let period = 1;
  let cards = 0;
  for (const [index, action] of actions.entries()) {
    const moment = momentAt(index / actions.length);
    if (moment.period !== period) {
      whistles("Half End", momentAt(0.4999));
      whistles("Half Start", moment);
      period = moment.period;
    }
    const side = noise(index + 3, 2);
    switch (action) {
      case "pass":
        acted("Pass", side, moment, { pass: pass(index, side) });
        acted("Ball Receipt*", side, moment);
        acted("Carry", side, moment, {
          carry: { end_location: place(index) },
          under_pressure: index % 5 === 0,
        });
        break;
      case "foul": {
        const isBooked = index % 6 === 0;
        if (isBooked) cards += 1;
        const foul = isBooked ? { card: { id: 7, name: "Yellow Card" } } : { advantage: true };
        acted("Foul Committed", side, moment, { foul_committed: foul });
        acted("Foul Won", 1 - side, moment, { foul_won: { defensive: true } });
        break;
      }
      case "shot":
        acted("Shot", side, moment, { shot: shot(index, side) });
        acted("Goal Keeper", 1 - side, moment, { goalkeeper: { type: { id: 33, name: "Shot Saved" } } });
        break;
      case "Duel":
        acted(action, side, moment, {
          duel: { type: { id: 11, name: "Tackle" }, outcome: { id: 4, name: "Won" } },
        });
        break;
      case "Substitution": {
        const replacement = player(side, 11 + (index % 7));
        acted(action, side, moment, {
          substitution: { outcome: { id: 103, name: "Tactical" }, replacement },
        });
        break;
      }
      default:
        acted(action, side, moment, { under_pressure: index % 2 === 0 });
    }
  }
  whistles("Half End", momentAt(1));

  return {
    name: "statsbomb",
    provider: statsbomb,
    // Indented, as the vendor's files are.
    body: JSON.stringify(records, null, 2),
    // A card is the event of a foul as well; a whistle is one event, though it comes once per team.
    events: records.length + cards - 4,
    match: "5001",
    parse: JSON.parse,
  };
}

function uuid(n: number): string {
  const digits = noise(n, 0xffffffff).toString(16).padStart(8, "0");
  return `${digits}-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
}

function clock({ period, min, sec, at }: Moment): string {
  const minute = period === 1 ? min : min - 45;
  const two = (n: number) => String(n).padStart(2, "0");
  return `00:${two(minute)}:${two(sec)}.${String(at % 1000).padStart(3, "0")}`;
}

function team(side: number) {
  return { id: 10 + side, name: TEAMS[side] };
}

function player(side: number, number: number) {
  const { first, last } = nameOf(side, number);
  return { id: 5_000 + side * 100 + number, name: `${first} ${last}` };
}

function place(seed: number): number[] {
  return [noise(seed, 1200) / 10, noise(seed + 5, 800) / 10];
}

function pass(index: number, side: number): Fields {
  return {
    recipient: player(side, noise(index, 11)),
    length: noise(index, 400_000) / 10_000,
    angle: noise(index + 1, 31_000) / 10_000,
    height: { id: 1, name: "Ground Pass" },
    end_location: place(index),
    ...(index % 5 === 0 ? { outcome: { id: 9, name: "Incomplete" } } : {}),
    ...(index % 9 === 0 ? { type: { id: 67, name: "Throw-in" } } : {}),
    body_part: { id: 40, name: "Right Foot" },
  };
}

function shot(index: number, side: number): Fields {
  const position = { id: 3, name: "Right Center Back" };
  return {
    statsbomb_xg: noise(index, 100_000_000) / 1e9,
    end_location: [...place(index), 0.4],
    outcome: index % 8 === 0 ? { id: 97, name: "Goal" } : { id: 100, name: "Saved" },
    type: { id: 87, name: "Open Play" },
    technique: { id: 93, name: "Normal" },
    body_part: { id: 40, name: "Right Foot" },
    freeze_frame: Array.from({ length: 16 }, (_, n) => ({
      location: place(index + n),
      player: player(n % 2, n >> 1),
      position,
      teammate: n % 2 === side,
    })),
  };
}

function tactics(side: number): Fields {
  const position = { id: 1, name: "Goalkeeper" };
  return {
    formation: 442,
    lineup: Array.from({ length: 11 }, (_, n) => ({
      player: player(side, n),
      position,
      jersey_number: n + 1,
    })),
  };
}
