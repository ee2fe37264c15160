import { expect, test } from "vitest";
import type { Count, Counted } from "../../src/conversation/model/count.ts";
import { fromField, toField } from "../../src/conversation/model/count.ts";
import {
  createEngineWorld,
  type EngineWorld,
  loginAnswer,
  openAtHome,
} from "../support/engine-world.ts";

const origin = { release: "h", locale: "en" };
const turned = (from: string, way: string, to: string): Counted => ({
  count: { kind: "turn", ...origin, from, way, to },
  times: 1,
});
const bubble = (form: string, times = 1): Counted => ({
  count: { kind: "bubble", release: "h", locale: "en", form },
  times,
});
const answer = (stage: string, within: string): Counted => ({
  count: { kind: "answer", ...origin, stage, within },
  times: 1,
});
const lastOf = ({ commits }: EngineWorld) => commits.at(-1)?.counts;

test("a session that begins comes from no state, and a call's answer leaves by its outcome", async () => {
  const world = createEngineWorld();
  await world.says("hi");
  expect(lastOf(world)).toEqual([turned("", "home", "login")]);
  await world.takes(loginAnswer(world));
  expect(lastOf(world)).toEqual([turned("login", "call.done", "home"), bubble("")]);
});

test("a member's way is what the machine received, and the bubbles belong to the form", async () => {
  const world = await openAtHome();
  world.clock.now += 7_000;
  await world.says("1");
  expect(lastOf(world)).toEqual([
    turned("home", "choice.offer", "offering/amount"),
    answer("home", "10"),
    bubble("offering"),
  ]);
  await world.says("5");
  expect(lastOf(world)).toContainEqual(turned("offering/amount", "text", "offering/confirm"));
  await world.says("cancel");
  expect(lastOf(world)).toEqual([
    turned("offering/confirm", "cancel", "home"),
    answer("offering/confirm", "5"),
    bubble("offering"),
  ]);
});

test("a timer that leaves a state says so", async () => {
  const world = await openAtHome();
  await world.says("1");
  await world.says("5");
  const { timers } = await world.record();
  const [token = ""] = timers.flatMap(({ token, event }) =>
    event.type.startsWith("xstate.after") ? [token] : [],
  );
  await world.takes({ kind: "timer", token });
  expect(lastOf(world)).toEqual([turned("offering/confirm", "timer", "home"), bubble("offering")]);
});

test("a turn that throws names the state in which it did, and the apology begins a session", async () => {
  const world = await openAtHome();
  await world.says("1");
  await world.sends({ kind: "media", media: "assign" });
  const counts = lastOf(world);
  expect(counts).toContainEqual(turned("", "trouble", "login"));
  const restart: Count = {
    kind: "restart",
    ...origin,
    stage: "offering/amount",
    reason: "trouble",
  };
  expect(counts).toContainEqual({ count: restart, times: 1 });
});

test("an event that is over counts nothing", async () => {
  const world = await openAtHome();
  await world.takes({ kind: "timer", token: "unknown" });
  expect(lastOf(world)).toEqual([]);
});

const counts: Count[] = [
  { kind: "turn", ...origin, from: "", way: "home", to: "ready.offering/filling.amount" },
  { kind: "bubble", release: "", locale: "", form: "" },
  { kind: "answer", ...origin, stage: "home", within: "more" },
  { kind: "restart", ...origin, stage: "home", reason: "machine.edited" },
  { kind: "dead", ...origin, key: "offer.sent" },
];

test.each(counts)("the field of %j is read as it was written", (count) => {
  const field = toField(count);
  expect(field).not.toContain("\n");
  expect(fromField(field)).toEqual(count);
});

test.each(["other", "", "turn r en a b", "turn r en a b c d", "toString r en a"])(
  "“%s” is the field of no count",
  (field) => {
    expect(fromField(field)).toBeUndefined();
  },
);
