import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { expect, inject, onTestFinished, test } from "vitest";
import { openWorld } from "../support/world.ts";

test("a request that never ends is cut, and holds no place that others need", async () => {
  const world = await openWorld(`${inject("redisUrl")}/43`);
  onTestFinished(world.close);
  const server = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    env: { PATH: process.env.PATH, ...world.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    server.kill("SIGKILL");
    await once(server, "exit");
  });
  for await (const line of server.stdout) if (String(line).includes("Listening")) break;

  const slow = connect(Number(world.env.PORT), "127.0.0.1");
  onTestFinished(() => void slow.destroy());
  slow.write("POST /webhook HTTP/1.1\r\nHost: us\r\nContent-Length: 1000\r\n\r\n{");
  const [answer] = await once(slow, "data");
  expect(String(answer)).toContain("408 Request Timeout");
});
