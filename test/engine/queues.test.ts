import { expect, test } from "vitest";
import { createQueues } from "../../src/engine/queues.ts";
import { createGate } from "../support/gate.ts";

test("tasks of one name run one after another, in the order they were given", async () => {
  const queues = createQueues();
  const log: string[] = [];
  const run = (name: string) =>
    queues.run("q", async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
    });
  await Promise.all([run("a"), run("b"), run("c")]);
  const pairs = ["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]);
  expect(log).toEqual(pairs);
});

test("tasks of different names run side by side", async () => {
  const queues = createQueues();
  const gate = createGate();
  const first = queues.run("a", () => gate.opened);
  await queues.run("b", async () => gate.open());
  await expect(first).resolves.toBeUndefined();
});

test("a task that fails tells its own caller, and the next one runs", async () => {
  const queues = createQueues();
  const failed = queues.run("q", () => Promise.reject(new Error("no")));
  const next = queues.run("q", async () => "ran");
  await expect(failed).rejects.toThrow("no");
  expect(await next).toBe("ran");
});

test("a task given when one has just ended waits for those that came before it", async () => {
  const queues = createQueues();
  const gate = createGate();
  const log: string[] = [];
  const first = queues.run("q", async () => {});
  const second = queues.run("q", async () => {
    await gate.opened;
    log.push("second");
  });
  await first;
  const third = queues.run("q", async () => {
    log.push("third");
  });
  setImmediate(gate.open);
  await Promise.all([second, third]);
  expect(log).toEqual(["second", "third"]);
});
