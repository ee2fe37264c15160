import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { en } from "../../machines/copy/en.ts";
import type { Member } from "../../src/loopback/member.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { createPlayground } from "../../src/playground/server.ts";
import type { TestScript } from "../../src/playground/test-script.ts";
import { draw } from "../credex/books.ts";
import { fillOffer, register } from "../journeys/walks.ts";
import { ownDatabase } from "../support/database.ts";
import { said, titleOf } from "../support/titles.ts";
import { look, type Viewer } from "../support/viewer.ts";
import { runScript } from "./run-script.ts";

let world: World;
let viewer: Viewer;
beforeEach(async () => {
  world = await openWorld(ownDatabase(), { notices: true });
  await world.open({
    playground: createPlayground({
      access: { kind: "dev" },
      draw: async () => ({ charts: [], wordings: [] }),
      clientFolder: "/nowhere/",
    }),
  });
  viewer = await look(world.serverUrl);
});
afterEach(async () => {
  viewer.close();
  await world.close();
});

async function askForScript(to?: number): Promise<TestScript> {
  const last = viewer.steps().at(-1);
  const query = `conversation=${last?.conversationId}&to=${to ?? last?.number}`;
  const response = await fetch(`${world.serverUrl}/playground/api/script?${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as TestScript;
}

test("a registration becomes a script that passes, and fails when a wording is another", async () => {
  await register(world.member());
  await viewer.seesStage("ready.home");
  const { test: script, inputs } = await askForScript();
  runScript(script);
  expect(script).toContain('.taps("denomination=USD")');
  expect(script).toContain('.isAt("ready.home")');
  expect(() => runScript(script.replace("registration.lastname.ask", "help"))).toThrow();
  expect(inputs.map(({ steps: _, ...action }) => action)).toEqual([
    { kind: "text", text: "hi" },
    { kind: "choice", choice: "register", title: titleOf("welcome.ask", "register"), offeredBy: 2 },
    { kind: "text", text: "Tariro" },
    { kind: "text", text: "Moyo" },
    { kind: "choice", choice: "denomination=USD", title: "USD", offeredBy: 5 },
    {
      kind: "choice",
      choice: "open",
      title: titleOf("registration.confirm.ask", "open"),
      offeredBy: 6,
    },
  ]);
  expect(inputs.at(-1)?.steps).toEqual([
    { number: 7, stage: "registration/opening", keys: [] },
    { number: 8, stage: "ready.home", keys: ["registration.done", "home.menu"] },
  ]);
});

test("a text that came too late is one in the script as well", async () => {
  const member = world.member();
  await register(member);
  await fillOffer(member);
  const content = { kind: "text" as const, text: titleOf("offer.confirm.ask", "confirm") };
  await world.cloudApi.write({ from: member.phone, content, at: Date.now() - 3_600_000 });
  await member.hears(en.late);
  await vi.waitUntil(
    () =>
      viewer
        .steps()
        .at(-1)
        ?.replies.some(({ keys }) => keys[0] === "late"),
    60_000,
  );
  const { test: script } = await askForScript();
  expect(script).toContain(`.saysLate("${content.text}", "24 h")`);
  runScript(script);
});

test("a script goes to the step that was asked for, and no further", async () => {
  await register(world.member());
  await viewer.seesStage("ready.home");
  const { test: script, inputs } = await askForScript(4);
  runScript(script);
  expect(script.trimEnd().split("\n").at(-2)).toContain("isAt");
  expect(script).not.toContain("Moyo");
  expect(inputs).toHaveLength(3);
});

test("an offer that got no answer, and was found, becomes a script that passes", async () => {
  const member = world.member();
  await register(member);
  await fillOffer(member);
  world.credexCore.faults.next({ kind: "cut", applied: true }, "createCredex");
  await member.taps("confirm");
  await viewer.sees((frame) => frame.kind === "log" && frame.line.text === "createCredex: unknown");
  await hurry(5_000);
  await viewer.sees(
    (frame) =>
      frame.kind === "step" &&
      frame.step.event.kind === "result" &&
      frame.step.event.operation === "createCredex" &&
      frame.step.event.outcome === "done",
  );
  const { test: script } = await askForScript();
  expect(script).toContain(".unknown()");
  expect(script).toContain(".found({");
  runScript(script);
});

test("a form that expired, an old button and a session that was over become a script that passes", async () => {
  const member = world.member();
  await register(member);
  const old = member.choice("offer");
  await fillOffer(member);
  await member.tapsOld(old);
  world.clock.aheadMs += 4 * 60_000;
  await hurry(4 * 60_000);
  await viewer.sees((frame) => frame.kind === "step" && frame.step.event.kind === "timer");
  world.clock.aheadMs += 6 * 60_000;
  await member.says("hi");
  await viewer.sees((frame) => frame.kind === "log" && frame.line.text === "reply session.over");
  const { test: script, inputs } = await askForScript();
  expect(script).toContain('.waits("4 min")');
  expect(script).toContain(".tapsOld(");
  expect(script).toContain(".sessionEnds(");
  runScript(script);
  const waits = inputs.flatMap((input) => (input.kind === "wait" ? [input.seconds] : []));
  expect(waits.filter((seconds) => seconds > 200)).toHaveLength(2);
});

test("an offer with a due date becomes a script that passes on any day", async () => {
  const member = world.member();
  await register(member);
  await makePromise(member);
  await viewer.seesStage("ready.home");
  await viewer.sees(
    (frame) =>
      frame.kind === "step" && frame.step.replies.some(({ keys }) => keys[0] === "offer.sent"),
  );
  const { test: script } = await askForScript();
  expect(script).toMatch(/"dueDate":"20\d\d-\d\d-\d\d"/);
  runScript(script);
  expect(() => runScript(script.replace(/play\(\{ at: "[^"]*"/, "play({"))).toThrow();
});

test("an offer with a due date in a session of another day becomes a script that passes", async () => {
  const member = world.member();
  await register(member);
  world.clock.aheadMs += 36 * 3_600_000;
  await member.says("hi");
  await member.hears(said("home.greeting"));
  await makePromise(member);
  await viewer.sees(
    (frame) =>
      frame.kind === "step" && frame.step.replies.some(({ keys }) => keys[0] === "offer.sent"),
  );
  const { test: script } = await askForScript();
  expect(script).toMatch(/\.sessionEnds\("\d+ (s|min)"\)/);
  runScript(script);
});

test("a notification becomes a part of the script, with all that was before it", async () => {
  const member = world.member();
  await register(member);
  await viewer.seesStage("ready.home");
  draw(world.credexCore, { to: "tariro_moyo", value: "5" });
  await member.hears(said("notice.created"));
  await viewer.sees((frame) => frame.kind === "step" && frame.step.event.kind === "notice");
  const { test: script } = await askForScript();
  expect(script).toContain('.taps("denomination=USD")');
  expect(script).toContain('.isNotifiedOf({"type":"notice.created"');
  runScript(script);
});

test("of a conversation whose beginning is not kept there is no script, and it says so", async () => {
  const response = await fetch(`${world.serverUrl}/playground/api/script?conversation=nobody&to=1`);
  expect(response.status).toBe(409);
  expect(await response.json()).toEqual({ reason: "That step has expired." });
});

/** Makes an offer that is due in two weeks. */
async function makePromise(member: Member): Promise<void> {
  await fillOffer(member);
  await member.taps("unsecured");
  await member.hears(said("offer.due.ask"));
  await member.taps("weeks=2");
  await member.hears(said("offer.unsecured.ask"));
  await member.taps("confirm");
  await member.hears(said("offer.sent"));
}

/** As if so much time had passed for Redis as well. */
async function hurry(ms: number): Promise<void> {
  for (const name of await world.redis.zrange("due", "0", "-1"))
    await world.redis.zincrby("due", -ms, name);
}
