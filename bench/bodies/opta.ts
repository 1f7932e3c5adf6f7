import { XMLParser } from "fast-xml-parser";
import { opta } from "../../modules/providers/opta/opta.ts";
import {
  iso,
  KICK_OFF,
  type MatchBody,
  type Moment,
  mixed,
  momentAt,
  nameOf,
  noise,
  TEAMS,
} from "./match.ts";

/** As the adapter has it: attributes beside elements, and text as it is. */
const XML = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  htmlEntities: true,
  jPath: false,
});

export function optaBodies(): MatchBody[] {
  const match = optaEvents();
  // Of a substitution's two events one is told, and nothing of what was before kick-off.
  const events = match.filter(({ type }) => type !== TEAM_SET_UP && type !== PLAYER_OFF).length;
  return [
    { name: "opta_f24", provider: opta, body: f24(match), events, parse: (body) => XML.parse(body) },
    { name: "opta_ma3", provider: opta, body: ma3(match), events, parse: JSON.parse },
  ];
}

interface OptaEvent extends Moment {
  type: number;
  periodId: number;
  side: 0 | 1;
  /** Counts within the team. */
  number: number;
  player?: number;
  outcome: 0 | 1;
  x: string;
  y: string;
  qualifiers: readonly Qualifier[];
}
type Qualifier = readonly [id: number, value?: string | number];

const TEAM_SET_UP = 34;
const PLAYER_OFF = 18;

/** How often what happens in a match; a foul, an aerial, a ball out of play and a substitution are two events. */
const ACTIONS = {
  pass: 960,
  recovery: 105,
  out: 45,
  aerial: 38,
  touch: 80,
  clearance: 55,
  foul: 25,
  dribble: 38,
  tackle: 36,
  interception: 28,
  dispossessed: 24,
  pickUp: 20,
  corner: 10,
  shot: 25,
  goal: 3,
  card: 4,
  substitution: 10,
};

function optaEvents(): OptaEvent[] {
  const actions = mixed(ACTIONS);
  const events: OptaEvent[] = [];
  const numbers: [number, number] = [0, 0];
  const add = (type: number, side: 0 | 1, moment: Moment, more: Partial<OptaEvent> = {}) => {
    numbers[side] += 1;
    const seed = events.length;
    const place = { x: (noise(seed, 1000) / 10).toFixed(1), y: (noise(seed + 7, 1000) / 10).toFixed(1) };
    const { period: periodId } = moment;
    const fixed = { type, periodId, side, number: numbers[side], outcome: 1 as const, qualifiers: [] };
    events.push({ ...moment, ...fixed, ...place, player: noise(seed, 11), ...more });
  };
  const ofBoth = (type: number, moment: Moment, more: Partial<OptaEvent> = {}) => {
    for (const side of [0, 1] as const)
      add(type, side, moment, { ...more, player: undefined, x: "0", y: "0" });
  };

  const players = Array.from({ length: 18 }, (_, index) => 1001 + index).join(", ");
  const [start, end] = [momentAt(0), momentAt(1)];
  ofBoth(TEAM_SET_UP, start, {
    periodId: 16,
    qualifiers: [
      [30, players],
      [44, players],
      [59, players],
      [130, "4"],
    ],
  });
  ofBoth(32, start);
  let period = 1;
  let substitutions = 0;
  for (const [index, action] of actions.entries()) {
    const moment = momentAt(index / actions.length);
    if (moment.period !== period) {
      ofBoth(30, momentAt(0.4999));
      ofBoth(32, moment);
      period = moment.period;
    }
    const side = noise(index + 3, 2) as 0 | 1;
    const other = (1 - side) as 0 | 1;
    const [mine, theirs] = [numbers[side] + 1, numbers[other] + 1];
    switch (action) {
      case "pass":
        add(1, side, moment, { outcome: index % 5 === 0 ? 0 : 1, qualifiers: passQualifiers(index) });
        break;
      case "foul":
        add(4, side, moment, { outcome: 0, qualifiers: [[13], [56, "Center"], [152], [233, theirs]] });
        add(4, other, moment, { qualifiers: [[13], [56, "Center"], [152], [233, mine]] });
        break;
      case "aerial":
        add(44, side, moment, { qualifiers: [[56, "Back"], [233, theirs], [286]] });
        add(44, other, moment, { outcome: 0, qualifiers: [[56, "Back"], [233, mine], [285]] });
        break;
      case "out":
        add(5, side, moment, {
          outcome: 0,
          qualifiers: [
            [56, "Left"],
            [233, theirs],
          ],
        });
        add(5, other, moment, {
          qualifiers: [
            [56, "Left"],
            [233, mine],
          ],
        });
        break;
      case "substitution": {
        const player = 1 + (substitutions >> 1);
        substitutions += 1;
        const team = (substitutions % 2) as 0 | 1;
        const number = numbers[team];
        const minute = { x: "0", y: "0" };
        add(PLAYER_OFF, team, moment, {
          ...minute,
          player,
          qualifiers: [[42], [44, "Midfielder"], [55, number + 2]],
        });
        add(19, team, moment, { ...minute, player: player + 10, qualifiers: [[42], [55, number + 1]] });
        break;
      }
      case "shot":
        add([13, 14, 15, 15][index % 4] ?? 13, side, moment, { qualifiers: shotQualifiers(mine - 1) });
        break;
      case "goal":
        add(16, side, moment, { qualifiers: shotQualifiers(mine - 1) });
        break;
      case "card":
        add(17, side, moment, { x: "0", y: "0", qualifiers: [[13], [31]] });
        break;
      default:
        add(PLAIN[action], side, moment, {
          qualifiers: [
            [56, "Right"],
            [233, theirs],
          ],
        });
    }
  }
  ofBoth(30, end);
  ofBoth(30, end, { periodId: 14 });
  return events;
}

const PLAIN = {
  recovery: 49,
  touch: 61,
  clearance: 12,
  dribble: 3,
  tackle: 7,
  interception: 8,
  dispossessed: 50,
  pickUp: 52,
  corner: 6,
};

function passQualifiers(index: number): Qualifier[] {
  const [endX, endY] = [(noise(index, 990) / 10).toFixed(1), (noise(index + 1, 990) / 10).toFixed(1)];
  const kind: Qualifier[] = index % 7 === 0 ? [[1], [155]] : index % 11 === 0 ? [[107]] : [];
  return [[56, "Center"], [140, endX], [141, endY], [212, "14.2"], [213, "5.3"], ...kind];
}

function shotQualifiers(assist: number): Qualifier[] {
  return [
    [20],
    [22],
    [29],
    [55, assist],
    [56, "Center"],
    [102, "51.2"],
    [103, "12.4"],
    [214],
    [321, "0.118"],
  ];
}

function f24(events: readonly OptaEvent[]): string {
  const lines = events.map((event, index) => {
    const { type, periodId, min, sec, side, number, player, outcome, x, y, at, qualifiers } = event;
    const by = player === undefined ? "" : ` player_id="${10_100 + side * 100 + player}"`;
    const time = local(at);
    const head = `id="${2_300_000_000 + index}" event_id="${number}" type_id="${type}" period_id="${periodId}" min="${min}" sec="${sec}"${by} team_id="${11 + side}" outcome="${outcome}" x="${x}" y="${y}" timestamp="${time}" timestamp_utc="${iso(at).slice(0, -1)}" last_modified="${time.slice(0, -4)}" version="${at + 4_000}"`;
    const inner = qualifiers.map(([id, value], at) => {
      const told = value === undefined ? "" : ` value="${value}"`;
      return `      <Q id="${3_100_000_000 + index * 20 + at}" qualifier_id="${id}"${told} />\n`;
    });
    return `    <Event ${head}>\n${inner.join("")}    </Event>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- a production header -->
<Games timestamp="${local(KICK_OFF + 7_200_000).slice(0, -4)}">
  <Game id="7001" away_team_id="12" away_team_name="${TEAMS[1]}" competition_id="5" competition_name="First League" game_date="${local(KICK_OFF).slice(0, -4)}" home_team_id="11" home_team_name="${TEAMS[0]}" matchday="3" season_id="2023" season_name="Season 2023/2024">
${lines.join("")}  </Game>
</Games>
`;
}

/** The clock in the United Kingdom, in summer. */
function local(at: number): string {
  return iso(at + 3_600_000).slice(0, -1);
}

function ma3(events: readonly OptaEvent[]): string {
  const contestants = ["harb0uraaaaaaaaaaaaaaaaaa", "m1llt0wnaaaaaaaaaaaaaaaaa"] as const;
  const event = events.map(
    ({ type, periodId, min, sec, side, number, player, outcome, x, y, at, qualifiers }, index) => {
      const { first, last } = nameOf(side, player ?? 0);
      const id = `play3r${side}x${String(player).padStart(2, "0")}aaaaaaaaaaaaaaa`;
      return {
        id: 2_300_000_000 + index,
        eventId: number,
        typeId: type,
        periodId,
        timeMin: min,
        timeSec: sec,
        contestantId: contestants[side],
        ...(player === undefined ? {} : { playerId: id, playerName: `${first.charAt(0)}. ${last}` }),
        outcome,
        x: Number(x),
        y: Number(y),
        timeStamp: iso(at),
        lastModified: iso(at + 4_000),
        qualifier: qualifiers.map(([qualifierId, value], at) => ({
          id: 3_100_000_000 + index * 20 + at,
          qualifierId,
          ...(value === undefined ? {} : { value: String(value) }),
        })),
      };
    },
  );
  const matchInfo = {
    id: "m4tchaaaaaaaaaaaaaaaaaaaa",
    date: "2024-05-04Z",
    time: "15:00:00Z",
    lastUpdated: iso(KICK_OFF + 7_200_000),
    competition: { id: "c0mpaaaaaaaaaaaaaaaaaaaaa", name: "First League" },
    contestant: contestants.map((id, side) => ({
      id,
      name: TEAMS[side],
      position: side === 0 ? "home" : "away",
    })),
  };
  const matchDetails = { periodId: 14, matchStatus: "Played", scores: { total: { home: 2, away: 1 } } };
  return JSON.stringify({ matchInfo, liveData: { matchDetails, event } });
}
