import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type App, createApp } from "../../src/app.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { messageChange } from "../../src/fakes/cloud-api/webhooks.ts";
import { encode, sign } from "../../src/fakes/cloud-api/wire.ts";
import { BUSINESS_NUMBER_ID, openWorld, SECRETS, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

const PER_MINUTE = 20;
const MESSAGES = 60;
/** Meta is more patient; and a process that is refused at once must not keep the others from running. */
const DELIVERY_TRIES = 100;
const DELIVERY_EVERY_MS = 200;

let world: World;
let second: App | undefined;
const telemetryEvents: TelemetryEvent[] = [];
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(async () => {
  await second?.stop();
  second = undefined;
  telemetryEvents.splice(0);
  await world.close();
});

test("a flood in two processes gets one answer, and neither its form nor anybody else is disturbed", async () => {
  const first = await world.open({ env: { MEMBER_MESSAGES_PER_MINUTE: `${PER_MINUTE}` } });
  second = createApp(first.config, {
    watch: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
  });
  second.start();
  const [member, other] = [world.member(), world.member()];
  await register(member);
  await fillOffer(member);
  await world.idle();
  await world.redis.del(`flood:${member.phone}`);
  const replies = member.received().length;
  const ran = committed([...first.telemetryEvents, ...telemetryEvents]);

  const apps = [first.app, second];
  const flood = Array.from({ length: MESSAGES }, (_, at) =>
    deliver(apps[at % 2], { from: member.phone, id: `wamid.flood.${at}` }),
  );
  await other.says("hi");
  await other.hears(said("welcome.ask"));
  await Promise.all(flood);
  await world.idle();
  const answers = member.received().slice(replies);
  expect(answers.filter(({ text }) => text.includes(said("flood")))).toHaveLength(1);
  const all = [...first.telemetryEvents, ...telemetryEvents];
  // The other's "hi" and login are two.
  expect(committed(all) - ran).toBeLessThanOrEqual(PER_MINUTE + 1 + 2);
  const ignored = all.filter(
    (telemetryEvent) => telemetryEvent.kind === "ignored" && telemetryEvent.what === "flood",
  );
  expect(ignored.length).toBeGreaterThanOrEqual(MESSAGES - PER_MINUTE - 1);

  await first.close();
  await world.redis.del(`flood:${member.phone}`);
  await world.open();
  await member.taps("confirm");
  await member.hears(said("offer.sent"));
  expect(world.offersOf(member.phone)).toHaveLength(1);
});

test("a message that comes again and again is no flood", async () => {
  const { telemetryEvents } = await world.open({ env: { MEMBER_MESSAGES_PER_MINUTE: "2" } });
  const member = world.member();
  const hi = {
    from: member.phone,
    id: "wamid.one",
    content: { kind: "text", text: "hi" },
  } as const;
  for (let time = 1; time <= 5; time++) expect(await world.cloudApi.write(hi)).toBe(200);
  await member.hears(said("welcome.ask"));
  await member.says("what?");
  await member.hears(said("welcome.ask"));
  expect(telemetryEvents).not.toContainEqual({ kind: "ignored", what: "flood" });
});

function committed(telemetryEvents: TelemetryEvent[]): number {
  return telemetryEvents.filter(
    (telemetryEvent) => telemetryEvent.kind === "turn" && telemetryEvent.outcome === "committed",
  ).length;
}

/** As Meta does: repeated until accepted. Two processes at once may conflict. */
async function deliver(app: App | undefined, { from, id }: { from: string; id: string }) {
  const content = { kind: "text", text: "are you there?" } as const;
  const written = { from, id, content, at: Date.now(), businessNumberId: BUSINESS_NUMBER_ID };
  const body = encode({ entry: [{ changes: [messageChange(written)] }] });
  const headers = {
    "content-length": `${body.length}`,
    "x-hub-signature-256": sign(body, SECRETS.WHATSAPP_APP_SECRET),
  };
  for (let tries = 1; tries <= DELIVERY_TRIES; tries++) {
    const response = await app?.hono.request("/webhook", { method: "POST", headers, body });
    if (response?.status === 200) return;
    expect(response?.status).toBe(503);
    await sleep(DELIVERY_EVERY_MS);
  }
  throw new Error(`${id} was not taken`);
}
