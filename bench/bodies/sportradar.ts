import { sportradar } from "../../modules/providers/sportradar/sportradar.ts";
import {
  type Fields,
  iso,
  KICK_OFF,
  type MatchBody,
  type Moment,
  mixed,
  momentAt,
  nameOf,
  noise,
  SQUAD,
  TEAMS,
} from "./match.ts";

/** How often what comes in a timeline, apart from whistles. */
const ENTRIES = {
  throw_in: 560,
  free_kick: 330,
  goal_kick: 200,
  shot_off_target: 90,
  shot_on_target: 70,
  shot_saved: 60,
  corner_kick: 90,
  offside: 30,
  injury: 20,
  injury_return: 20,
  possible_goal: 4,
  yellow_card: 6,
  substitution: 10,
  score_change: 4,
};

export function sportradarBody(): MatchBody {
  const timeline: Fields[] = [];
  const add = (type: string, { at, period }: Moment, fields: Fields = {}) => {
    const id = 1_700_000_000 + timeline.length;
    timeline.push({ id, type, time: time(at), period, period_type: "regular_period", ...fields });
  };
  const words = mixed(ENTRIES);
  const score: [number, number] = [0, 0];
  let period = 0;
  for (const [index, type] of words.entries()) {
    const moment = momentAt(index / words.length);
    if (moment.period !== period) {
      if (period === 0) timeline.push({ id: 1_600_000_000, type: "match_started", time: time(moment.at) });
      if (period === 1) {
        add("period_score", momentAt(0.4999), { home_score: score[0], away_score: score[1] });
        add("break_start", momentAt(0.4999), { break_name: "half_time" });
      }
      add("period_start", moment, { period_name: `${moment.period}_half` });
      period = moment.period;
    }
    const side = noise(index + 3, 2);
    if (type === "score_change") score[side === 0 ? 0 : 1] += 1;
    const place = { x: noise(index, 101), y: noise(index + 1, 101) };
    const competitor = side === 0 ? "home" : "away";
    add(type, moment, { ...clock(moment), competitor, ...place, ...more(type, side, index, score) });
  }
  add("period_score", momentAt(1), { home_score: score[0], away_score: score[1] });
  timeline.push({ id: 1_900_000_000, type: "match_ended", time: time(momentAt(1).at) });

  const body = {
    generated_at: time(KICK_OFF + 7_200_000),
    sport_event: sportEvent(),
    sport_event_status: {
      status: "closed",
      match_status: "ended",
      home_score: score[0],
      away_score: score[1],
      match_ended: true,
    },
    statistics: {
      totals: { competitors: [0, 1].map((side) => ({ ...competitor(side), ...counted(side) })) },
    },
    timeline,
  };
  return {
    name: "sportradar",
    provider: sportradar,
    body: JSON.stringify(body),
    events: timeline.length,
    parse: JSON.parse,
  };
}

function time(at: number): string {
  return `${iso(at).slice(0, 19)}+00:00`;
}

/** The minute being played, with stoppage time apart. */
function clock({ period, min, sec }: Moment): Fields {
  const full = period * 45;
  if (min < full) return { match_time: min + 1, match_clock: `${min}:${String(sec).padStart(2, "0")}` };
  const over = {
    stoppage_time: min - full + 1,
    stoppage_time_clock: `${min - full}:${String(sec).padStart(2, "0")}`,
  };
  return { match_time: full, match_clock: `${full}:00`, ...over };
}

function more(type: string, side: number, index: number, [home_score, away_score]: [number, number]): Fields {
  const someone = noise(index, 11);
  switch (type) {
    case "score_change":
      return {
        players: [player(side, someone, "scorer"), player(side, (someone + 1) % 11, "assist")],
        home_score,
        away_score,
        method: "shot",
      };
    case "substitution":
      return {
        players: [player(side, 11 + (index % 7), "substituted_in"), player(side, someone, "substituted_out")],
      };
    case "yellow_card":
      return { players: [player(side, someone)], card_description: "foul" };
    case "shot_on_target":
    case "shot_off_target":
    case "shot_saved":
    case "injury":
      return { players: [player(side, someone)], updated_time: time(momentAt(index / 1500).at + 20_000) };
    default:
      return {};
  }
}

function player(side: number, number: number, type?: string): Fields {
  const { first, last } = nameOf(side, number);
  const id = `sr:player:${9_000 + side * 100 + number}`;
  return { id, name: `${last}, ${first}`, ...(type ? { type } : {}) };
}

function competitor(side: number): Fields {
  const abbreviation = side === 0 ? "HAR" : "MIL";
  return {
    id: `sr:competitor:${10 + side}`,
    name: TEAMS[side],
    abbreviation,
    qualifier: side === 0 ? "home" : "away",
  };
}

function sportEvent(): Fields {
  return {
    id: "sr:sport_event:5001",
    start_time: time(KICK_OFF),
    start_time_confirmed: true,
    sport_event_context: {
      sport: { id: "sr:sport:1", name: "Soccer" },
      competition: { id: "sr:competition:7", name: "First League", gender: "men" },
      season: { id: "sr:season:3", name: "First League 23/24" },
    },
    competitors: [competitor(0), competitor(1)],
    venue: { id: "sr:venue:1", name: "Harbour Park", capacity: 24_000 },
  };
}

const COUNTED = (
  "assists chances_created clearances corner_kicks goals_scored interceptions offsides passes_total " +
  "shots_blocked shots_off_target shots_on_target tackles_total yellow_cards"
).split(" ");

function counted(side: number): Fields {
  const figures = (seed: number) => Object.fromEntries(COUNTED.map((name, n) => [name, noise(seed + n, 20)]));
  const players = Array.from({ length: SQUAD }, (_, n) => ({ ...player(side, n), statistics: figures(n) }));
  return { statistics: { ball_possession: 50, shots_total: 14, ...figures(side) }, players };
}
