import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asMatch, readRecording } from "../../local/recording/recording.ts";
import { CHROMIUM, launchChromium } from "../support/chromium.ts";
import { type Stadium, stadium } from "../support/stadium.ts";

const REDS = { home_team: { id: "10", name: "Reds" }, away_team: { id: "11", name: "Blues" } };
const EVENTS = "/webhooks/match-events";
const STATUS = "/webhooks/match-status";
const FINAL = new URL("../../local/recording/world-cup-final-2022.json", import.meta.url).pathname;

if (!CHROMIUM) console.warn("The page is not tested: no chromium or google-chrome on PATH.");

describe.skipIf(!CHROMIUM)("the live page", () => {
  let browser: Browser;
  let ground: Stadium;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    ground = await stadium();
    faults = [];
    page = await browser.newPage({ reducedMotion: "reduce" });
    page.setDefaultTimeout(120_000);
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("request", (request) => {
      if (new URL(request.url()).hostname !== "localhost" && !request.url().startsWith("data:")) {
        faults.push(`asks elsewhere: ${request.url()}`);
      }
    });
  });
  afterEach(async () => {
    await page.close();
    await ground.stop();
    expect(faults).toEqual([]);
    expect(ground.log.lines).toEqual([]);
  });

  function start(id: string, more: object = {}): void {
    ground.tell(STATUS, { match_id: id, status: "first_half", minute: 1, ...REDS, ...more });
  }
  function goal(id: string, event_id: string, minute: number, more: object = {}): void {
    const metadata = { player_name: `Player ${event_id}` };
    const event = { match_id: id, event_id, event_type: "goal", team_id: "10", minute, period: "first_half" };
    ground.tell(EVENTS, { ...event, metadata, ...more });
  }
  const open = () => page.goto(ground.url);
  const text = async (selector: string) => (await page.locator(selector).textContent()) ?? "";
  const score = async () => `${await text("#home-score")}-${await text("#away-score")}`;
  const shows = (selector: string, part: string | RegExp) =>
    page.locator(selector).filter({ hasText: part }).first().waitFor();
  const live = () => page.locator('#connection[data-state="open"]').waitFor();
  const isVisible = (selector: string) => page.locator(selector).isVisible();

  test("waits for a match, and shows it as soon as it goes live", async () => {
    await open();
    await shows("#empty", "No match yet");
    await live();
    start("7");
    await shows("#home-name", "Reds");
    expect([await score(), await isVisible("#empty")]).toEqual(["0-0", false]);
  });

  test("shows what was before, then what happens", async () => {
    start("7");
    goal("7", "a", 12);
    await open();
    await shows("#timeline", "Player a");
    await live();
    goal("7", "b", 45, { extra_minute: 2, team_id: "11", detail: "header" });
    await shows("#timeline li:first-child", "Player b");
    expect(await score()).toBe("1-1");
    expect(await text("#timeline li:first-child .at")).toBe("45+2′");
    expect(await text("#away-goals")).toContain("b 45+2′");
    expect(await text("#minute")).toBe("45+2′");
    expect(await text("#status")).toBe("First half");
    expect(await page.title()).toContain("RED 1–1 BLU");
  });

  test("shows the match that the address names, although a newer one is in play", async () => {
    start("7", { kick_off: "2026-01-01T15:00:00Z" });
    const other = { home_team: { id: "20", name: "Greens" }, away_team: { id: "21", name: "Whites" } };
    start("8", { ...other, kick_off: "2026-01-01T18:00:00Z" });
    await page.goto(`${ground.url}?match=7`);
    await shows("#home-name", "Reds");
    await live();
    goal("7", "a", 12);
    await shows("#moment", "Player a");
  });

  test("a goal is celebrated and announced, one from the log is not", async () => {
    start("7");
    goal("7", "a", 12);
    await open();
    await shows("#timeline", "Player a");
    await live();
    expect(await isVisible("#moment")).toBe(false);
    goal("7", "b", 13);
    await shows("#moment", "GOAL");
    await shows("#moment", "Player b");
    await shows("#announcer", "Goal for Reds, 13′, Player b. Reds 2–0 Blues");
    await page.locator("#moment").waitFor({ state: "hidden" });
  });

  test("a goal taken back is gone", async () => {
    start("7");
    await open();
    await live();
    goal("7", "a", 12);
    await shows("#timeline", "Player a");
    goal("7", "a", 12, { operation: "void" });
    await shows("#home-score", "0");
    expect(await page.locator("#timeline li").count()).toBe(0);
  });

  test("frames that were lost are read from the log", async () => {
    start("7");
    await open();
    await shows("#home-name", "Reds");
    await live();
    ground.mute(true);
    goal("7", "lost", 12);
    ground.mute(false);
    goal("7", "next", 13);
    await shows("#timeline", "Player lost");
    expect(await score()).toBe("2-0");
    expect(await page.locator("#timeline li").allInnerTexts()).toMatchObject([
      expect.stringContaining("Player next"),
      expect.stringContaining("Player lost"),
    ]);
  });

  test("a frame that was lost in silence shows with the next ping", async () => {
    await page.clock.install();
    start("7");
    await open();
    await shows("#home-name", "Reds");
    await live();
    ground.mute(true);
    goal("7", "lost", 12);
    ground.mute(false);
    await page.clock.fastForward(31_000);
    await shows("#timeline", "Player lost");
  });

  test("comes back by itself after the connection broke, with what happened meanwhile", async () => {
    start("7");
    await open();
    await live();
    const bringBack = await ground.stopSockets();
    await page.locator('#connection:not([data-state="open"])').waitFor();
    goal("7", "meanwhile", 30);
    await bringBack();
    await live();
    await shows("#timeline", "Player meanwhile");
  });

  test("stays with its match while that is played, and then moves to one that goes live", async () => {
    start("old", { kick_off: "2026-01-01T15:00:00Z" });
    await open();
    await shows("#home-name", "Reds");
    await live();
    const other = { home_team: { id: "20", name: "Greens" }, away_team: { id: "21", name: "Whites" } };
    start("new", { ...other, kick_off: "2026-01-01T18:00:00Z" });
    goal("old", "a", 12);
    await shows("#timeline", "Player a");
    expect(await text("#home-name")).toBe("Reds");
    ground.tell(STATUS, { match_id: "old", status: "finished" });
    await shows("#status", "Full time");
    await expect.poll(() => ground.subscribers("live:all"), { timeout: 120_000 }).toBe(1);
    goal("new", "b", 20, { team_id: "20" });
    await shows("#home-name", "Greens");
    await shows("#timeline", "Player b");
    expect(await text("#timeline")).not.toContain("Player a");
  });

  test("what a feed says is text, never markup", async () => {
    start("7", { home_team: { id: "10", name: "<img src=x onerror=alert(1)>" } });
    await open();
    await live();
    goal("7", "a", 12, { metadata: { player_name: "<b id=evil>x</b>" } });
    await shows("#timeline", "<b id=evil>x</b>");
    expect(await page.locator("#evil, main img").count()).toBe(0);
  });

  test.each([
    ["a phone in the dark", { viewport: { width: 320, height: 640 }, colorScheme: "dark" as const }],
    ["a desktop in the light", { viewport: { width: 1280, height: 800 }, colorScheme: "light" as const }],
  ])("plays the World Cup final on %s", async (_what, { viewport, colorScheme }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const final = asMatch(await readRecording(FINAL), "final-1", new Date());
    await open();
    await live();
    for (const { path, body } of final.deliveries) ground.tell(path, body);
    await shows("#status", "After penalties");
    await shows("#timeline", "Gonzalo Montiel");
    expect(await score()).toBe("3-3");
    expect(await text("#shootout-score")).toBe("4–2");
    expect(await text("#home-goals")).toBe("Messi 23′ (pen), 108′Di María 36′");
    expect(await text("#away-goals")).toBe("Mbappé 80′ (pen), 81′, 118′ (pen)");
    const kicks = page.locator('#away-kicks [aria-label="scored"]');
    expect([await kicks.count(), await page.locator("#away-kicks li").count()]).toEqual([2, 4]);
    const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
