import { externalKey, type IdMap, type IdMapping, type IdRegistry } from "../../modules/ports/ids.ts";

/** The id map in memory, for those who look up and for those who look after it. */
export function memoryIds(given: readonly IdMapping[] = []) {
  const lines = new Map(given.map((line) => [externalKey(line), line]));
  const registry: IdRegistry = {
    get: async (id) => lines.get(externalKey(id)),
    put: async (mapping) => void lines.set(externalKey(mapping), { ...mapping }),
    async remove(id) {
      const line = lines.get(externalKey(id));
      lines.delete(externalKey(id));
      return line;
    },
    list: async (id, kind) =>
      [...lines.values()].filter((line) => line.id === id && (kind === undefined || line.kind === kind)),
  };
  const ids: IdMap = {
    async lookup(asked) {
      return new Map(
        asked.flatMap((one) => {
          const line = lines.get(externalKey(one));
          if (!line) return [];
          const { id, priority } = line;
          return [[externalKey(one), { id, ...(priority === undefined ? {} : { priority }) }]];
        }),
      );
    },
  };
  return { registry, ids, lines };
}
