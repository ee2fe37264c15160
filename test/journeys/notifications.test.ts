import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { NotificationOutcome } from "../../src/conversation/ports/telemetry.ts";
import { sign } from "../../src/fakes/cloud-api/wire.ts";
import type { Member } from "../../src/loopback/member.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { type OpenApp, openWorld, SECRETS, type World } from "../../src/loopback/world.ts";
import { draw, end } from "../credex/books.ts";
import { offerEvent } from "../credex/notifications.ts";
import { ownDatabase } from "../support/database.ts";
import { type FaultWorld, openFaultWorld } from "../support/fault-world.ts";
import { scripts, shaOf } from "../support/scripts.ts";
import { said, valueIn } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

const BOB = "263770000001";
const HOUR_MS = 60 * 60 * 1000;
const OFFERED = said("notice.created");

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase(), { notices: true });
});
afterEach(() => world.close());

describe("an offer that another makes", () => {
  test("is sent at home, *offers* shows it, and the issuer is notified of the outcome", async () => {
    await world.open();
    const { tariro, bob } = await two();
    const first = offer();
    const { text } = await tariro.hears(OFFERED);
    for (const part of ["Bob Bakery @bob_bakery", "Tariro Moyo", "5.00 USD"])
      expect(text).toContain(part);
    await tariro.says("offers");
    await tariro.hears(said("incoming.pick.ask"));
    await tariro.taps("5.00 USD");
    await tariro.hears(said("incoming.see.ask"));
    await tariro.taps("accept");
    await tariro.hears(said("decision.accepted"));
    expect((await bob.hears(said("notice.accepted"))).text).toMatch(
      /Tariro Moyo @tariro_moyo.*5\.00 USD/,
    );
    expect(first.state).toBe("accepted");

    end(world.credexCore, offer(), "decline");
    expect((await bob.hears(said("notice.declined"))).text).toMatch(
      /Tariro Moyo @tariro_moyo.*5\.00 USD/,
    );
    end(world.credexCore, offer(), "cancel");
    expect((await tariro.hears(said("notice.cancelled"))).text).toMatch(
      /Bob Bakery @bob_bakery.*5\.00 USD/,
    );
  });

  test("is sent in a form, whose buttons still work", async () => {
    await world.open();
    const { tariro } = await two();
    await fillOffer(tariro, "20", "thandi_tailor");
    offer();
    await tariro.hears(OFFERED);
    await tariro.taps("confirm");
    await tariro.hears(said("offer.sent"));
    expect(world.offersOf(tariro.phone)).toHaveLength(1);
  });

  test("is sent after the session, and opens none", async () => {
    await world.open();
    const { tariro } = await two();
    await world.idle();
    await world.redis.del(await world.redis.keys("user:*"));
    offer();
    await tariro.hears(OFFERED);
    expect(await world.redis.keys("user:*")).toEqual([]);
    await tariro.says("offers");
    await tariro.hears(said("incoming.pick.ask"));
  });

  test("is not told to who wrote a day ago, until they write again", async () => {
    const app = await world.open();
    const { tariro } = await two();
    world.clock.aheadMs = 24 * HOUR_MS;
    offer();
    await untilNotice(app, "window closed");
    await tariro.says("hi");
    expect(valueIn((await tariro.hears(said("home.menu"))).text, "home.menu", "pendingIn")).toBe(
      "1",
    );
    expect(await post(offerEvent(now({ phone: tariro.phone })))).toBe(200);
    await tariro.hears(OFFERED);
    expect(told(tariro)).toHaveLength(1);
  });

  test("to a number that nobody wrote from makes no contact", async () => {
    const app = await world.open();
    draw(world.credexCore);
    await untilNotice(app, "unknown member");
    // The sweep at start has a lease for a moment.
    const keys = await world.redis.keys("*");
    expect(keys.filter((key) => key !== "sweep")).toEqual([]);
  });
});

test("STOP is kept beyond the session and the server, and START takes it back", async () => {
  const first = await world.open();
  const { tariro } = await two();
  await tariro.says("Stop");
  await tariro.hears(said("notice.stopped"));
  await world.idle();
  await first.close();
  await world.redis.del(await world.redis.keys("user:*"));

  const second = await world.open();
  offer();
  await untilNotice(second, "stopped");
  await tariro.says("menu");
  expect(valueIn((await tariro.hears(said("home.menu"))).text, "home.menu", "pendingIn")).toBe("1");
  await tariro.says("start");
  await tariro.hears(said("notice.started"));
  offer();
  await tariro.hears(OFFERED);
  expect(told(tariro)).toHaveLength(1);
});

test("a repeated event, also at the same time, is sent once", async () => {
  const app = await world.open();
  const { tariro } = await two();
  const event = offerEvent(now({ phone: tariro.phone }));
  expect(await Promise.all([post(event), post(event), post(event, event)])).toEqual([
    200, 200, 200,
  ]);
  expect(await post(event)).toBe(200);
  await world.idle();
  expect(told(tariro)).toHaveLength(1);
  expect(outcomesOf(app).filter((outcome) => outcome === "duplicate")).toHaveLength(4);
});

test("an event of more than a day ago is not told", async () => {
  const app = await world.open();
  const { tariro } = await two();
  const time = new Date(Date.now() - 24 * HOUR_MS - 1).toISOString();
  expect(await post(offerEvent({ phone: tariro.phone, time }))).toBe(200);
  await world.idle();
  expect(outcomesOf(app)).toEqual(["too old"]);
  expect(told(tariro)).toEqual([]);
});

test("a wrong signature is refused, and without a secret there is no such webhook", async () => {
  const app = await world.open();
  const { tariro } = await two();
  const event = offerEvent(now({ phone: tariro.phone }));
  expect(await postSigned([event], `${SECRETS.CREDEX_WEBHOOK_SECRET}.`)).toBe(401);
  expect(await postSigned([event], SECRETS.WHATSAPP_APP_SECRET)).toBe(401);
  await app.close();
  await world.open({ env: { CREDEX_WEBHOOK_SECRET: "" } });
  expect(await post(event)).toBe(404);
  await world.idle();
  expect(told(tariro)).toEqual([]);
});

test("while Redis is unreachable credex-core gets 503, and the repeat is sent", async () => {
  const redis = await startRedis("--appendonly", "yes", "--appendfsync", "always");
  onTestFinished(redis.stop);
  await world.close();
  world = await openWorld(redis.url, { notices: true });
  await world.open();
  const { tariro } = await two();
  await world.idle();
  await redis.kill();
  expect(await post(offerEvent(now({ phone: tariro.phone })))).toBe(503);
  offer();
  await redis.restart();
  await vi.waitUntil(async () => (await fetch(`${world.serverUrl}/ready`)).ok, { timeout: 60_000 });
  await tariro.hears(OFFERED);
  await world.idle();
  expect(told(tariro)).toHaveLength(1);
});

describe("a server that is killed while it takes a notice", () => {
  test.each([
    ["before the commit", "before"],
    ["after it, before credex-core has its answer", "answer"],
  ] as const)("%s: the next one tells it once", async (_, phase) => {
    const faulty: FaultWorld = await openFaultWorld(ownDatabase(1), { notices: true });
    onTestFinished(faulty.close);
    for (const script of scripts) await faulty.redis.script("LOAD", script);
    const server = await faulty.startProcess();
    const tariro = faulty.member();
    await register(tariro);
    await faulty.quiet();
    const struck = faulty.wires.redis.set({
      phase,
      words: [shaOf("commit"), '"keys":["notice.created'],
      async strike() {
        await server.kill();
        return "cut";
      },
    });
    draw(faulty.credexCore, { to: "tariro_moyo", value: "5" });
    await struck;
    await faulty.startProcess();
    await tariro.hears(OFFERED);
    await faulty.credexCore.idle();
    await faulty.quiet();
    expect(told(tariro)).toHaveLength(1);
    const notices = (await faulty.turnsOf(tariro)).filter(({ event }) => event === "notice");
    expect(notices).toHaveLength(1);
  });
});

/** Tariro, new, and Bob, both at home. */
async function two(): Promise<{ tariro: Member; bob: Member }> {
  const [tariro, bob] = [world.member(), world.member(BOB)];
  await register(tariro);
  await bob.says("hi");
  await bob.hears(said("home.menu"));
  return { tariro, bob };
}

/** Bob offers Tariro five dollars. */
function offer() {
  return draw(world.credexCore, { to: "tariro_moyo", value: "5" });
}

/** What a member heard of offers to them. */
function told(member: Member): string[] {
  return member.received().flatMap(({ text }) => (text.includes(OFFERED) ? [text] : []));
}

function now(more: object): object {
  return { time: new Date(Date.now() + world.clock.aheadMs).toISOString(), ...more };
}

const post = (...events: object[]) => postSigned(events, SECRETS.CREDEX_WEBHOOK_SECRET);

/** Returns the HTTP status. */
async function postSigned(events: object[], secret: string): Promise<number> {
  const body = JSON.stringify({ events });
  const response = await fetch(`${world.serverUrl}/webhooks/credex`, {
    method: "POST",
    // A connection that is kept alive would end with its server, and take the first request to the next one along.
    headers: { "x-credex-signature": sign(body, secret), connection: "close" },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

function outcomesOf({ telemetryEvents }: OpenApp): NotificationOutcome[] {
  return telemetryEvents.flatMap((telemetryEvent) =>
    telemetryEvent.kind === "notice" ? [telemetryEvent.outcome] : [],
  );
}

async function untilNotice(app: OpenApp, outcome: NotificationOutcome): Promise<void> {
  await vi.waitUntil(() => outcomesOf(app).includes(outcome), { timeout: 60_000 });
  await world.idle();
}
