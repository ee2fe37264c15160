import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { en } from "../../machines/copy/en.ts";
import { firm, words } from "../../machines/copy/words.ts";
import { root } from "../../machines/root.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import type { Chart } from "../../src/playground/protocol.ts";
import { createPlayground } from "../../src/playground/server.ts";
import { fillOffer, register } from "../journeys/walks.ts";
import { ownDatabase } from "../support/database.ts";
import { said } from "../support/titles.ts";
import { look } from "../support/viewer.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

/** A folder of machines, as an edit leaves it. */
const EDITED = fileURLToPath(new URL("../../machines", import.meta.url));

const chart = (machine: string): Chart => {
  return {
    machine,
    file: "",
    width: 0,
    height: 0,
    states: [],
    edges: [],
    guards: [],
    fields: [],
    kept: [],
  };
};
const dev = createPlayground({
  access: { kind: "dev" },
  draw: async (folder = "machines") => ({ charts: [chart(folder)], wordings: [] }),
  clientFolder: "/nowhere/",
});

test("a viewer sees the active states, possible inputs, messages and pending work of a conversation", async () => {
  await world.open({ playground: dev });
  const viewer = await look(world.serverUrl);
  const member = world.member();
  await register(member);
  await fillOffer(member);
  const step = await viewer.seesStage("ready.offer/filling.confirm");
  expect(step).toMatchObject({
    number: 12,
    event: { kind: "result", operation: "getAccountByHandle", outcome: "done" },
    outcome: "committed",
    attempts: 1,
    active: [
      "root:",
      "root:ready",
      "root:ready.offer",
      "offer:",
      "offer:filling",
      "offer:filling.confirm",
    ],
    taken: ["offer:filling.searching#done.getAccountByHandle#1"],
    replies: [{ keys: ["offer.confirm.ask"], text: expect.stringContaining("20.00 USD") }],
    version: 12,
    expiresAt: step.at + 300_000,
    metadata: { stage: "ready.offer/filling.confirm", option: "offer", direction: "IN" },
    pending: {
      timers: [
        { state: "offer:filling.confirm", event: "after.replyTimeout", dueAt: step.at + 240_000 },
      ],
      calls: [],
    },
    contexts: { root: { profile: {} }, offer: { amount: { value: "20.00" } } },
  });
  expect(step.possible).toEqual(
    expect.arrayContaining(["choice.confirm", "choice.cancel", "back", "cancel", "home"]),
  );
  expect(step.possible).not.toContain("text");
  expect(viewer.frames).toContainEqual({
    kind: "conversation",
    conversation: { id: step.conversationId, number: member.phone },
  });
  viewer.close();
});

test("the edges of every step join the state before with the state after", async () => {
  await world.open({ playground: dev });
  const viewer = await look(world.serverUrl);
  const member = world.member();
  await register(member);
  await viewer.seesStage("ready.home");
  expect(viewer.steps().map(({ taken }) => taken)).toEqual([
    ["root:new#home#0"],
    ["root:login#error.login#0"],
    ["root:welcome#choice.register#0"],
    ["registration:filling.naming#text#1", "registration:filling.named#always#1"],
    ["registration:filling.naming#text#1", "registration:filling.named#always#2"],
    ["registration:filling.denomination#choice.denomination#0"],
    ["registration:filling.summary#choice.open#0"],
    ["registration:opening#done.onboardMember#0", "root:registration#done.registration#0"],
  ]);
  await member.says("what?");
  await viewer.sees((frame) => frame.kind === "step" && frame.step.number === 9);
  expect(viewer.steps().at(-1)?.taken).toEqual(["root:ready.home#unexpected#0"]);
  viewer.close();
});

test("a call in progress is part of the pending work", async () => {
  await world.open({ playground: dev });
  const viewer = await look(world.serverUrl);
  await world.member().says("hi");
  const step = await viewer.seesStage("login");
  expect(step.calls).toEqual([{ token: expect.any(String), operation: "login", isMoney: false }]);
  expect(step.pending.calls).toEqual([{ token: step.calls[0]?.token, operation: "login" }]);
  expect((await viewer.seesStage("welcome")).possible).toContain("choice.register");
  viewer.close();
});

test("what can be done is what is offered, and what the innermost state does not swallow", async () => {
  await world.open({ playground: dev });
  const viewer = await look(world.serverUrl);
  await register(world.member());
  const { possible } = await viewer.seesStage("ready.home");
  expect(possible).toEqual(expect.arrayContaining(["choice.offer", "unexpected", "help"]));
  expect(possible).not.toContain("choice.incoming");
  const opening = await viewer.seesStage("registration/opening");
  expect(opening.possible).toEqual(expect.arrayContaining(["home", "help"]));
  expect(opening.possible).not.toContain("media");
  viewer.close();
});

test("no token of a session or of credex-core leaves the server", async () => {
  await world.open({ playground: dev });
  const viewer = await look(world.serverUrl);
  await register(world.member());
  const { conversationId } = await viewer.seesStage("ready.home");
  const stored = JSON.parse((await world.redis.get(`user:${conversationId}`)) ?? "{}");
  const response = await fetch(
    `${world.serverUrl}/playground/api/steps?conversation=${conversationId}`,
  );
  const seen = JSON.stringify(viewer.frames) + (await response.text());
  for (const token of [stored.jwt_token, stored.credex_token]) {
    expect(token.length).toBeGreaterThan(20);
    expect(seen).not.toContain(token);
  }
  expect(seen).not.toMatch(/jwt_token|credex_token/);
  viewer.close();
});

test("who joins late sees the newest step of each conversation, and what was logged", async () => {
  await world.open({ playground: dev });
  const [member, other] = [world.member(), world.member()];
  for (const one of [member, other]) {
    await one.says("hi");
    await one.hears(said("welcome.ask"));
  }
  const viewer = await look(world.serverUrl);
  const hello = await viewer.sees((frame) => frame.kind === "hello");
  expect(viewer.frames[0]).toBe(hello);
  expect(hello).toMatchObject({
    isRedacted: false,
    charts: [],
    conversations: [{ number: member.phone }, { number: other.phone }],
    steps: [{ metadata: { stage: "welcome" } }, { metadata: { stage: "welcome" } }],
  });
  await viewer.sees((frame) => frame.kind === "log" && frame.line.text === "login → welcome");
  const drawn = await viewer.sees((frame) => frame.kind === "drawn");
  expect(drawn).toMatchObject({ charts: [{ machine: "machines" }] });
  const later = await look(world.serverUrl);
  expect(await later.sees((frame) => frame.kind === "hello")).toMatchObject({
    charts: [{ machine: "machines" }],
  });
  viewer.close();
  later.close();
});

test("an edit is sent at once, and its charts once drawn; a rejected one with its problems", async () => {
  const { app } = await world.open({ playground: dev });
  const viewer = await look(world.serverUrl);
  await viewer.sees((frame) => frame.kind === "drawn");
  app.serve({ root, copies: { en }, words, firm, folder: EDITED });
  app.playground?.edited([]);
  const edited = await viewer.sees((frame) => frame.kind === "edited");
  expect(edited).toEqual({ kind: "edited", problems: [] });
  const drawn = await viewer.sees(
    (frame) => frame.kind === "drawn" && frame.charts[0]?.machine === EDITED,
  );
  expect(viewer.frames.indexOf(edited)).toBeLessThan(viewer.frames.indexOf(drawn));
  const problem = { file: "machines/offer.ts", line: 12, sentence: "No such state." };
  app.playground?.edited([problem]);
  const refused = await viewer.sees((frame) => frame.kind === "edited" && frame !== edited);
  expect(refused).toEqual({ kind: "edited", problems: [problem] });
  const late = await look(world.serverUrl);
  expect(await late.sees((frame) => frame.kind === "hello")).toMatchObject({
    charts: [{ machine: EDITED }],
    problems: [problem],
  });
  viewer.close();
  late.close();
});

test("an edit is drawn before anybody looks, and then is there at once", async () => {
  const { app } = await world.open({ playground: dev });
  app.serve({ root, copies: { en }, words, firm, folder: EDITED });
  const viewer = await look(world.serverUrl);
  expect(await viewer.sees((frame) => frame.kind === "hello")).toMatchObject({
    charts: [{ machine: EDITED }],
  });
  viewer.close();
});

test("a reply that is given up is marked in its step, with the reason", async () => {
  await world.open({ playground: dev });
  const viewer = await look(world.serverUrl);
  world.cloudApi.fail({ kind: "error", httpStatus: 400, code: 131026 });
  await world.member().says("hi");
  const reply = expect.objectContaining({ givenUpFor: "131026" });
  await viewer.sees(
    (frame) => frame.kind === "step" && frame.step.replies.some(({ givenUpFor }) => givenUpFor),
  );
  const late = await look(world.serverUrl);
  const hello = await late.sees((frame) => frame.kind === "hello");
  expect(hello).toMatchObject({ steps: [{ replies: [reply] }] });
  for (const each of [viewer, late]) each.close();
});

test("deliveries and answers of credex-core are logged as they come", async () => {
  await world.open({ playground: dev });
  const viewer = await look(world.serverUrl);
  await world.member().says("hi");
  for (const text of ["login: refused", "done", "reply welcome.ask", "version 2"])
    await viewer.sees((frame) => frame.kind === "log" && frame.line.text === text);
  viewer.close();
});
