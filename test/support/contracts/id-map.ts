import { describe, expect, test } from "vitest";
import { externalKey, type IdMap, type IdMapping } from "../../../modules/ports/ids.ts";
import { external, mapping } from "./id-registry.ts";

/** What every `IdMap` does. @param open gives one with these lines */
export function idMapContract(name: string, open: (lines: readonly IdMapping[]) => Promise<IdMap>): void {
  describe(name, () => {
    test("answers those that have a line, with their priority, and no other", async () => {
      const [known, preferred, unknown, unasked] = [external(), external(), external(), external()];
      const ids = await open([mapping(known), mapping(preferred, { priority: 1 }), mapping(unasked)]);
      expect(await ids.lookup([known, preferred, unknown])).toStrictEqual(
        new Map([
          [externalKey(known), { id: "our-match" }],
          [externalKey(preferred), { id: "our-match", priority: 1 }],
        ]),
      );
    });

    test("tells ids of several providers and kinds apart", async () => {
      const id = external();
      const ids = await open([mapping(id)]);
      expect(
        await ids.lookup([
          { ...id, provider: "custom" },
          { ...id, kind: "team" },
        ]),
      ).toEqual(new Map());
    });

    test("answers nothing where nothing is asked", async () => {
      expect(await (await open([mapping(external())])).lookup([])).toEqual(new Map());
    });

    test("answers more ids than one call of a table takes", async () => {
      const many = Array.from({ length: 250 }, () => external({ kind: "player" }));
      const ids = await open(many.slice(-1).map((id) => mapping(id, { id: "found" })));
      expect([...(await ids.lookup(many)).values()]).toEqual([{ id: "found" }]);
    });
  });
}
