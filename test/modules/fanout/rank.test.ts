import { expect, it } from "vitest";
import { ranksOf } from "../../../modules/fanout/rank.ts";
import { publicationOf, statsOf } from "./publications.ts";

it("goals come first, with what viewers need before them; statistics last", () => {
  const told = [
    publicationOf({ match_id: "a", seq: 1 }),
    publicationOf({ match_id: "a", seq: 2 }),
    publicationOf({ match_id: "b", seq: 7 }),
    publicationOf({ match_id: "b", seq: 8, urgent: true }),
    publicationOf({ match_id: "b", seq: 9 }),
    statsOf("a", 2),
    statsOf("b", 9),
  ];
  const ranks = Array.from(ranksOf(told), ([rank, publications]) => [
    rank,
    publications.map(({ match_id, seq }) => match_id + seq),
  ]);
  expect(ranks).toEqual([
    ["urgent", ["b7", "b8"]],
    ["normal", ["a1", "a2", "b9"]],
    ["stats", ["a2", "b9"]],
  ]);
});
