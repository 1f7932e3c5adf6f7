import * as z from "zod";
import { faultsOf, type Path } from "../kit/faults.ts";
import { defined, type Fields } from "../kit/fields.ts";
import type { Named } from "../kit/named.ts";
import type { Delivery } from "../provider.ts";
import { minuteIn, periodNumber, playedPeriod } from "./clock.ts";
import { incidentsOfTeam, reviewsOf } from "./f7-incidents.ts";
import { letteredId, vendorId } from "./ids.ts";
import type { OptaMatch, Read } from "./record.ts";
import { rosterOf } from "./roster.ts";
import { f7Status } from "./status.ts";
import { instantOf } from "./times.ts";
import { attr, child, children, content, count, nameOf } from "./values.ts";

const header = z.looseObject({ uID: vendorId });

/** Reads one `SoccerDocument` of F7 or F9, the summary of a match. The statistics that F9 adds are not read. */
export function readF7(document: Fields, feed: Fields, delivery: Delivery, path: Path): Read {
  const uID = letteredId(attr(document, "uID"));
  const head = header.safeParse({ uID });
  if (!head.success) return { faults: faultsOf(head.error, { uID }, path) };

  const data = child(document, "MatchData") ?? {};
  const info = child(data, "MatchInfo") ?? {};
  const sides = children(data, "TeamData");
  const roster = rosterOf(document, sides);
  const sideOf = (name: string) => sides.find((side) => attr(side, "Side") === name);
  const competition = child(document, "Competition");
  const [home, away] = [sideOf("Home"), sideOf("Away")];
  const as_of = instantOf(attr(feed, "TimeStamp"), "uk") ?? delivery.received_at;

  const match: OptaMatch = {
    ...defined({
      home: teamOf(home, document),
      away: teamOf(away, document),
      league: competition && named(letteredId(attr(competition, "uID")), content(competition.Name)),
      kick_off: instantOf(content(info.Date), "uk") ?? instantOf(content(info.DateUtc), "utc"),
      home_score: home && count(attr(home, "Score")),
      away_score: away && count(attr(away, "Score")),
    }),
    ...f7Status(attr(info, "Period"), attr(child(info, "Result") ?? {}, "Type")),
    ...clock(data, info),
    id: head.data.uID,
    as_of,
    sdapi: false,
  };
  const incidents = [
    ...sides.flatMap((side) => incidentsOfTeam(side, sides, roster)),
    ...reviewsOf(data, roster),
  ];
  return { document: { match, incidents } };
}

function teamOf(side: Fields | undefined, document: Fields): Named | undefined {
  const id = side && letteredId(attr(side, "TeamRef"));
  const team = children(document, "Team").find((one) => letteredId(attr(one, "uID")) === id);
  return named(id, content(team?.Name) ?? nameIn(team));
}

/** Packed JSON has a team's name in an object of its own. */
function nameIn(team: Fields | undefined): unknown {
  return team && child(team, "nameObj")?.name;
}

function named(id: string | undefined, name: unknown): Named | undefined {
  return id === undefined ? undefined : { id, ...defined({ name: nameOf(name) }) };
}

/** Reads the clock while a period is played: the vendor does not reset it at other times. */
function clock(data: Fields, info: Fields): Partial<OptaMatch> {
  const period = playedPeriod(periodNumber(attr(info, "Period")));
  const time = children(data, "Stat").find((stat) => attr(stat, "Type") === "match_time");
  const minute = time && count(content(time));
  return period === undefined || minute === undefined ? {} : minuteIn(period, minute);
}
