import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encode } from "../../src/fakes/cloud-api/wire.ts";
import {
  BUSINESS_NUMBER_ID,
  type OpenApp,
  openWorld,
  type World,
} from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { readPayload, webhookBody, webhookFiles } from "../support/webhooks.ts";

let world: World;
let app: OpenApp;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
  app = await world.open();
});
afterEach(() => world.close());

const turns = () => app.telemetryEvents.filter((telemetryEvent) => telemetryEvent.kind === "turn");
const committed = () => turns().filter(({ outcome }) => outcome === "committed");

describe("the webhooks that are kept", () => {
  test("are all there", () => {
    expect(webhookFiles).toHaveLength(153);
  });

  test("are taken, each; and a duplicate of each changes nothing", async () => {
    for (const file of webhookFiles) {
      const body = webhookBody(file, {
        at: Date.now(),
        businessNumberId: BUSINESS_NUMBER_ID,
        delivery: "now",
      });
      expect(await world.post(body), file).toBe(200);
      await world.idle();
      const before = { redis: await world.dump(), turns: committed().length };
      expect(await world.post(body), `${file} again`).toBe(200);
      await world.idle();
      const after = { redis: await world.dump(), turns: committed().length };
      expect(after, file).toEqual(before);
    }
    expect(committed().length).toBeGreaterThan(40);
    expect(turns().some(({ outcome }) => outcome === "duplicate")).toBe(true);
  });

  test("run nothing at their old times", async () => {
    for (const file of webhookFiles)
      expect(await world.post(encode(readPayload(file))), file).toBe(200);
    await world.idle();
    expect(committed()).toEqual([]);
    expect(await world.redis.keys("user:*")).toEqual([]);
    expect(world.cloudApi.reads).toEqual([]);
  });
});
