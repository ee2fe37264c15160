import { describe, expect, test } from "vitest";
import type { ConversationRecord } from "../../src/conversation/model/record.ts";
import { createTurn } from "../../src/conversation/turn/turn.ts";
import { contract } from "../../src/vimbiso.ts";
import { line } from "../contract/store.ts";
import { bank, interpret, isAtMostOnce, PROFILE, render } from "../support/bank.ts";
import { ADDRESS } from "../support/dialogue.ts";
import {
  CONVERSATION,
  createEngineWorld,
  type EngineWorld,
  openAtHome,
} from "../support/engine-world.ts";

const call = {
  token: "earlier:3:1",
  operation: "createCredex",
  input: {},
  atMostOnce: true,
  address: ADDRESS,
  locale: "en",
};
const unknown = { kind: "unknown" } as const;

const release = { machine: bank, hash: "h", contract };
const takeTurn = createTurn({ release, render, interpret, isAtMostOnce });

async function corrupt({ store }: EngineWorld): Promise<void> {
  const record = { _version: "broken" } as unknown as ConversationRecord;
  const loaded = await store.load(CONVERSATION);
  await store.commit({ conversationId: CONVERSATION, loaded, record, effects: [], line });
}

describe.each([
  ["an assignment that throws", "assign"],
  ["a guard that throws", "guard"],
  ["a reply without copy", "render"],
  ["a profile that breaks the record's schema", "schema"],
  ["a bigint in the context", "bigint"],
  ["a context that contains itself", "cycle"],
])("%s", (_, media) => {
  test("parks the event as seen with its cause, and sends the member an apology and home", async () => {
    const { sends, commits, said, record, store } = await openAtHome();
    const broken = { kind: "media", media } as const;
    expect(await sends(broken, { id: "bad" })).toMatchObject({ outcome: "parked" });
    expect(said()).toEqual(["trouble"]);
    expect(commits.at(-1)).toMatchObject({
      seen: { id: "bad" },
      parked: { event: { id: "bad" }, cause: expect.stringContaining("Error") },
    });
    expect(await store.count()).toMatchObject({ parked: 1 });
    expect(await record()).toMatchObject({ session_id: "bad", profile: PROFILE });
    expect(await sends(broken, { id: "bad" })).toMatchObject({ outcome: "duplicate" });
  });

  test("does not stop another conversation, nor the next message", async () => {
    const { sends, says, said } = await openAtHome();
    const [, other] = await Promise.all([
      sends({ kind: "media", media }),
      says("hi", { conversationId: "c2" }),
    ]);
    expect(other).toMatchObject({ outcome: "committed" });
    await says("help");
    expect(said()).toEqual(["help"]);
  });
});

test("a timer that throws sends the member home in the same session, and is settled", async () => {
  const { says, another, left, record, said, store } = await openAtHome();
  await says("Offer");
  await says("20");
  const before = await record();
  const timer = left.find((effect) => effect.kind === "timer");
  const event = { kind: "timer" as const, token: timer?.token ?? "" };
  const { due } = await store.count();
  const entry = { conversationId: CONVERSATION, event, settles: event };
  const engine = another({
    chooseTurn: () => (input) => {
      if (!input.restartReason) throw new Error("No");
      return takeTurn(input);
    },
  });
  expect(await engine.run(entry)).toMatchObject({ outcome: "parked" });
  expect(said()).toEqual(["trouble"]);
  const { session_id, jwt_token, _version } = before;
  expect(await record()).toMatchObject({ session_id, jwt_token, _version: _version + 1 });
  expect((await store.count()).due).toBe(due - 1);
});

describe("a record that cannot be read", () => {
  test("is parked and told, and a new session begins", async () => {
    const world = await openAtHome();
    await corrupt(world);
    expect(await world.says("hello", { id: "next" })).toMatchObject({ outcome: "parked" });
    expect(world.said()).toEqual(["trouble"]);
    expect(await world.record()).toMatchObject({ session_id: "next", _version: 1 });
    await world.says("help");
    expect(world.said()).toEqual(["help"]);
  });

  test("does not prevent the report of a money call, and opens no session", async () => {
    const world = await openAtHome();
    await corrupt(world);
    const taken = await world.takes({ kind: "result", call, outcome: unknown });
    expect(taken).toMatchObject({ outcome: "parked" });
    expect(world.said()).toEqual(["trouble", "late"]);
    expect(await world.store.load(CONVERSATION)).toMatchObject({ kind: "corrupt" });
  });
});

describe("a money call whose outcome cannot be put into words", () => {
  const speechless = createTurn({
    release,
    interpret,
    isAtMostOnce,
    render: (options) => {
      if (options.reply.key === "late") throw new Error("It cannot be put into words");
      return render(options);
    },
  });

  test.each([{ kind: "done", output: PROFILE } as const, unknown, { kind: "away" } as const])(
    "$kind is reported all the same, and the session stays open",
    async (outcome) => {
      const { another, said, record, store } = await openAtHome();
      const { session_id } = await record();
      const engine = another({ chooseTurn: () => speechless });
      const event = { kind: "result" as const, call, outcome };
      const taken = await engine.run({ conversationId: CONVERSATION, event });
      expect(taken).toMatchObject({ outcome: "parked" });
      expect(said()).toEqual(["trouble"]);
      expect(await record()).toMatchObject({ session_id, profile: PROFILE });
      expect(await store.count()).toMatchObject({ parked: 1 });
    },
  );

  test("is reported without a session, and opens none", async () => {
    const { another, said, store } = createEngineWorld();
    const engine = another({ chooseTurn: () => speechless });
    await engine.run({
      conversationId: CONVERSATION,
      event: { kind: "result", call, outcome: unknown },
    });
    expect(said()).toEqual(["trouble"]);
    expect(await store.load(CONVERSATION)).toEqual({ kind: "none" });
  });
});

test("an event that cannot even be apologised for is parked, and the next one is taken", async () => {
  const { another, says, record, commits, said, store } = await openAtHome();
  const before = await record();
  const engine = another({
    chooseTurn: () => () => {
      throw new Error("Nothing works");
    },
  });
  expect(await says("hello", { engine, id: "bad" })).toMatchObject({ outcome: "parked" });
  expect(commits.at(-1)).toMatchObject({ seen: { id: "bad" }, effects: [] });
  expect(await record()).toEqual(before);
  expect(await store.count()).toMatchObject({ parked: 1 });
  await says("help");
  expect(said()).toEqual(["help"]);
});

test("what a member wrote is in no fact, not even when it is in the error", async () => {
  const { another, says, telemetryEvents } = createEngineWorld();
  const engine = another({
    chooseTurn:
      async () =>
      ({ event }) => {
        throw new TypeError(`Cannot read ${JSON.stringify(event)}`);
      },
  });
  await says("my pin is 4711", { engine });
  expect(telemetryEvents).toMatchObject([
    { kind: "failure", where: "turn" },
    { outcome: "parked" },
  ]);
  expect(JSON.stringify(telemetryEvents)).not.toMatch(/4711|26377/);
});
