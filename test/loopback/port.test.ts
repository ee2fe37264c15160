import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { findPort, findPorts } from "../../src/loopback/port.ts";

const run = promisify(execFile);

test("returns the wanted port if it is free, and another if it is not", async () => {
  const wanted = await findPort();
  expect(await findPort(wanted)).toBe(wanted);
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(wanted, "127.0.0.1", resolve));
  expect(await findPort(wanted)).not.toBe(wanted);
});

test("returns no port twice, also to callers at the same time", async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, () => findPort()));
  expect(new Set(ports).size).toBe(200);
});

test("returns ports in a row", async () => {
  const [first = 0, ...others] = await findPorts(30);
  expect(others).toEqual(Array.from({ length: 29 }, (_, index) => first + 1 + index));
});

test("two processes whose ids lead to the same block return different ports", async () => {
  const script = `
    Object.defineProperty(process, "pid", { value: ${process.pid} });
    const { findPort } = await import("./src/loopback/port.ts");
    const ports = [];
    while (ports.length < 60) ports.push(await findPort());
    console.log(JSON.stringify(ports));
    await new Promise((resolve) => process.stdin.once("data", resolve));
    process.exit(0);`;
  const find = async () => {
    const process = run("node", ["--import", "tsx", "--input-type=module", "--eval", script], {
      cwd: new URL("../..", import.meta.url).pathname,
    });
    const printed = new Promise<number[]>((resolve) =>
      process.child.stdout?.once("data", (line) => resolve(JSON.parse(line))),
    );
    return { ports: await printed, end: () => process.child.stdin?.write("\n") };
  };
  const found = await Promise.all([find(), find()]);
  for (const { end } of found) end();
  expect(new Set(found.flatMap(({ ports }) => ports)).size).toBe(120);
});
