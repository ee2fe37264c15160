import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTimeLimits } from "../src/time-limits.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** Begins limits of a second, and records which are over. */
function start() {
  const limits = createTimeLimits(1_000);
  const over: string[] = [];
  const begin = (name: string) => limits.begin(() => over.push(name));
  return { begin, over };
}

test("each request has its own time, and no less", async () => {
  const { begin, over } = start();
  begin("a");
  await pass(400);
  begin("b");
  await pass(599);
  expect(over).toEqual([]);
  await pass(1);
  expect(over).toEqual(["a"]);
  await pass(399);
  expect(over).toEqual(["a"]);
  await pass(1);
  expect(over).toEqual(["a", "b"]);
});

test("the time of a request that has ended is never over", async () => {
  const { begin, over } = start();
  const end = begin("a");
  begin("b");
  end();
  await pass(2_000);
  expect(over).toEqual(["b"]);
});

test("one timer serves all, and none is left when all have ended", async () => {
  const { begin } = start();
  const ends = Array.from({ length: 100 }, (_, index) => begin(`${index}`));
  expect(vi.getTimerCount()).toBe(1);
  for (const end of ends) end();
  await pass(1_000);
  expect(vi.getTimerCount()).toBe(0);
});

test("a request after a pause has its whole time", async () => {
  const { begin, over } = start();
  begin("a")();
  await pass(900);
  begin("b");
  await pass(999);
  expect(over).toEqual([]);
  await pass(1);
  expect(over).toEqual(["b"]);
});

/** Time passes, and the event loop comes round once. */
async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  await setImmediate();
}
