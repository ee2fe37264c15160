import { expect, test } from "vitest";
import { createEngine } from "../../src/conversation/engine.ts";
import type { Counted } from "../../src/conversation/model/count.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { createChooseTurn } from "../../src/conversation/turn/choose-turn.ts";
import type { TurnOptions } from "../../src/conversation/turn/turn.ts";
import { createMemoryReleaseStore } from "../../src/memory/memory-release-store.ts";
import { createMemoryStore } from "../../src/memory/memory-store.ts";
import { HALTING } from "../../src/policy.ts";
import { createHaltWatch } from "../../src/releases/halt-watch.ts";
import { judgeRelease } from "../../src/releases/judge-release.ts";
import { publish, type Rollout, releaseFor } from "../../src/releases/rollout.ts";
import { createTokens } from "../../src/session/tokens.ts";
import { contract } from "../../src/vimbiso.ts";
import { bank, interpret, isAtMostOnce, render } from "../support/bank.ts";
import { ADDRESS, DONE } from "../support/dialogue.ts";
import { SECRET, SESSION_SECONDS } from "../support/engine-world.ts";

const STATE = "ready.offering/filling.amount";
const OTHER = "ready.offering/confirm";
const HOME = "ready.home";
type Way = [from: string, way: string, to: string];
const turned = (release: string, times: number, [from, way, to]: Way = [STATE, "text", OTHER]) =>
  ({ count: { kind: "turn", release, locale: "en", from, way, to }, times }) as Counted;
const restarted = (release: string, times: number, stage = STATE): Counted => ({
  count: { kind: "restart", release, locale: "en", stage, reason: "trouble" },
  times,
});
const replies = (release: string, dead: number, sent = 1_000): Counted[] => [
  { count: { kind: "bubble", release, locale: "en", form: "" }, times: sent },
  { count: { kind: "dead", release, locale: "en", key: "home.menu" }, times: dead },
];
const judge = (...counts: Counted[]) => judgeRelease(counts, { release: "new", before: "old" });
const both = (times: number) => [turned("new", times), turned("old", times)];
const timedOut: Way = [STATE, "timer", HOME];
const cancelled: Way = [STATE, "cancel", HOME];

test.each<[string, Counted[], string]>([
  ["turns throw", [...both(1_000), restarted("new", 50)], "restarted"],
  ["turns of a new state throw", [...both(1_000), restarted("new", 50, OTHER)], "restarted"],
  ["replies are given up", [...both(1_000), ...replies("new", 60), ...replies("old", 5)], "dead"],
  [
    "forms time out",
    [...both(900), turned("new", 200, timedOut), turned("old", 20, timedOut)],
    "timedOut",
  ],
  [
    "members leave forms",
    [...both(900), turned("new", 300, cancelled), turned("old", 20, cancelled)],
    "cancelled",
  ],
])("a release is worse than the one before where %s", (_, counts, trouble) => {
  expect(judge(...counts)?.trouble).toBe(trouble);
});

test.each<[string, Counted[]]>([
  ["nothing is different", [...both(1_000), restarted("new", 50), restarted("old", 50)]],
  ["it is better", [...both(1_000), restarted("new", 1), restarted("old", 50)]],
  ["too little was counted", [...both(HALTING.sample / 2), restarted("new", 20)]],
  ["nothing of the release before was counted", [turned("new", 1_000), restarted("new", 50)]],
  ["it is worse by less than the bound", [...both(100_000), restarted("new", 900)]],
  ["it is worse by what chance explains", [...both(HALTING.sample), restarted("new", 5)]],
  [
    "more of its members are in a state in which forms time out",
    [
      ...[turned("new", 100, [HOME, "choice.offer", STATE]), turned("new", 600)],
      ...[turned("old", 600, [HOME, "choice.offer", STATE]), turned("old", 60)],
      ...[turned("new", 300, timedOut), turned("old", 30, timedOut)],
    ],
  ],
])("a release is not worse where %s", (_, counts) => {
  expect(judge(...counts)).toBeUndefined();
});

/** The bank under a release of this name, in which a member who writes 13 breaks the turn, if `isBad`. */
function releaseOf(identity: string, isBad: boolean): TurnOptions {
  return {
    release: { machine: bank, hash: "h", identity, contract },
    render(given) {
      if (isBad && given.reply.key === "offer.confirm" && given.reply.amount === "13")
        throw new Error("This release cannot show it");
      return render(given);
    },
    interpret,
    isAtMostOnce,
  };
}

/** Half of the members meet the next release; each takes four turns. */
async function rollOut({ isBad }: { isBad: boolean }) {
  const clock = { now: Date.UTC(2026, 10, 28, 10) };
  const now = () => clock.now;
  const telemetryEvents: TelemetryEvent[] = [];
  const observe = (telemetryEvent: TelemetryEvent) => void telemetryEvents.push(telemetryEvent);
  const { recordFields } = contract;
  const memory = createMemoryStore({ clock: now, recordFields, ttlSeconds: SESSION_SECONDS });
  const store = createMemoryReleaseStore({ clock: now });
  const rollout: Rollout = publish(publish(undefined, { release: "old", to: "all" }), {
    release: "new",
    to: 50,
  });
  await store.changeRollout({ expectedVersion: 0, rollout, by: "ann" });
  const held = [releaseOf("old", false), releaseOf("new", isBad)];
  const find = (id: string | undefined) => held.find(({ release }) => release.identity === id);
  const [old] = held as [TurnOptions, TurnOptions];
  const engine = createEngine({
    store: memory,
    recordFields,
    chooseTurn: createChooseTurn({
      forContact: (contact) => find(releaseFor(rollout, contact)) ?? old,
      hold: find,
    }),
    tokens: createTokens({ secrets: [SECRET], ttlSeconds: SESSION_SECONDS }),
    ...{ clock: now, observe, onCommitted() {} },
  });
  const watch = createHaltWatch({
    ...{ store, numbers: memory.numbers, clock: now, observe },
    builtIn: () => "old",
  });
  for (let member = 0; member < 600; member++) {
    const conversationId = `c${member}`;
    const says = (text: string, id: number) =>
      engine.run({
        conversationId,
        event: {
          ...{ kind: "message", id: `${conversationId}.${id}`, at: clock.now, address: ADDRESS },
          ...{ locale: "en", content: { kind: "text", text } },
        },
      });
    await says("hi", 1);
    const loaded = await memory.load(conversationId);
    const [call] = loaded.kind === "record" ? (loaded.record.calls ?? []) : [];
    if (!call) throw new Error("Nobody logged in");
    const login = { ...call, input: {}, atMostOnce: false, address: ADDRESS, locale: "en" };
    await engine.run({
      conversationId,
      event: { kind: "result", call: login, outcome: DONE },
    });
    await says("1", 2);
    await says(member % 5 === 0 ? "13" : "5", 3);
    await watch.look();
  }
  return { store, telemetryEvents };
}

test("a release that parks one turn in twenty halts itself, and the last good one is current again", async () => {
  const { store, telemetryEvents } = await rollOut({ isBad: true });
  expect(await store.loadRollout()).toEqual({
    ...{ version: 3, current: "old", previous: { release: undefined } },
  });
  const [, halted, ...others] = await store.history();
  expect(others).toEqual([]);
  expect(halted?.by).toMatch(/^halted by a server: \d+ restarted sessions in \d+ turns/);
  expect(telemetryEvents.filter(({ kind }) => kind === "halt")).toEqual([
    expect.objectContaining({ halted: "new", trouble: "restarted" }),
  ]);
});

test("a release that parks nothing is rolled out to its end", async () => {
  const { store, telemetryEvents } = await rollOut({ isBad: false });
  expect(await store.loadRollout()).toMatchObject({ version: 2, next: { release: "new" } });
  expect(telemetryEvents.filter(({ kind }) => kind === "halt")).toEqual([]);
});

test("a store that cannot be reached is reported once, until it can be again", async () => {
  const telemetryEvents: TelemetryEvent[] = [];
  const answers = ["cut", "cut", "none", "cut"];
  const store = {
    async loadRollout() {
      if (answers.shift() === "cut") throw new Error("Connection lost");
      return undefined;
    },
    changeRollout: async () => false,
  };
  const watch = createHaltWatch({
    ...{ store, builtIn: () => "old", clock: () => 0 },
    numbers: { read: async (day) => ({ day, counts: [], other: 0 }) },
    observe: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
  });
  for (let looks = answers.length; looks > 0; looks--) await watch.look();
  expect(telemetryEvents).toMatchObject([
    { kind: "failure", where: "halt" },
    { kind: "failure", where: "halt" },
  ]);
});
