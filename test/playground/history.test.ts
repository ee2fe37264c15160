import { expect, test } from "vitest";
import { createHistory } from "../../src/playground/history.ts";
import type { StoredStep } from "../../src/playground/step-view.ts";

const kept = (conversationId: string, number: number): StoredStep => ({
  step: {
    conversationId,
    number,
    at: number,
    event: { kind: "timer", name: "after.replyTimeout" },
    outcome: "committed",
    attempts: 1,
    active: [],
    taken: [],
    possible: [],
    replies: [],
    calls: [],
    version: number,
    lastUpdated: "",
    expiresAt: 0,
    metadata: { stage: "", direction: "IN" },
    pending: { timers: [], calls: [] },
    contexts: {},
    record: {},
  },
  inner: { before: "open", calls: [] },
});

test("of a long conversation the newest steps are kept, and numbers continue", () => {
  const history = createHistory({ maxSteps: 3 });
  for (const number of [1, 2, 3, 4, 5]) history.add(kept("c", number));
  expect(history.of("c").map(({ step }) => step.number)).toEqual([3, 4, 5]);
  expect(history.last("c")?.number).toBe(5);
  expect(history.find("c", 2)).toBeUndefined();
});

test("of many conversations those are kept in which something happened last", () => {
  const history = createHistory({ maxConversations: 2 });
  for (const id of ["a", "b", "a", "c"]) history.add(kept(id, 1));
  expect(history.conversations().map(({ id }) => id)).toEqual(["a", "c"]);
});

test("a reply is marked as given up where its step is still kept", () => {
  const history = createHistory({ maxSteps: 1 });
  const reply = { token: "s1:1:0", keys: ["home.menu"] };
  const { step, inner } = kept("c", 1);
  history.add({ step: { ...step, replies: [reply] }, inner });
  const marked = { number: 1, replies: [{ ...reply, givenUpFor: "131026" }] };
  expect(history.giveUp("c", "s1:1:0", "131026")?.step).toMatchObject(marked);
  expect(history.last("c")).toMatchObject(marked);
  history.add(kept("c", 2));
  expect(history.giveUp("c", "s1:1:0", "131026")).toBeUndefined();
});
