import { afterEach, beforeEach, expect, test } from "vitest";
import { messageChange } from "../../src/fakes/cloud-api/webhooks.ts";
import { encode, sign } from "../../src/fakes/cloud-api/wire.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { BUSINESS_NUMBER_ID, openWorld, SECRETS, type World } from "../../src/loopback/world.ts";
import { startProxy } from "../support/proxy.ts";
import { said } from "../support/titles.ts";

let redis: RedisServer;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let world: World;
beforeEach(async () => {
  redis = await startRedis();
  proxy = await startProxy(redis.port);
  world = await openWorld(redis.url);
});
afterEach(async () => {
  proxy.flow();
  await world.close();
  await proxy.close();
  await redis.stop();
});

test("refuses webhooks before they reach a Redis that does not answer, and then recovers", async () => {
  const { telemetryEvents } = await world.open({
    env: { REDIS_STATE_URL: `redis://127.0.0.1:${proxy.port}` },
  });
  const member = world.member();
  await member.says("hi");
  await member.hears(said("welcome.ask"));
  await world.idle();

  proxy.stall();
  await Promise.all(Array.from({ length: 6 }, (_, at) => codeOf(`26377200000${at}`)));
  const refused: string[] = [];
  for (let at = 0; refused.length < 5 && at < 30; at++) {
    const phone = `2637730000${10 + at}`;
    // One a second is let in, to see.
    if ((await codeOf(phone)) === "busy") refused.push(phone);
  }
  expect(refused).toHaveLength(5);
  expect(telemetryEvents).toContainEqual({ kind: "ignored", what: "busy" });

  proxy.flow();
  await expect.poll(() => codeOf(member.phone), { timeout: 60_000 }).toBe("ok");
  expect(await Promise.all(["263774000001", "263774000002"].map(codeOf))).toEqual(["ok", "ok"]);
  await member.hears(said("welcome.ask"));
  expect(await world.redis.exists(refused.map((phone) => `alias:phone:${phone}`))).toBe(0);
});

/** Writes once, and says how that was answered. */
async function codeOf(from: string): Promise<string> {
  const content = { kind: "text", text: "hi" } as const;
  const id = `wamid.${from}.${Math.random()}`;
  const written = { from, id, content, at: Date.now(), businessNumberId: BUSINESS_NUMBER_ID };
  const body = encode({ entry: [{ changes: [messageChange(written)] }] });
  const headers = { "x-hub-signature-256": sign(body, SECRETS.WHATSAPP_APP_SECRET) };
  const response = await fetch(`${world.serverUrl}/webhook`, { method: "POST", headers, body });
  const answer = (await response.json()) as { ok?: true; error?: { code: string } };
  return answer.error?.code ?? "ok";
}
