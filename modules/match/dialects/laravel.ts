import { type About, aboutOf } from "../about.ts";
import type { ControlFrame } from "../control-frame.ts";
import type { MatchFrame } from "../frame.ts";
import type { Frame } from "./frame.ts";
import { clock, description, liveStatus, periodName } from "./labels.ts";

type Of<Type extends MatchFrame["type"]> = Extract<MatchFrame, { type: Type }>;

/**
 * Translates a frame into an event of a Laravel broadcaster: `{"event","channel","data"}` with `match.update` (score,
 * clock, teams), `match.event` or `match.status`, on the hierarchical channel of the match where its league is known.
 * `operation` marks corrections. Answers are events under their own name.
 *
 * The dialect has no message for `stats_update` and `feed_status`.
 */
export function laravel(frame: Frame): object | undefined {
  switch (frame.type) {
    case "match_update":
      return update(frame, aboutOf(frame.data));
    case "score_update":
      return update(frame, frame.match);
    case "match_event":
      return event(frame);
    case "match_status":
      return status(frame);
    case "stats_update":
    case "feed_status":
      return undefined;
    default:
      return control(frame);
  }
}

function update(frame: Of<"match_update" | "score_update">, match: About): object {
  const { state } = frame;
  return {
    event: "match.update",
    channel: channelOf(frame, match),
    data: {
      match_id: frame.match_id,
      sport_id: match.sport,
      league_id: match.league?.id ?? null,
      status: liveStatus(state.status),
      home_team: team(match.home_team, state.home_score),
      away_team: team(match.away_team, state.away_score),
      period: periodName(state.status),
      time: clock(state),
      last_updated: frame.timestamp,
    },
  };
}

function event(frame: Of<"match_event">): object {
  const { data, state } = frame;
  return {
    event: "match.event",
    channel: channelOf(frame, frame.match),
    data: {
      match_id: frame.match_id,
      event_id: data.event_id,
      event_type: data.event_type,
      operation: data.operation,
      team_id: data.team_id ?? null,
      player_name: data.player ?? null,
      time: clock(data),
      description: description(data),
      home_score: state.home_score,
      away_score: state.away_score,
      timestamp: frame.timestamp,
    },
  };
}

function status(frame: Of<"match_status">): object {
  return {
    event: "match.status",
    channel: channelOf(frame, frame.match),
    data: {
      match_id: frame.match_id,
      previous_status: liveStatus(frame.data.old_status),
      new_status: liveStatus(frame.data.status),
      timestamp: frame.timestamp,
    },
  };
}

function control(frame: ControlFrame): object {
  const { type, ...fields } = frame;
  const data =
    frame.type === "history"
      ? { ...fields, frames: frame.frames.flatMap((one) => laravel(one) ?? []) }
      : fields;
  return { event: type, ...("channel" in frame ? { channel: frame.channel } : {}), data };
}

/** Names the channel of the match so that a client can subscribe to the name it received. */
function channelOf({ channel, match_id }: MatchFrame, { league, sport }: About): string {
  if (!league || sport !== "football") return channel;
  const prefix = channel.startsWith("private-") ? "private-" : "";
  return `${prefix}sports.${sport}.leagues.${league.id}.matches.${match_id}`;
}

function team(named: About["home_team"], score: number): object {
  return { id: named?.id ?? null, name: named?.name ?? null, score };
}
