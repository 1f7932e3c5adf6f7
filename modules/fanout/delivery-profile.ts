import { DIALECTS, type Dialect } from "../match/dialects/index.ts";
import type { EventType } from "../match/event.ts";
import type { View } from "../match/view.ts";
import type { Subscriber } from "../ports/audience.ts";

/** Event types that pass; all if it is missing. */
type Filter = ReadonlySet<EventType> | undefined;

/** What a connection is to get, and how. There is one object for all connections that want the same. */
export interface DeliveryProfile {
  view: View;
  dialect: Dialect;
  batch: boolean;
  /** For entries that public channels see. */
  shown: Filter;
  /** For the others, which a public subscription has no part in. */
  details: Filter;
}

export interface DeliveryProfiles {
  of(subscriber: Subscriber, view: View): DeliveryProfile;
  /** Of a connection that is on several channels: whatever one of them would give it. */
  combined(one: DeliveryProfile, other: DeliveryProfile): DeliveryProfile;
}

export function deliveryProfiles(): DeliveryProfiles {
  const plain: (DeliveryProfile | undefined)[] = [];
  const filtered = new Map<string, DeliveryProfile>();
  /** Filters as they were written, which is how nearly all that are the same are. */
  const written = new Map<string, DeliveryProfile>();

  function only(profile: DeliveryProfile): DeliveryProfile {
    const format = formatOf(profile);
    if (!profile.shown && !profile.details) {
      plain[format] ??= profile;
      return plain[format];
    }
    const key = [format, keyOf(profile.shown), keyOf(profile.details)].join(" ");
    const known = filtered.get(key) ?? profile;
    filtered.set(key, known);
    return known;
  }

  return {
    of({ dialect, batch, types }, view) {
      // This is done for each viewer.
      const format = formatOf({ view, dialect, batch });
      const key = types && `${format} ${types.join()}`;
      const known = key === undefined ? plain[format] : written.get(key);
      if (known) return known;
      const filter = types && new Set(types);
      const details = view === "private" ? filter : undefined;
      const profile = only({ view, dialect, batch, shown: filter, details });
      if (key !== undefined) written.set(key, profile);
      return profile;
    },
    combined(one, other) {
      if (one === other) return one;
      const shown = either(one.shown, other.shown);
      if (one.view === other.view)
        return only({ ...one, shown, details: either(one.details, other.details) });
      return only({ ...(one.view === "private" ? one : other), shown });
    },
  };
}

function formatOf({ view, dialect, batch }: Pick<DeliveryProfile, "view" | "dialect" | "batch">): number {
  return 4 * DIALECTS.indexOf(dialect) + (batch ? 2 : 0) + (view === "private" ? 1 : 0);
}

function keyOf(filter: Filter): string {
  return filter ? [...filter].sort().join() : "*";
}

function either(one: Filter, other: Filter): Filter {
  return one && other && new Set([...one, ...other]);
}
