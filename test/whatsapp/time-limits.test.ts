import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTimeLimits } from "../../src/whatsapp/time-limits.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Begins limits of a second, and records which are over. */
function start() {
  const limits = createTimeLimits(1_000);
  const over: string[] = [];
  const begin = (name: string) => limits.begin(() => over.push(name));
  return { begin, over };
}

test("each request has its own time, and no less", () => {
  const { begin, over } = start();
  begin("a");
  vi.advanceTimersByTime(400);
  begin("b");
  vi.advanceTimersByTime(599);
  expect(over).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(over).toEqual(["a"]);
  vi.advanceTimersByTime(399);
  expect(over).toEqual(["a"]);
  vi.advanceTimersByTime(1);
  expect(over).toEqual(["a", "b"]);
});

test("the time of a request that has ended is never over", () => {
  const { begin, over } = start();
  const end = begin("a");
  begin("b");
  end();
  vi.advanceTimersByTime(2_000);
  expect(over).toEqual(["b"]);
});

test("one timer serves all, and none is left when all have ended", () => {
  const { begin } = start();
  const ends = Array.from({ length: 100 }, (_, index) => begin(`${index}`));
  expect(vi.getTimerCount()).toBe(1);
  for (const end of ends) end();
  vi.advanceTimersByTime(1_000);
  expect(vi.getTimerCount()).toBe(0);
});

test("a request after a pause has its whole time", () => {
  const { begin, over } = start();
  begin("a")();
  vi.advanceTimersByTime(900);
  begin("b");
  vi.advanceTimersByTime(999);
  expect(over).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(over).toEqual(["b"]);
});
