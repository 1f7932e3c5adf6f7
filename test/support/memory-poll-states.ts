import { LostLeaseError, type PollStates } from "../../modules/ports/vendors.ts";

interface Row {
  content?: string | undefined;
  /** Missing where nobody holds it. */
  holder?: string | undefined;
  /** Milliseconds since the epoch. */
  until: number;
}

/** What pollers and bridges keep, in memory. */
export function memoryPollStates() {
  const rows = new Map<string, Row>();
  const write = (provider: string, holder: string, content: string, change: Partial<Row>) => {
    const row = rows.get(provider);
    if (row?.holder !== holder) throw new LostLeaseError(`the state of ${provider} is held by another`);
    rows.set(provider, { ...row, content, ...change });
  };
  const states: PollStates = {
    async take(provider, holder, now, until) {
      const row = rows.get(provider);
      if (row?.holder !== undefined && row.holder !== holder && row.until > now) return undefined;
      rows.set(provider, { ...row, holder, until });
      return { content: row?.content };
    },
    keep: async (provider, holder, content) => write(provider, holder, content, {}),
    release: async (provider, holder, content) =>
      write(provider, holder, content, { holder: undefined, until: 0 }),
  };
  return { states, rows };
}
