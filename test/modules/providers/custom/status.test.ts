import { describe, expect, test } from "vitest";
import type { StatusReport } from "../../../../modules/match/event.ts";
import { custom } from "../../../../modules/providers/custom/custom.ts";
import type { Delivery } from "../../../../modules/providers/provider.ts";

const DELIVERY: Delivery = { received_at: "2024-11-20T10:31:00.000Z", request_id: "r-1" };

function decode(body: unknown, delivery: Partial<Delivery> = {}) {
  return custom.decode(JSON.stringify(body), "status", { ...DELIVERY, ...delivery });
}

function reports(body: unknown, delivery?: Partial<Delivery>): StatusReport[] {
  const decoded = decode(body, delivery);
  if (decoded.outcome !== "items") throw new Error(JSON.stringify(decoded));
  return decoded.items.flatMap((item) => (item.kind === "status" ? [item.report] : []));
}

function ids(body: unknown, delivery?: Partial<Delivery>): string[] {
  return reports(body, delivery).map((report) => report.report_id);
}

describe("a status report", () => {
  test("keeps every field of the contract", () => {
    const full = {
      match_id: "123",
      status: "first_half",
      minute: 12,
      extra_minute: 0,
      kick_off: "2024-11-20T10:00:00.000Z",
      home_team: { id: "10", name: "Reds" },
      away_team: { id: "11", name: "Blues" },
      league: { id: "premier-league", name: "Premier League" },
      sport: "football",
      home_score: 2,
      away_score: 1,
      occurred_at: "2024-11-20T10:30:00.000Z",
    };
    expect(reports(full)).toEqual([{ provider: "custom", report_id: expect.any(String), ...full }]);
  });

  test("needs no more than the match", () => {
    expect(reports({ match_id: 7 })).toEqual([
      { provider: "custom", report_id: expect.any(String), match_id: "7", occurred_at: DELIVERY.received_at },
    ]);
  });

  test.each(["FT", "Full Time", "FINISHED", "finished ", "toString"])(
    "keeps the unknown word %j raw",
    (status) => {
      expect(reports({ match_id: "1", status })[0]).toMatchObject({ status: "unknown", raw_status: status });
    },
  );

  test("ignores raw_status beside a known status", () => {
    expect(reports({ match_id: "1", status: "half_time", raw_status: "x" })[0]).not.toHaveProperty(
      "raw_status",
    );
    expect(reports({ match_id: "1", raw_status: "x" })[0]).not.toHaveProperty("raw_status");
  });

  test("takes null for nothing, in teams as well", () => {
    const body = {
      match_id: "1",
      status: null,
      home_score: null,
      home_team: { id: 10, name: null },
      away_team: null,
    };
    expect(reports(body)[0]).toMatchObject({ home_team: { id: "10" } });
    expect(reports(body)[0]).not.toHaveProperty("status");
  });

  test("may come alone, in an array or in an envelope", () => {
    const timed = { match_id: "1", occurred_at: "2024-11-20T10:30:00Z" };
    expect(reports([timed])).toEqual(reports(timed));
    expect(reports({ statuses: [timed] })).toEqual(reports(timed));
  });

  test("reports faults at the path in the sender's body", () => {
    const decoded = decode({ statuses: [{ status: 7, home_team: { name: "Reds" }, home_score: -1 }] });
    expect(decoded.outcome === "invalid" && decoded.faults.map(({ path }) => path).sort()).toEqual([
      "statuses[0].home_score",
      "statuses[0].home_team.id",
      "statuses[0].match_id",
      "statuses[0].status",
    ]);
  });
});

describe("the id of a report", () => {
  const score = { match_id: "1", home_score: 1 };
  const timed = { ...score, occurred_at: "2024-11-20T10:30:00Z" };

  test("is that of the delivery, where the sender names it", () => {
    const again = { webhook_id: "msg_1", received_at: "2024-11-20T10:40:00.000Z", request_id: "r-2" };
    expect(ids([score, score], { webhook_id: "msg_1" })).toEqual(ids([score, score], again));
    expect(new Set(ids([score, score], { webhook_id: "msg_1" })).size).toBe(2);
    expect(ids(timed, { webhook_id: "msg_2" })).not.toEqual(ids(timed, { webhook_id: "msg_1" }));
  });

  test("is its content, where it says when it was true", () => {
    expect(ids(timed, { request_id: "r-2" })).toEqual(ids(timed));
    expect(ids({ ...timed, home_score: 2 })).not.toEqual(ids(timed));
    expect(decode([timed, timed])).toMatchObject({ received: 2, duplicates: 1 });
  });

  test("is new each time otherwise", () => {
    expect(ids(score, { request_id: "r-2" })).not.toEqual(ids(score));
    expect(decode([score, score])).toMatchObject({ received: 2, duplicates: 0 });
  });
});
