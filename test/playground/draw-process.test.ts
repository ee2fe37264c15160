import { expect, test } from "vitest";
import { createDrawProcess } from "../../src/playground/draw-process.ts";

test("machines are drawn in another process, and this one continues meanwhile", async () => {
  const draw = createDrawProcess();
  let beats = 0;
  const heart = setInterval(() => beats++, 10);
  const { charts, wordings } = await draw("machines");
  clearInterval(heart);
  expect(charts[0]).toMatchObject({ machine: "root", file: "machines/root.ts" });
  expect(wordings.find(({ key }) => key === "help")?.texts.en?.place.file).toBe(
    "machines/copy/en.ts",
  );
  // Laying out takes more than a second.
  expect(beats).toBeGreaterThan(20);
});

test("a machine that cannot be drawn is reported, and the next is drawn all the same", async () => {
  const draw = createDrawProcess();
  await expect(draw("no such folder")).rejects.toThrow("no such file");
  expect((await draw("machines")).charts.length).toBeGreaterThan(5);
});
