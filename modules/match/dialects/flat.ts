import { type About, aboutOf } from "../about.ts";
import type { MatchFrame } from "../frame.ts";
import { otherSide, type Side } from "../state.ts";
import type { Frame } from "./frame.ts";
import { isEnd, isStart, minuteName, periodName, scoreline } from "./labels.ts";

type Of<Type extends MatchFrame["type"]> = Extract<MatchFrame, { type: Type }>;

/**
 * Translates a frame into one flat object with an upper-case `type`: `MATCH_STARTED`, `GOAL_SCORED`, `CARD_ISSUED`,
 * `SUBSTITUTION`, `SCORE_UPDATE`, `MATCH_ENDED`. All their fields are strings, empty where nothing is known. A new
 * subscriber gets the snapshot as a `SCORE_UPDATE`. `SUBSCRIBED` and `PONG` answer; other answers, `ERROR` among
 * them, are the frame itself under its upper-case name.
 *
 * The dialect has no message for other events, for corrections and voids (the score that follows has one), for
 * kicks of a shootout, for breaks, for teams and leagues that become known, for `stats_update` and `feed_status`.
 */
export function flat(frame: Frame): object | undefined {
  switch (frame.type) {
    case "match_event":
      return happened(frame);
    case "score_update":
      return scoreUpdate(frame, frame.match);
    case "match_status":
      return moved(frame);
    case "match_update":
      return frame.seq === frame.prev_seq ? scoreUpdate(frame, aboutOf(frame.data)) : undefined;
    case "stats_update":
    case "feed_status":
      return undefined;
    case "subscribed":
      return { type: "SUBSCRIBED", ...echo(frame), subscription: subscription(frame.channels) };
    case "pong":
      return { type: "PONG", ...echo(frame) };
    case "history":
      return { ...frame, type: "HISTORY", frames: frame.frames.flatMap((one) => flat(one) ?? []) };
    default:
      return { ...frame, type: frame.type.toUpperCase() };
  }
}

function happened(frame: Of<"match_event">): object | undefined {
  const { data, match } = frame;
  if (data.operation !== "create" || data.period === "penalty_shootout") return undefined;
  const side = sideOf(data.team_id, match);
  const at = { match_id: frame.match_id, minute: minuteName(data) };
  const where = { ...teams(match), league_id: match.league?.id ?? "", timestamp: frame.timestamp };
  const player = data.player ?? data.player_id ?? "";
  switch (data.event_type) {
    case "goal": {
      const scoring = side && data.detail === "own_goal" ? otherSide(side) : side;
      const score = scoreline(frame.state);
      return { type: "GOAL_SCORED", ...at, scorer: player, team: scoring ?? "", score, ...where };
    }
    case "card": {
      // This dialect has two colours only, and a second yellow card sends the player off.
      const card_type = (data.detail ?? "yellow") === "yellow" ? "yellow card" : "red card";
      return { type: "CARD_ISSUED", ...at, player, team: side ?? "", card_type, ...where };
    }
    case "substitution": {
      const player_out = data.related_player ?? data.related_player_id ?? "";
      return { type: "SUBSTITUTION", ...at, player_in: player, player_out, team: side ?? "", ...where };
    }
    default:
      return undefined;
  }
}

function scoreUpdate(frame: Of<"score_update" | "match_update">, match: About): object {
  return {
    type: "SCORE_UPDATE",
    match_id: frame.match_id,
    ...teams(match),
    score: scoreline(frame.state),
    status: periodName(frame.state.status),
    league_id: match.league?.id ?? "",
    timestamp: frame.timestamp,
  };
}

function moved(frame: Of<"match_status">): object | undefined {
  const { old_status, status } = frame.data;
  if (isStart(old_status, status)) return started(frame);
  return isEnd(old_status, status) ? ended(frame) : undefined;
}

function started({ match_id, match, timestamp }: Of<"match_status">): object {
  return {
    type: "MATCH_STARTED",
    match_id,
    ...teams(match),
    league: match.league?.name ?? "",
    league_id: match.league?.id ?? "",
    start_time: match.kick_off?.slice(0, "2024-01-15T20:00".length).replace("T", " ") ?? "",
    timestamp,
  };
}

function ended({ match_id, match, state, timestamp }: Of<"match_status">): object {
  const { home_team, away_team } = teams(match);
  return {
    type: "MATCH_ENDED",
    match_id,
    home_team,
    home_team_key: match.home_team?.id ?? "",
    away_team,
    away_team_key: match.away_team?.id ?? "",
    final_score: scoreline(state),
    halftime_score: match.half_time ? scoreline(match.half_time) : "",
    league: match.league?.name ?? "",
    league_key: match.league?.id ?? "",
    // No feed gives the country of the league.
    country: "",
    timestamp,
  };
}

function teams({ home_team, away_team }: About): { home_team: string; away_team: string } {
  return {
    home_team: home_team?.name ?? home_team?.id ?? "",
    away_team: away_team?.name ?? away_team?.id ?? "",
  };
}

function sideOf(teamId: string | undefined, { home_team, away_team }: About): Side | undefined {
  if (teamId === undefined) return undefined;
  if (teamId === home_team?.id) return "home";
  return teamId === away_team?.id ? "away" : undefined;
}

function subscription(channels: readonly string[]): string {
  return channels.some((channel) => channel === "all" || channel === "live:all")
    ? "all_matches"
    : channels.join();
}

function echo({ id }: { id?: string | number }): { id?: string | number } {
  return id === undefined ? {} : { id };
}
