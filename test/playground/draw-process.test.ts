import { spawn } from "node:child_process";
import { once } from "node:events";
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

test("the process ends without a complaint when the one that asked was killed meanwhile", async () => {
  const source = new URL("../../src/playground/draw-process.ts", import.meta.url);
  const script = `import { createDrawProcess } from ${JSON.stringify(source.href)};
    // The process that draws keeps nobody alive.
    setInterval(() => {}, 1_000);
    const draw = createDrawProcess();
    await draw("no such folder").catch(() => {});
    void draw("machines");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 100);`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const asking = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  let complained = "";
  asking.stderr.on("data", (chunk) => {
    complained += chunk;
  });
  // The process that draws has the same output: it closes when both are gone.
  await once(asking, "close");
  expect([asking.signalCode, complained]).toEqual(["SIGKILL", ""]);
});
