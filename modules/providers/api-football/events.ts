import { isLater } from "../../match/clock.ts";
import { plainName } from "../../match/names.ts";
import { named, part } from "../kit/loose.ts";
import { ourId } from "../kit/named.ts";
import type { Delivery, Fault } from "../provider.ts";
import { nowAt } from "../snapshots/anchors.ts";
import { type Read, tooMany } from "../snapshots/decode.ts";
import { eventsOf, type ListedEvent } from "../snapshots/listed-event.ts";
import type { Envelope } from "./body.ts";
import { readEntries, type Teams } from "./entries.ts";
import { matchIdOf, PROVIDER } from "./fixture.ts";

/**
 * Reads a `fixtures/events` body: the events of one fixture, without its score and without saying who is at
 * home. So a goal that is gone stays until a `fixtures` body shows that the score agrees.
 */
export function readEvents({ parameters, response }: Envelope, delivery: Delivery): Read | Fault[] {
  const match_id = matchIdOf(parameters, delivery);
  if (typeof match_id !== "string") return [match_id];
  const crowd = tooMany([], response);
  if (crowd.length > 0) return crowd;
  const entries = readEntries(response, ["response"], teamsIn(response), () => undefined);
  if (Array.isArray(entries)) return entries;

  const { received_at } = delivery;
  const { events } = entries;
  const last = events.reduce<ListedEvent | undefined>(
    (latest, one) => (!latest || isLater(one.clock, latest.clock) ? one : latest),
    undefined,
  );
  const anchors = last ? [nowAt(last.period, last.clock, received_at)] : [];
  return {
    snapshot: {
      provider: PROVIDER,
      match_id,
      list: {
        events: eventsOf(events, { provider: PROVIDER, match_id, anchors, received_at }),
        // Asked for one team, player or type, the vendor lists only that.
        isWhole: entries.isWhole && Object.keys(parameters).every((key) => key === "fixture"),
      },
      as_of: received_at,
      before: received_at,
    },
  };
}

const teamBody = part({ team: named });

/** The two teams, as far as the events name them. */
function teamsIn(response: readonly unknown[]): Teams {
  const seen = new Map<string, { id: string; name?: string | undefined }>();
  for (const record of response) {
    const { team } = teamBody.parse(record);
    if (team.id !== undefined) seen.set(team.id, { id: ourId(PROVIDER, team.id), name: team.name });
  }
  const byName = (name: string | undefined) =>
    name === undefined
      ? undefined
      : seen.values().find((team) => plainName(team.name ?? "") === plainName(name));
  const of: Teams["of"] = ({ id, name }) => (id === undefined ? byName(name) : seen.get(id));
  return {
    of,
    against(team) {
      const own = of(team);
      const others = [...seen.values()].filter((one) => one !== own);
      return own && others.length === 1 ? others[0] : undefined;
    },
  };
}
