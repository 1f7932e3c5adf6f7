import type { FeedItem, MatchEvent, StatusReport } from "../../../../modules/match/event.ts";
import { opta } from "../../../../modules/providers/opta/opta.ts";
import type { DecodedBody, Delivery, Fault } from "../../../../modules/providers/provider.ts";
import { type Played, play } from "../../../support/play.ts";

const DELIVERY: Delivery = { received_at: "2024-05-11T18:00:00.000Z", request_id: "r-1" };

type Values = Record<string, string | number | undefined>;

/** Bodies in the shape of the vendor's, with invented values. Reds (`11`) are at home to Blues (`22`). */
export function f24(events: readonly string[], game: Values = {}, games: Values = {}): string {
  const head = {
    id: "7001",
    home_team_id: "11",
    home_team_name: "Reds",
    away_team_id: "22",
    away_team_name: "Blues",
    competition_id: "5",
    competition_name: "First League",
    game_date: "2024-05-11T15:00:00",
    home_score: "0",
    away_score: "0",
    ...game,
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<!-- a production header -->",
    `<Games ${attributes({ timestamp: "2024-05-11T17:10:00", ...games })}>`,
    `<Game ${attributes(head)}>`,
    ...events,
    "</Game>",
    "</Games>",
  ].join("\n");
}

let numbers = 0;

/** One `Event`; qualifiers are `{[qualifier_id]: value}`, with "" for a flag. */
export function event(type: number, values: Values = {}, qualifiers: Values = {}): string {
  numbers += 1;
  const fields = {
    id: `90${numbers}`,
    event_id: `${numbers}`,
    type_id: type,
    period_id: "1",
    min: "10",
    sec: "5",
    team_id: "11",
    player_id: "101",
    outcome: "1",
    x: "50.0",
    y: "50.0",
    timestamp: "2024-05-11T15:10:05.123",
    last_modified: "2024-05-11T15:10:09",
    version: "1715436609000",
    ...values,
  };
  const inner = Object.entries(qualifiers).map(
    ([id, value]) =>
      `<Q ${attributes({ id: `8${id}`, qualifier_id: id, value: value === "" ? undefined : value })} />`,
  );
  return `<Event ${attributes(fields)}>${inner.join("")}</Event>`;
}

function attributes(values: Values): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${value}"`)
    .join(" ");
}

export interface F7 {
  period?: string;
  result?: string;
  home?: string;
  away?: string;
  homeScore?: string;
  awayScore?: string;
  matchTime?: string;
  timestamp?: string;
  data?: string;
}

/** An F7; `home` and `away` are what is in the team's `TeamData`. */
export function f7({
  period = "FullTime",
  result = "NormalResult",
  home = "",
  away = "",
  homeScore = "0",
  awayScore = "0",
  matchTime = "94",
  timestamp = "20240511T171000+0100",
  data = "",
}: F7 = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<SoccerFeed TimeStamp="${timestamp}">
  <SoccerDocument Type="Result" detail_id="1" uID="f7001">
    <Competition uID="c5"><Name>First League</Name></Competition>
    <MatchData>
      <MatchInfo MatchType="Regular" Period="${period}"><Date>20240511T150000+0100</Date><Result Type="${result}" /></MatchInfo>
      <Stat Type="match_time">${matchTime}</Stat>
      ${data}
      <TeamData Score="${homeScore}" Side="Home" TeamRef="t11">${home}
        <PlayerLineUp><MatchPlayer PlayerRef="p101" /><MatchPlayer PlayerRef="p102" /></PlayerLineUp>
      </TeamData>
      <TeamData Score="${awayScore}" Side="Away" TeamRef="t22">${away}
        <PlayerLineUp><MatchPlayer PlayerRef="p201" /></PlayerLineUp>
      </TeamData>
    </MatchData>
    <Team uID="t11"><Name>Reds</Name>
      <Player uID="p101"><PersonName><First>Ann</First><Last>Arden</Last></PersonName></Player>
      <Player uID="p102"><PersonName><First>Beatrix</First><Known>Bea</Known><Last>Bell</Last></PersonName></Player>
      <TeamOfficial Type="Manager" uID="man91"><PersonName><First>Mia</First><Last>Moss</Last></PersonName></TeamOfficial>
    </Team>
    <Team uID="t22"><Name>Blues</Name>
      <Player uID="p201"><PersonName><First>Cleo</First><Last>Cole</Last></PersonName></Player>
    </Team>
  </SoccerDocument>
</SoccerFeed>`;
}

const MATCH_INFO = {
  id: "m4tchaaaaaaaaaaaaaaaaaaaa",
  date: "2024-05-11Z",
  time: "14:00:00Z",
  lastUpdated: "2024-05-11T16:10:00Z",
  competition: { id: "c0mpaaaaaaaaaaaaaaaaaaaaa", name: "First League" },
  contestant: [
    { id: "reds1aaaaaaaaaaaaaaaaaaaa", name: "Reds", position: "home" },
    { id: "blues1aaaaaaaaaaaaaaaaaaa", name: "Blues", position: "away" },
  ],
};
export const REDS = MATCH_INFO.contestant[0]?.id ?? "";
export const BLUES = MATCH_INFO.contestant[1]?.id ?? "";

/** An answer of SDAPI: MA3 if `liveData` has `event`, else MA1. */
export function sdapi(liveData: object, matchInfo: object = {}): string {
  return JSON.stringify({ matchInfo: { ...MATCH_INFO, ...matchInfo }, liveData });
}

export function decode(body: string): DecodedBody {
  return opta.decode(body, "native", DELIVERY);
}

export function items(body: string): FeedItem[] {
  const decoded = decode(body);
  if (decoded.outcome !== "items") throw new Error(JSON.stringify(decoded));
  return decoded.items.map((item) => {
    if (item.kind !== "event" && item.kind !== "status")
      throw new Error(`A ${item.kind} is not expected here`);
    return item;
  });
}

export function events(body: string): MatchEvent[] {
  return items(body).flatMap((item) => (item.kind === "event" ? [item.event] : []));
}

export function reports(body: string): StatusReport[] {
  return items(body).flatMap((item) => (item.kind === "status" ? [item.report] : []));
}

export function faults(body: string): Fault[] {
  const decoded = decode(body);
  if (decoded.outcome !== "invalid") throw new Error(JSON.stringify(decoded));
  return decoded.faults;
}

/** The match after these bodies came in, in this order. */
export function matchAfter(...bodies: string[]): Played {
  return play(bodies.flatMap(items));
}

/** The events that stand after these bodies, by id. */
export function standing(...bodies: string[]): MatchEvent[] {
  return [...matchAfter(...bodies).known.values()]
    .map(({ event: told }) => told)
    .filter(({ operation }) => operation !== "void");
}

export function scoreAfter(...bodies: string[]): [home: number, away: number] {
  const { state } = matchAfter(...bodies);
  return [state.home_score, state.away_score];
}

/** The tally of home or away after these bodies. */
export function tallyAfter(team: string, ...bodies: string[]) {
  return matchAfter(...bodies).state.tallies[`opta-${team}`] ?? {};
}
