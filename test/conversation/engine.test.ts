import jwt from "jsonwebtoken";
import { describe, expect, test } from "vitest";
import type { Call } from "../../src/conversation/model/effect.ts";
import { fieldsOf } from "../../src/conversation/model/record-fields.ts";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import { line } from "../contract/store.ts";
import { PROFILE } from "../support/bank.ts";
import { ADDRESS } from "../support/dialogue.ts";
import {
  CONVERSATION,
  createEngineWorld,
  loginAnswer,
  openAtHome,
  SECRET,
  SESSION_SECONDS,
} from "../support/engine-world.ts";
import { createGate } from "../support/gate.ts";

const HOUR_MS = 60 * 60 * 1000;
const SESSION_MS = SESSION_SECONDS * 1000;

const money: Call = {
  token: "earlier:3:1",
  operation: "createCredex",
  input: {},
  atMostOnce: true,
  address: ADDRESS,
  locale: "en",
};
const moneyAnswer = { kind: "result", call: money, outcome: { kind: "unknown" } } as const;

describe("the order of things", () => {
  test("a conversation takes its events one after another, as they came", async () => {
    const { says, commits } = createEngineWorld();
    const ids = Array.from({ length: 20 }, (_, index) => `m${index}`);
    const taken = await Promise.all(ids.map((id) => says("hm", { id })));
    expect(taken.map(({ outcome }) => outcome)).toEqual(ids.map(() => "committed"));
    expect(commits.map(({ seen }) => seen?.id)).toEqual(ids);
  });

  test("a waiting conversation does not delay another", async () => {
    const { store, another, says } = createEngineWorld();
    const gate = createGate();
    const engine = another({
      store: {
        ...store,
        async load(conversationId) {
          if (conversationId === "slow") await gate.opened;
          return store.load(conversationId);
        },
      },
    });
    const slow = says("hi", { engine, conversationId: "slow" });
    expect(await says("hi", { engine })).toMatchObject({ outcome: "committed" });
    gate.open();
    expect(await slow).toMatchObject({ outcome: "committed" });
  });

  test("reports pending work after the commit", async () => {
    const { another, store, says } = createEngineWorld();
    const told: unknown[] = [];
    const onCommitted = async () => told.push((await store.count()).due);
    const engine = another({ onCommitted: () => void onCommitted() });
    expect(await says("hi", { engine })).toEqual({ outcome: "committed", isWaiting: true });
    expect(told).toEqual([1]);
  });
});

describe("a conflict", () => {
  const conflicting = (times: number) => {
    const world = createEngineWorld();
    let left = times;
    const commit: typeof world.store.commit = async (commit) =>
      left-- > 0 ? "conflict" : world.store.commit(commit);
    return { ...world, engine: world.another({ store: { ...world.store, commit } }) };
  };

  test("is tried again, three times in all", async () => {
    const { says, engine, telemetryEvents } = conflicting(2);
    expect(await says("hi", { engine })).toMatchObject({ outcome: "committed" });
    expect(telemetryEvents.at(-1)).toMatchObject({ outcome: "committed", attempts: 3 });
  });

  test("is reported after the third, and nothing is written", async () => {
    const { says, engine, telemetryEvents, commits } = conflicting(3);
    expect(await says("hi", { engine })).toEqual({ outcome: "conflict", isWaiting: false });
    expect(telemetryEvents.at(-1)).toMatchObject({ outcome: "conflict", attempts: 3 });
    expect(commits).toEqual([]);
  });

  test("between two processes loses nothing: each commit is one version", async () => {
    const { says, another, record, commits, telemetryEvents } = createEngineWorld();
    const engines = Array.from({ length: 6 }, () => another());
    const taken = await Promise.all(
      Array.from({ length: 30 }, (_, index) => {
        const engine = engines[index % engines.length];
        return says("hm", { id: `m${index}`, ...(engine && { engine }) });
      }),
    );
    const committed = taken.filter(({ outcome }) => outcome === "committed");
    expect(telemetryEvents).toContainEqual(
      expect.objectContaining({ outcome: "committed", attempts: 3 }),
    );
    expect((await record())._version).toBe(committed.length);
    expect(commits).toHaveLength(committed.length);
  });
});

describe("a message", () => {
  test("that is more than a day old is not run, and nothing is written", async () => {
    const { says, clock, commits, telemetryEvents } = createEngineWorld();
    expect(await says("hi", { at: clock.now - 24 * HOUR_MS - 1 })).toMatchObject({
      outcome: "too old",
    });
    expect(commits).toEqual([]);
    expect(telemetryEvents).toMatchObject([{ outcome: "too old" }]);
    expect(await says("hi", { at: clock.now - 24 * HOUR_MS })).toMatchObject({
      outcome: "committed",
    });
  });

  test("that was seen is a duplicate, also when both come at once, and changes nothing", async () => {
    const { says, record, commits } = createEngineWorld();
    const taken = await Promise.all([says("hi", { id: "m" }), says("hi", { id: "m" })]);
    expect(taken.map(({ outcome }) => outcome)).toEqual(["committed", "duplicate"]);
    expect((await record())._version).toBe(1);
    expect(commits).toHaveLength(1);
  });

  test("is run once when the store was unreachable at the first try", async () => {
    const { store, another, says, commits } = createEngineWorld();
    let tries = 0;
    const engine = another({
      store: {
        ...store,
        async commit(commit) {
          if (tries++ === 0) throw new StoreError("unavailable", "away");
          return store.commit(commit);
        },
      },
    });
    await expect(says("hi", { engine, id: "m" })).rejects.toThrow(StoreError);
    expect(await says("hi", { engine, id: "m" })).toMatchObject({ outcome: "committed" });
    expect(await says("hi", { engine, id: "m" })).toMatchObject({ outcome: "duplicate" });
    expect(commits).toHaveLength(1);
  });
});

describe("a session", () => {
  test("is kept alive by the member and by answers that are awaited, by nothing else", async () => {
    const { says, sends, takes, record, clock, left } = await openAtHome();
    const token = async () => (await record()).jwt_token;
    const changes = async (act: () => Promise<unknown>) => {
      clock.now += 1_000;
      const before = await token();
      await act();
      return (await token()) !== before;
    };
    const choice = left.findLast((effect) => effect.kind === "reply")?.message.choices?.items[0];
    const tap = { kind: "choice" as const, id: choice?.id ?? "", title: "" };
    expect(await changes(() => sends(tap))).toBe(true);
    expect(await changes(() => says("20"))).toBe(true);
    const timer = left.find((effect) => effect.kind === "timer");
    expect(await changes(() => takes({ kind: "timer", token: timer?.token ?? "" }))).toBe(false);
    expect(await changes(() => takes(moneyAnswer))).toBe(false);
    expect(await changes(() => says("home"))).toBe(true);
    expect((await record())._version).toBe(7);
  });

  test("that an awaited answer keeps alive has a token of that time", async () => {
    const world = createEngineWorld();
    await world.says("hi");
    world.clock.now += 10_000;
    await world.takes(loginAnswer(world));
    const claims = jwt.decode((await world.record()).jwt_token ?? "", { json: true });
    expect(claims?.iat).toBe(Math.floor(world.clock.now / 1000));
  });

  test("that has expired is cleaned up and told, and the next one knows what is preserved", async () => {
    const { says, record, clock, said } = await openAtHome({ ttlSeconds: 10_000 });
    const before = await record();
    clock.now += SESSION_MS;
    await says("hello", { id: "later" });
    expect(said()).toEqual(["session.over"]);
    const after = await record();
    expect(after).toMatchObject({
      session_id: "later",
      profile: PROFILE,
      current_account: { accountID: "A1" },
    });
    expect(after._version).toBeGreaterThan(before._version);
  });

  test("that has expired is ended by the commit of the next turn, without another step", async () => {
    const { says, store, another, clock, commits } = await openAtHome({ ttlSeconds: 10_000 });
    clock.now += SESSION_MS;
    const asked: string[] = [];
    const engine = another({
      store: {
        ...store,
        load(conversationId) {
          asked.push("load");
          return store.load(conversationId);
        },
        cleanup(options) {
          asked.push("cleanup");
          return store.cleanup(options);
        },
      },
    });
    expect(await says("hello", { engine })).toMatchObject({ outcome: "committed" });
    expect(asked).toEqual(["load"]);
    expect(commits.at(-1)).toMatchObject({ endsSession: true });
    await says("hm");
    expect(commits.at(-1)).toMatchObject({ endsSession: false });
  });

  test("that has expired is cleaned up also by a message that writes no record", async () => {
    const { sends, store, clock } = await openAtHome({ ttlSeconds: 10_000 });
    clock.now += SESSION_MS;
    expect(await sends({ kind: "opened" })).toMatchObject({ outcome: "stale" });
    const loaded = await store.load(CONVERSATION);
    expect(loaded).toMatchObject({ kind: "record", record: { profile: PROFILE } });
    expect(loaded).not.toHaveProperty("record.session_id");
    expect(loaded).not.toHaveProperty("record.snapshot");
  });

  test("that has expired hears no timer and no answer", async () => {
    const { says, takes, record, clock, left, said } = await openAtHome({ ttlSeconds: 10_000 });
    await says("Offer");
    await says("20");
    const timer = left.find((effect) => effect.kind === "timer");
    const before = await record();
    clock.now += SESSION_MS;
    expect(await takes({ kind: "timer", token: timer?.token ?? "" })).toMatchObject({
      outcome: "stale",
    });
    await takes(moneyAnswer);
    expect(said()).toEqual(["late"]);
    expect(await record()).toEqual(before);
  });

  const claims = { sub: CONVERSATION, sid: "m1", exp: 9_999_999_999 };
  test.each([
    ["by another secret", jwt.sign(claims, "another-secret-0123456789abcdefgh")],
    ["for another conversation", jwt.sign({ ...claims, sub: "c2" }, SECRET)],
    ["for another session", jwt.sign({ ...claims, sid: "m2" }, SECRET)],
    ["by nobody", jwt.sign(claims, "", { algorithm: "none" })],
    ["with another algorithm", jwt.sign(claims, SECRET, { algorithm: "HS512" })],
    ["for another session, long ago", jwt.sign({ ...claims, sid: "m2", exp: 1 }, SECRET)],
    ["not at all", undefined],
  ])("whose token is signed %s is over, and nothing of it is preserved", async (_, jwt_token) => {
    const { says, store, record, said } = await openAtHome();
    const loaded = await store.load(CONVERSATION);
    const forged = { ...(await record()), jwt_token };
    await store.commit({ conversationId: CONVERSATION, loaded, record: forged, effects: [], line });
    await says("hello", { id: "later" });
    expect(said()).toEqual(["session.over"]);
    expect(JSON.stringify(await record())).not.toContain("Alice");
    expect(fieldsOf(await record()).current_account).toBeUndefined();
  });

  test("shows nothing to another phone number of the same contact", async () => {
    const { says, record, said } = await openAtHome();
    await says("hello", { id: "later", address: { ...ADDRESS, phone: "263779999999" } });
    expect(said()).toEqual(["session.over"]);
    expect(JSON.stringify(await record())).not.toContain("Alice");
    expect(await record()).toMatchObject({ session_id: "later" });
  });

  test("is not ended by an old message that is delivered again, of another number even", async () => {
    const { says, record, left } = await openAtHome();
    const address = { ...ADDRESS, phone: "263779999999" };
    await says("hello", { id: "later", address });
    const before = await record();
    const leftBefore = left.length;
    expect(await says("hi", { id: "m1" })).toMatchObject({ outcome: "duplicate" });
    expect(await record()).toEqual(before);
    expect(left).toHaveLength(leftBefore);
  });

  test("continues for a message without a phone number", async () => {
    const { says, said } = await openAtHome();
    await says("help", { address: { businessNumberId: "100", userId: "ZW.1" } });
    expect(said()).toEqual(["help"]);
  });
});
