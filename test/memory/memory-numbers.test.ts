import { expect, test } from "vitest";
import type { Count } from "../../src/conversation/model/count.ts";
import { createMemoryNumbers } from "../../src/memory/memory-numbers.ts";
import { NUMBERS } from "../../src/policy.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const noon = Date.UTC(2026, 10, 28, 10);
const asked = (form: string): Count => ({ kind: "bubble", release: "r", locale: "en", form });

test("beyond the different counts of a day, others are added up in one", async () => {
  const numbers = createMemoryNumbers({ clock: () => noon });
  for (let form = 0; form < NUMBERS.fieldsADay + 2; form++)
    numbers.add([{ count: asked(`form${form}`), times: 2 }]);
  numbers.add([{ count: asked("form0"), times: 1 }]);
  const { counts, other } = await numbers.read("2026-11-28");
  expect(counts).toHaveLength(NUMBERS.fieldsADay);
  expect(counts).toContainEqual({ count: asked("form0"), times: 3 });
  expect(other).toBe(4);
});

test("a day is forgotten after as many days as counts are kept", async () => {
  let now = noon;
  const numbers = createMemoryNumbers({ clock: () => now });
  for (let day = 0; day <= NUMBERS.keptDays; day++) {
    numbers.add([{ count: asked("form"), times: 1 }]);
    now += DAY_MS;
  }
  expect((await numbers.read("2026-11-28")).counts).toEqual([]);
  expect((await numbers.read("2026-11-29")).counts).toHaveLength(1);
});
