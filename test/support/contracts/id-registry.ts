import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { type ExternalId, externalKey, type IdMapping, type IdRegistry } from "../../../modules/ports/ids.ts";

/** What every `IdRegistry` does. */
export function idRegistryContract(name: string, open: () => IdRegistry): void {
  describe(name, () => {
    let registry: IdRegistry;
    beforeEach(() => {
      registry = open();
    });

    test("reads a line as it was put, put anew, and no more once it is removed", async () => {
      const id = external();
      expect(await registry.get(id)).toBeUndefined();
      await registry.put(mapping(id, { priority: 2 }));
      expect(await registry.get(id)).toStrictEqual(mapping(id, { priority: 2 }));
      await registry.put(mapping(id, { id: "another" }));
      expect(await registry.get(id)).toStrictEqual(mapping(id, { id: "another" }));
      expect(await registry.remove(id)).toStrictEqual(mapping(id, { id: "another" }));
      expect(await registry.get(id)).toBeUndefined();
      expect(await registry.remove(id)).toBeUndefined();
    });

    test("holds what a line was when it was put", async () => {
      const given = mapping(external());
      const before = { ...given };
      await registry.put(given);
      given.id = "another";
      expect(await registry.get(given)).toStrictEqual(before);
    });

    test("finds by our id all lines or those of one kind", async () => {
      const listed = randomUUID();
      const match = external({ external: `sr:sport_event:${listed}`, provider: "sportradar" });
      const [other, team] = [external(), external({ kind: "team" })];
      for (const id of [match, other, team]) await registry.put(mapping(id, { id: listed }));
      const found = await registry.list(listed);
      expect(found.map(externalKey).sort()).toEqual([match, other, team].map(externalKey).sort());
      expect(await registry.list(listed, "team")).toStrictEqual([mapping(team, { id: listed })]);
      expect(await registry.list(listed, "player")).toEqual([]);
      expect(await registry.list(randomUUID())).toEqual([]);
    });
  });
}

/** A vendor's id that nobody has used before. */
export function external(fields: Partial<ExternalId> = {}): ExternalId {
  return { provider: "opta", kind: "match", external: `g-${randomUUID()}`, ...fields };
}

export function mapping(
  { provider, kind, external: of }: ExternalId,
  fields: Partial<IdMapping> = {},
): IdMapping {
  return {
    provider,
    kind,
    external: of,
    id: "our-match",
    updated_at: "2024-11-20T10:30:00.000Z",
    ...fields,
  };
}
