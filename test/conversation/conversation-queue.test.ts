import { expect, test } from "vitest";
import {
  type ConversationQueue,
  createConversationQueue,
} from "../../src/conversation/conversation-queue.ts";
import { createGate } from "../support/gate.ts";

test("tasks of one name run one after another, in the order they were given", async () => {
  const queues = createConversationQueue();
  const log: string[] = [];
  const logging = (name: string) =>
    run(queues, "q", async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
    });
  await Promise.all([logging("a"), logging("b"), logging("c")]);
  const pairs = ["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]);
  expect(log).toEqual(pairs);
});

test("tasks of different names run side by side", async () => {
  const queues = createConversationQueue();
  const gate = createGate();
  const first = run(queues, "a", () => gate.opened);
  await run(queues, "b", async () => gate.open());
  await expect(first).resolves.toBeUndefined();
});

test("a task that fails tells its own caller, and the next one runs", async () => {
  const queues = createConversationQueue();
  const failed = run(queues, "q", () => Promise.reject(new Error("no")));
  const next = run(queues, "q", async () => "ran");
  await expect(failed).rejects.toThrow("no");
  expect(await next).toBe("ran");
});

test("a task given when one has just ended waits for those that came before it", async () => {
  const queues = createConversationQueue();
  const gate = createGate();
  const log: string[] = [];
  const first = run(queues, "q", async () => {});
  const second = run(queues, "q", async () => {
    await gate.opened;
    log.push("second");
  });
  await first;
  const third = run(queues, "q", async () => {
    log.push("third");
  });
  setImmediate(gate.open);
  await Promise.all([second, third]);
  expect(log).toEqual(["second", "third"]);
});

test("runs the oldest pending task first by its own time; equals in order of arrival", async () => {
  const queues = createConversationQueue();
  const gate = createGate();
  const log: string[] = [];
  const note = (text: string, at: number) => run(queues, "q", async () => void log.push(text), at);
  const first = run(queues, "q", () => gate.opened, 9);
  await Promise.resolve();
  const others = [note("5", 5), note("7", 7), note("5 again", 5), note("1", 1)];
  gate.open();
  await Promise.all([first, ...others]);
  expect(log).toEqual(["1", "5", "5 again", "7"]);
});

test("tasks that come in one moment are put in order before the first of them runs", async () => {
  const queues = createConversationQueue();
  const log: number[] = [];
  await Promise.all([3, 1, 2].map((at) => run(queues, "q", async () => void log.push(at), at)));
  expect(log).toEqual([1, 2, 3]);
});

test("a task is informed whether another ran before it in its queue", async () => {
  const queues = createConversationQueue();
  const log: [number, boolean][] = [];
  const logging = (at: number) =>
    run(queues, "q", async (hasWaited) => void log.push([at, hasWaited]), at);
  await Promise.all([3, 1].map(logging));
  await logging(4);
  expect(log).toEqual([
    [1, false],
    [3, true],
    [4, false],
  ]);
});

test("a task that fails on the spot does not stop the next one", async () => {
  const queues = createConversationQueue();
  const failed = run(queues, "q", () => {
    throw new Error("no");
  });
  const next = run(queues, "q", async () => "ran");
  await expect(failed).rejects.toThrow("no");
  expect(await next).toBe("ran");
});

function run<T>(
  queues: ConversationQueue,
  name: string,
  task: (hasWaited: boolean) => Promise<T>,
  at = 0,
): Promise<T> {
  return queues.run({ name, at, task });
}
