import { DIALECTS, type Dialect } from "../match/dialects/index.ts";
import { type EventFilter, either, filterOf } from "../match/event-filter.ts";
import type { View } from "../match/view.ts";
import type { Subscriber } from "../ports/audience.ts";

/** What a connection gets, and in which format. All connections that want the same share one object. */
export interface DeliveryProfile {
  view: View;
  dialect: Dialect;
  batch: boolean;
  /** For the entries that public channels see. */
  publicFilter: EventFilter;
  /** For the entries that only private and presence channels see. */
  privateOnlyFilter: EventFilter;
}

export interface DeliveryProfiles {
  of(subscriber: Subscriber, view: View): DeliveryProfile;
  /** The profile of a connection that is on several channels: it gets whatever one of them gives it. */
  combined(one: DeliveryProfile, other: DeliveryProfile): DeliveryProfile;
}

export function deliveryProfiles(): DeliveryProfiles {
  const plain: (DeliveryProfile | undefined)[] = [];
  const filtered = new Map<string, DeliveryProfile>();
  /** Profiles by the text of the filter: nearly all viewers who want the same write it the same way. */
  const byText = new Map<string, DeliveryProfile>();

  /** The one object for this profile. */
  function shared(profile: DeliveryProfile): DeliveryProfile {
    const format = formatOf(profile);
    if (!profile.publicFilter && !profile.privateOnlyFilter) {
      plain[format] ??= profile;
      return plain[format];
    }
    const key = [format, keyOf(profile.publicFilter), keyOf(profile.privateOnlyFilter)].join(" ");
    const known = filtered.get(key) ?? profile;
    filtered.set(key, known);
    return known;
  }

  return {
    of({ dialect, batch, types }, view) {
      // This runs once for each viewer.
      const format = formatOf({ view, dialect, batch });
      const key = types && `${format} ${types.join()}`;
      const known = key === undefined ? plain[format] : byText.get(key);
      if (known) return known;
      const filter = filterOf(types);
      const privateOnlyFilter = view === "private" ? filter : undefined;
      const profile = shared({ view, dialect, batch, publicFilter: filter, privateOnlyFilter });
      if (key !== undefined) byText.set(key, profile);
      return profile;
    },
    combined(one, other) {
      if (one === other) return one;
      const publicFilter = either(one.publicFilter, other.publicFilter);
      if (one.view === other.view)
        return shared({
          ...one,
          publicFilter,
          privateOnlyFilter: either(one.privateOnlyFilter, other.privateOnlyFilter),
        });
      return shared({ ...(one.view === "private" ? one : other), publicFilter });
    },
  };
}

function formatOf({ view, dialect, batch }: Pick<DeliveryProfile, "view" | "dialect" | "batch">): number {
  return 4 * DIALECTS.indexOf(dialect) + (batch ? 2 : 0) + (view === "private" ? 1 : 0);
}

function keyOf(filter: EventFilter): string {
  return filter ? [...filter].sort().join() : "*";
}
