import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { batchLines } from "../../src/telemetry/line-batches.ts";

function open() {
  const writes: string[] = [];
  return { writes, lines: batchLines({ write: (batch) => void writes.push(batch) }) };
}

test("lines of one turn of the event loop leave in one write, in their order", async () => {
  const { writes, lines } = open();
  lines.write("1\n");
  lines.write("2\n");
  expect(writes).toEqual([]);
  await nextTurn();
  lines.write("3\n");
  await nextTurn();
  expect(writes).toEqual(["1\n2\n", "3\n"]);
});

test("a flush passes on what is left, once", async () => {
  const { writes, lines } = open();
  lines.write("1\n");
  lines.flush();
  expect(writes).toEqual(["1\n"]);
  await nextTurn();
  expect(writes).toEqual(["1\n"]);
});
