import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { streamItem } from "../../../../modules/match/event.ts";
import { decode, event, events, f7, f24, faults, sdapi } from "./opta-bodies.ts";

const WHOLE = f24([event(16), event(17, {}, { 31: "" })]);

describe("bodies that are refused", () => {
  test.each([
    ["cut short", WHOLE.slice(0, -20)],
    ["cut short in an event", WHOLE.slice(0, WHOLE.indexOf("<Q"))],
    ["with an event left open", WHOLE.replace("</Event>", "")],
    ["JSON cut short", sdapi({ event: [] }).slice(0, -5)],
    ["no format at all", "hello"],
    ["nothing", ""],
  ])("are unreadable: %s", (_what, body) => {
    expect(decode(body)).toMatchObject({ outcome: "unreadable" });
  });

  test("refuses entities that expand without end", () => {
    const levels = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`);
    const bomb = `<?xml version="1.0"?>\n<!DOCTYPE Games [<!ENTITY l0 "lol">${levels.join("")}]>\n${f24([event(1)], { home_team_name: "&l9;" }).replace(/^<\?xml.*\n/, "")}`;
    expect(decode(bomb)).toMatchObject({
      outcome: "unreadable",
      reason: expect.stringContaining("document type"),
    });
  });

  test.each([
    `<!DOCTYPE Games SYSTEM "http://localhost/evil.dtd">`,
    `<!DOCTYPE Games [<!ENTITY file SYSTEM "file:///etc/passwd">]>`,
    `<!DOCTYPE Games [<!ENTITY % all SYSTEM "http://localhost/all.dtd"> %all;]>`,
  ])("nothing outside is fetched: %s", (doctype) => {
    const body = f24([event(1)], { home_team_name: "&file;" }).replace(
      "<!-- a production header -->",
      doctype,
    );
    expect(decode(body)).toMatchObject({ outcome: "unreadable" });
  });

  test("entities of XML and characters by number are read, unknown ones stay as they are", () => {
    const [announcement] = (() => {
      const decoded = decode(f24([], { home_team_name: "R&amp;D &#233; &#x10D; &nothing;" }));
      return decoded.outcome === "items" ? decoded.items : [];
    })();
    expect(announcement).toMatchObject({ report: { home_team: { name: "R&D é č &nothing;" } } });
  });

  test.each([
    ["another vendor's", `{"response":[],"errors":[]}`],
    ["other XML", "<rss><channel /></rss>"],
    [
      "a list of fixtures (F1)",
      `<SoccerFeed><SoccerDocument Type="RESULTS Latest"><MatchData uID="g1" /><MatchData uID="g2" /></SoccerDocument></SoccerFeed>`,
    ],
    ["F24 without a match", "<Games></Games>"],
    ["null", "null"],
  ])("are invalid: %s", (_what, body) => {
    expect(faults(body)).toEqual([{ path: "$", reason: expect.stringContaining("must be an F24") }]);
  });

  test("reports an error of the vendor", () => {
    expect(faults(`{"errorCode":"10219"}`)).toEqual([
      { path: "errorCode", reason: "the vendor answered with an error: 10219" },
    ]);
  });

  test("a match or an event without an id, and where", () => {
    expect(faults(f24([], { id: undefined }))).toEqual([{ path: "Games.Game.id", reason: "is required" }]);
    const broken = f24([event(1), event(1, { id: undefined }), event(1, { type_id: "goal" })]);
    expect(faults(broken)).toMatchObject([
      { path: "Games.Game.Event[1].id", reason: "is required" },
      { path: "Games.Game.Event[2].type_id", reason: "must be a whole number" },
    ]);
  });
});

describe("bodies that are odd, and taken", () => {
  test("with a byte order mark and blank lines", () => {
    expect(events(`\uFEFF\n\n${WHOLE}\n`)).toHaveLength(2);
  });

  test("with events in a comment", () => {
    expect(events(WHOLE.replace("a production header", event(16)))).toHaveLength(2);
  });

  test("with the same event twice", () => {
    const twice = event(16, { id: "1" });
    expect(decode(f24([twice, twice]))).toMatchObject({ outcome: "items", received: 4, duplicates: 1 });
  });

  test("with nothing but a match", () => {
    expect(decode(f24([]))).toMatchObject({ outcome: "items" });
  });
});

describe("any body", () => {
  const odd = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.integer(),
    fc.double(),
    fc.constantFrom(
      null,
      "",
      "0",
      [],
      {},
      "-1",
      "1e9",
      "__proto__",
      "constructor",
      "\u0000",
      "\ud800",
      2 ** 53,
    ),
  );
  const fieldNames = [
    "id",
    "eventId",
    "typeId",
    "periodId",
    "timeMin",
    "timeSec",
    "contestantId",
    "playerId",
    "playerName",
    "outcome",
    "x",
    "y",
    "timeStamp",
    "lastModified",
    "qualifier",
    "qualifierId",
    "value",
    "type",
    "optaEventId",
    "timeMinSec",
    "scorerId",
    "homeScore",
    "awayScore",
    "playerOnId",
    "playerOffId",
    "teamOfficialId",
    "timestamp",
    "decision",
    "@attributes",
    "constructor",
    "__proto__",
  ];
  const record = fc.dictionary(
    fc.constantFrom(...fieldNames),
    fc.oneof(odd, fc.array(fc.dictionary(fc.constantFrom(...fieldNames), odd))),
  );
  const listed = fc.oneof(fc.array(record, { maxLength: 4 }), record, odd);

  function check(body: string): void {
    const decoded = decode(body);
    if (decoded.outcome !== "items") return;
    for (const item of decoded.items) {
      const result = streamItem.safeParse(item);
      if (!result.success) throw new Error(`${JSON.stringify(item)} ${result.error.message}`);
    }
  }

  test("never throws, and gives nothing that is not canonical: text", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), check));
  });

  test("never throws, and gives nothing that is not canonical: SDAPI", () => {
    const live = fc.dictionary(
      fc.constantFrom(
        "event",
        "goal",
        "card",
        "substitute",
        "missedPen",
        "penaltyShot",
        "VAR",
        "lineUp",
        "matchDetails",
      ),
      listed,
    );
    fc.assert(
      fc.property(fc.oneof(live, odd), record, (liveData, info) => check(sdapi(liveData as object, info))),
    );
    fc.assert(
      fc.property(live, (liveData) => {
        const whole = (one: unknown) =>
          typeof one === "object" && one !== null ? { ...one, id: 1, typeId: 16 } : one;
        const given = liveData.event;
        check(sdapi({ ...liveData, event: Array.isArray(given) ? given.map(whole) : given }));
      }),
    );
  });

  test("never throws, and gives nothing that is not canonical: F24", () => {
    const names = [
      "event_id",
      "period_id",
      "min",
      "sec",
      "team_id",
      "player_id",
      "outcome",
      "x",
      "y",
      "timestamp",
      "version",
    ];
    const values = fc.dictionary(
      fc.constantFrom(...names),
      fc
        .oneof(fc.string({ maxLength: 12 }), fc.integer().map(String), fc.double().map(String))
        .map((text) => text.replace(/["<&]/g, "")),
    );
    const qualifiers = fc.dictionary(
      fc.nat({ max: 350 }).map(String),
      fc.string({ maxLength: 12 }).map((text) => text.replace(/["<&]/g, "")),
    );
    const one = fc.tuple(fc.nat({ max: 90 }), values, qualifiers).map((parts) => event(...parts));
    fc.assert(fc.property(fc.array(one, { maxLength: 6 }), values, (list, game) => check(f24(list, game))));
  });

  test("never throws, and gives nothing that is not canonical: bodies with a piece replaced", () => {
    const bodies = fc.constantFrom(
      WHOLE,
      f7({ home: `<Goal EventID="1" Type="Own" Period="FirstHalf" PlayerRef="p201" />` }),
      sdapi({ event: [{ id: 1, typeId: 16 }] }),
    );
    fc.assert(
      fc.property(
        bodies,
        fc.nat(),
        fc.nat({ max: 60 }),
        fc.string({ maxLength: 10 }),
        (body, at, length, piece) => {
          const from = at % body.length;
          check(body.slice(0, from) + piece + body.slice(from + length));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("refuses deep nesting instead of running out of stack", () => {
    const deep = 50_000;
    expect(decode(`${"<a>".repeat(deep)}${"</a>".repeat(deep)}`)).toMatchObject({ outcome: "unreadable" });
    expect(decode(`${"[".repeat(deep)}${"]".repeat(deep)}`).outcome).not.toBe("items");
  });
});
