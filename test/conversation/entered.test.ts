import { expect, test } from "vitest";
import type { MessageEvent } from "../../src/conversation/model/event.ts";
import type { EnteredConversation } from "../../src/conversation/ports/entrance.ts";
import { ADDRESS } from "../support/dialogue.ts";
import { CONVERSATION, openAtHome } from "../support/engine-world.ts";
import { createGate } from "../support/gate.ts";

/** A session that is open, and an engine that reports what it asks the store for. */
async function open() {
  const world = await openAtHome();
  const { store, clock } = world;
  const asked: string[] = [];
  const watched: typeof store = {
    ...store,
    load(conversationId) {
      asked.push("load");
      return store.load(conversationId);
    },
    wasSeen(conversationId, message) {
      asked.push("wasSeen");
      return store.wasSeen(conversationId, message);
    },
  };
  const engine = world.another({ store: watched });
  const message = (id: string): MessageEvent => ({
    ...{ kind: "message", id, at: clock.now, address: ADDRESS, locale: "en" },
    content: { kind: "text", text: "hm" },
  });
  const enter = async (id: string): Promise<EnteredConversation> => ({
    isSeen: await store.wasSeen(CONVERSATION, message(id)),
    loaded: await store.load(CONVERSATION),
  });
  const run = (id: string, entered: EnteredConversation) =>
    engine.run({ conversationId: CONVERSATION, event: message(id), entered });
  return { ...world, asked, enter, run, watched };
}

test("what was found when a message entered is not asked for again", async () => {
  const { run, enter, asked, record } = await open();
  const { _version } = await record();
  expect(await run("a1", await enter("a1"))).toMatchObject({ outcome: "committed" });
  expect(asked).toEqual([]);
  expect(await record()).toMatchObject({ _version: _version + 1 });
});

test("a message that was seen when it entered is a duplicate", async () => {
  const { run, enter, asked, commits } = await open();
  await run("a1", await enter("a1"));
  const before = commits.length;
  expect(await run("a1", await enter("a1"))).toMatchObject({ outcome: "duplicate" });
  expect(asked).toEqual([]);
  expect(commits).toHaveLength(before);
});

test("a record that could not be read when it entered is loaded", async () => {
  const { run, asked } = await open();
  const unread = { isSeen: false, loaded: undefined };
  expect(await run("a1", unread)).toMatchObject({ outcome: "committed" });
  expect(asked).toEqual(["load"]);
});

test("after a conflict everything is loaded again", async () => {
  const { run, enter, asked, says, telemetryEvents } = await open();
  const entered = await enter("a1");
  await says("hm");
  expect(await run("a1", entered)).toMatchObject({ outcome: "committed" });
  expect(asked).toEqual(["load", "wasSeen"]);
  expect(telemetryEvents.at(-1)).toMatchObject({ outcome: "committed", attempts: 2 });
});

test("a copy of a message that is consumed meanwhile runs once", async () => {
  const { run, enter, commits } = await open();
  const [one, other] = [await enter("a1"), await enter("a1")];
  const before = commits.length;
  expect(await run("a1", one)).toMatchObject({ outcome: "committed" });
  expect(await run("a1", other)).toMatchObject({ outcome: "duplicate" });
  expect(commits).toHaveLength(before + 1);
});

test("a turn that waited behind another loads afresh, without a conflict", async () => {
  const { enter, asked, another, watched, telemetryEvents, clock } = await open();
  const gate = createGate();
  const engine = another({
    store: {
      ...watched,
      async commit(commit) {
        await gate.opened;
        return watched.commit(commit);
      },
    },
  });
  const ids = ["a1", "a2"];
  const turns = await Promise.all(
    ids.map(async (id) => {
      const event: MessageEvent = {
        ...{ kind: "message", id, at: clock.now, address: ADDRESS, locale: "en" },
        content: { kind: "text", text: "hm" },
      };
      return { conversationId: CONVERSATION, event, entered: await enter(id) };
    }),
  );
  const running = turns.map((turn) => engine.run(turn));
  gate.open();
  expect(await Promise.all(running)).toMatchObject(ids.map(() => ({ outcome: "committed" })));
  expect(asked).toEqual(["load", "wasSeen"]);
  expect(telemetryEvents.slice(-2)).toMatchObject(ids.map(() => ({ attempts: 1 })));
});
