import { beforeEach, describe, expect, test } from "vitest";
import { payloadOf } from "../../../modules/adapters/api-gateway/payload.ts";
import type { Gateway } from "../../../modules/ports/gateway.ts";

interface OpenGateway {
  gateway: Gateway;
  /** Connects a viewer. @returns the id of the connection */
  connect(): Promise<string>;
  disconnect(id: string): Promise<void>;
  /** Resolves with what a connection was sent, once it is that many frames. */
  received(id: string, frames: number): Promise<unknown[]>;
}

/** What every `Gateway` does. */
export function gatewayContract(name: string, open: () => Promise<OpenGateway>): void {
  describe(name, () => {
    let world: OpenGateway;
    beforeEach(async () => {
      world = await open();
    });
    const post = (id: string, frame: unknown) => world.gateway.post(id, payloadOf(JSON.stringify(frame)));

    test("delivers frames to their connection alone, one after the other", async () => {
      const [one, other] = [await world.connect(), await world.connect()];
      expect(await post(one, { seq: 1, name: "Müller" })).toBe("delivered");
      expect(await post(other, { seq: 7 })).toBe("delivered");
      expect(await post(one, { seq: 2 })).toBe("delivered");
      expect(await world.received(one, 2)).toEqual([{ seq: 1, name: "Müller" }, { seq: 2 }]);
      expect(await world.received(other, 1)).toEqual([{ seq: 7 }]);
    });

    test("says who is gone, and still serves the others", async () => {
      const [one, other] = [await world.connect(), await world.connect()];
      await world.disconnect(one);
      expect(await post(one, { seq: 1 })).toBe("gone");
      expect(await post(other, { seq: 1 })).toBe("delivered");
      expect(await world.received(other, 1)).toEqual([{ seq: 1 }]);
    });

    test("fails to deliver a frame of more than 128 KB, and does not reject", async () => {
      const id = await world.connect();
      expect(await post(id, "x".repeat(128 * 1024))).toBe("failed");
      expect(await post(id, "x".repeat(128 * 1024 - 2))).toBe("delivered");
      expect(await world.received(id, 1)).toHaveLength(1);
    });
  });
}
