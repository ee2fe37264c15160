import { Hono } from "hono";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listen, openWorld, type World } from "../../src/loopback/world.ts";
import type { LiveFrame, Member, Step } from "../../src/playground/protocol.ts";
import { createPlayground } from "../../src/playground/server.ts";
import { fillOffer, reaches, register } from "../journeys/walks.ts";
import { ownDatabase } from "../support/database.ts";
import { said } from "../support/titles.ts";
import { look, type Viewer } from "../support/viewer.ts";

const FORK = "263779999999";

let world: World;
let viewer: Viewer;
/** A world of development that knows one more number, and what it was asked for. */
let development: Awaited<ReturnType<typeof listen>>;
let asked: { number: string; until: number; tokens: string[] }[];
beforeEach(async () => {
  asked = [];
  const member: Member = { number: FORK, name: "Tariro 2", locale: "en" };
  const routes = new Hono().post("/world/forks", async (c) => {
    asked.push(await c.req.json());
    return c.json(member);
  });
  development = await listen(routes, 0);
  world = await openWorld(ownDatabase());
  await world.open({
    playground: createPlayground({
      access: { kind: "dev" },
      draw: async () => ({ charts: [], wordings: [] }),
      clientFolder: "/nowhere/",
      worldUrl: development.url,
    }),
  });
  viewer = await look(world.serverUrl);
});
afterEach(async () => {
  viewer.close();
  await world.close();
  await development.close();
});

const isStepOf = (conversationId: string, number: number) => (frame: LiveFrame) =>
  frame.kind === "step" &&
  frame.step.conversationId === conversationId &&
  frame.step.number === number;

async function fork({ conversationId, number }: Step, headers = {}) {
  const response = await fetch(`${world.serverUrl}/playground/api/forks`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ conversationId, number }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : {} };
}

test("a fork continues from its step: its buttons keep their meaning, and the first conversation is independent", async () => {
  const member = world.member();
  await register(member);
  await member.taps("offer");
  await member.hears(said("offer.amount.ask"));
  const asking = await viewer.seesStage("ready.offer/filling.amount");
  await member.says("20");
  await member.hears(said("offer.recipient.ask"));
  await member.says("bob_bakery");
  await reaches(member, "offer.confirm.ask");
  const confirming = await viewer.seesStage("ready.offer/filling.confirm");

  const { status, body } = await fork(confirming);
  expect(status).toBe(200);
  expect(body.member).toEqual({ number: FORK, name: "Tariro 2", locale: "en" });
  expect(asked).toEqual([
    {
      number: member.phone,
      until: confirming.at,
      joinedBy: confirming.at,
      tokens: expect.arrayContaining([confirming.replies[0]?.token]),
    },
  ]);
  const copied = member.choice("cancel");
  const other = world.member(FORK);
  await other.tapsOld(copied);
  const left = await viewer.sees(isStepOf(body.conversationId, confirming.number + 1));
  expect(left).toMatchObject({
    step: {
      event: { choice: "cancel" },
      taken: expect.arrayContaining(["offer:filling#choice.cancel#0"]),
    },
  });
  const stored = async (id: string) => JSON.parse((await world.redis.get(`user:${id}`)) ?? "{}");
  expect(await stored(confirming.conversationId)).toMatchObject({
    _version: confirming.version,
    address: { phone: member.phone },
  });
  expect(await stored(body.conversationId)).toMatchObject({ address: { phone: FORK } });
  expect(asking.number).toBeLessThan(confirming.number);
});

test("an open form keeps waiting for as long as it had left, then closes", async () => {
  const member = world.member();
  await register(member);
  await member.taps("offer");
  await member.hears(said("offer.amount.ask"));
  const step = await viewer.seesStage("ready.offer/filling.amount");
  world.clock.aheadMs += 60_000;
  const { body } = await fork(step);
  const due = await world.redis.zrange("due", "0", "-1", "WITHSCORES");
  const [{ token = "" } = {}] = step.pending.timers;
  const at = Number(due[due.indexOf(`timer ${body.conversationId} ${token}`) + 1]);
  expect(Math.abs(at - Date.now() - 240_000)).toBeLessThan(30_000);
  await world.redis.zincrby("due", -240_000, `timer ${body.conversationId} ${token}`);
  const closed = await viewer.sees(isStepOf(body.conversationId, step.number + 1));
  expect(closed).toMatchObject({ step: { event: { kind: "timer", name: "after.replyTimeout" } } });
});

test("a read in progress is requested again", async () => {
  world.credexCore.faults.next({ kind: "hang", applied: false }, "login");
  const member = world.member();
  await member.says("hi");
  const step = await viewer.seesStage("login");
  expect(step.pending.calls).toHaveLength(1);
  const { body } = await fork(step);
  const answered = await viewer.sees(isStepOf(body.conversationId, step.number + 1));
  expect(answered).toMatchObject({
    step: { event: { kind: "result", operation: "login" }, metadata: { stage: "welcome" } },
  });
});

test("refuses a fork while a money call is in progress or being reconciled, and says why", async () => {
  const member = world.member();
  await register(member);
  await fillOffer(member);
  world.credexCore.faults.next({ kind: "cut", applied: true }, "createCredex");
  await member.taps("confirm");
  const isUnknown = ({ event }: Step) => event.kind === "result" && event.outcome === "unknown";
  await viewer.sees((frame) => frame.kind === "step" && isUnknown(frame.step));
  const [sending] = viewer.steps().filter(({ calls }) => calls.some(({ isMoney }) => isMoney));
  const unknown = viewer.steps().find(isUnknown);
  for (const step of [sending, unknown]) {
    const { status, body } = await fork(step as Step);
    expect(status).toBe(409);
    expect(body.reason).toContain("A money call is in progress");
  }
  expect(asked).toEqual([]);
});

test("what nobody keeps cannot be forked, nor by a page from elsewhere", async () => {
  await world.member().says("hi");
  const step = await viewer.seesStage("welcome");
  expect((await fork({ ...step, number: 99 })).status).toBe(404);
  expect((await fork({ ...step, conversationId: "" })).status).toBe(400);
  expect((await fork(step, { origin: "https://evil.example" })).status).toBe(403);
});

test("a fork has the steps that led to it, and becomes a script like any other", async () => {
  const member = world.member();
  await register(member);
  const step = await viewer.seesStage("ready.home");
  const { body } = await fork(step);
  const api = `${world.serverUrl}/playground/api`;
  const response = await fetch(`${api}/steps?conversation=${body.conversationId}`);
  const { steps } = (await response.json()) as { steps: Step[] };
  expect(steps.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const script = await fetch(`${api}/script?conversation=${body.conversationId}&to=8`);
  expect(script.status).toBe(200);
});
