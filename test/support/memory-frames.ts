import type { View } from "../../modules/match/view.ts";
import type { EntryFrames, FrameLog } from "../../modules/ports/recovery.ts";

/** The frames of the last hours, in memory; none grows old. */
export function memoryFrames() {
  const kept: Record<View, Map<string, Map<number, EntryFrames>>> = { public: new Map(), private: new Map() };
  const ofMatch = (id: string, view: View = "public") =>
    [...(kept[view].get(id)?.values() ?? [])].sort((a, b) => a.seq - b.seq);
  const frames: FrameLog = {
    append: async (entries) => {
      for (const { view, ...entry } of entries) {
        const match = kept[view].get(entry.match_id) ?? new Map<number, EntryFrames>();
        kept[view].set(entry.match_id, match.set(entry.seq, entry));
      }
    },
    since: async (view, id, after, limit) => {
      const found = ofMatch(id, view).filter(({ seq }) => seq > after);
      return { entries: found.slice(0, limit), more: found.length > limit };
    },
    before: async (view, id, before, limit) => {
      const found = ofMatch(id, view).filter(({ seq }) => before === undefined || seq < before);
      return { entries: found.slice(-limit), more: found.length > limit };
    },
  };
  return { frames, kept, ofMatch };
}
