import { expect, test } from "vitest";
import { isKeyEvent, isLive, type RefusalCode } from "../../../client/src/codes.ts";
import type { ControlFrame } from "../../../client/src/control.ts";
import type * as Frames from "../../../client/src/frames.ts";
import { matchOf } from "../../../client/src/topics.ts";
import type { Same } from "../../../docs/schema/same.ts";
import { channelOf } from "../../../modules/match/channel-kind.ts";
import { canonicalChannel, matchIdOfChannel as serversMatchOf } from "../../../modules/match/channels.ts";
import type * as Server from "../../../modules/match/control-frame.ts";
import { EVENT_TYPES, type EventType, isKeyEvent as isKeyOnServer } from "../../../modules/match/event.ts";
import type { MatchFrame } from "../../../modules/match/frame.ts";
import { isLive as isLiveOnServer, STATUSES, type Status } from "../../../modules/match/status.ts";

/** Checked by `tsc`: what is sent and what is expected are the same, or this does not compile. */
test("the client's types are the server's", () => {
  const frames: Same<Frames.MatchFrame, MatchFrame> = true;
  const control: Same<ControlFrame, Server.ControlFrame> = true;
  const codes: Same<RefusalCode, Server.RefusalCode> = true;
  const types: Same<Frames.EventType, EventType> = true;
  const statuses: Same<Frames.Status, Status> = true;
  expect([frames, control, codes, types, statuses]).not.toContain(false);
});

test("what the client knows of football is what the server knows", () => {
  expect(EVENT_TYPES.filter(isKeyEvent)).toEqual(EVENT_TYPES.filter(isKeyOnServer));
  expect(STATUSES.filter(isLive)).toEqual(STATUSES.filter(isLiveOnServer));
});

test("the client's channels are the server's", () => {
  for (const topic of ["match:1", "match:a:b", "league:l", "live:all", "all"]) {
    for (const kind of ["public", "private", "presence"] as const) {
      const name = channelOf(kind, topic);
      expect(matchOf(name)).toBe(serversMatchOf(name));
      expect(canonicalChannel(name)).toMatchObject({ name, kind, topic });
    }
  }
});
