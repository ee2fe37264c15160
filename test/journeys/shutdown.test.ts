import { once } from "node:events";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { findLosses, startLoad } from "../../src/loopback/load.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { openRaw, type RawClient } from "../support/raw-client.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { said } from "../support/titles.ts";

/** Far less than the server's limit, which ends with 1. */
const SOON_MS = 8_000;

let world: World;
let server: ServerProcess;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
  server = await startServer(world.env);
});
afterEach(async () => {
  await server.kill();
  await world.close();
});

test("SIGTERM under load ends with 0: nothing is taken after a second, lost, or sent twice", async () => {
  const members = await Promise.all(Array.from({ length: 6 }, greeted));
  await world.idle();
  const load = startLoad(server.url, members);
  await expect.poll(() => load.posted.length, { timeout: 60_000 }).toBeGreaterThan(30);

  const { signalledAt, exited } = terminate();
  await expect.poll(readiness, { timeout: 60_000, interval: 10 }).not.toBe(200);
  const announcedAt = performance.now();
  expect(await exited).toEqual([0, null]);
  const endedAt = performance.now();
  expect(endedAt - signalledAt).toBeLessThan(SOON_MS);
  await load.stop();

  const answered = load.posted.filter(({ status }) => status > 0);
  const taken = answered.filter(({ status }) => status === 200);
  expect(taken.every(({ begunAt }) => begunAt < announcedAt + 1_000)).toBe(true);
  const after = answered.filter(({ begunAt }) => begunAt > announcedAt);
  expect(after.every(({ isLast }) => isLast)).toBe(true);

  server = await startServer(world.env);
  expect(await findLosses(world, members, load)).toEqual([]);
});

test("connections that send nothing, or part of a request, do not hold a server that ends", async () => {
  const heads = [
    "",
    "POST /webhook HTTP/1.1\r\nHost: us\r\n",
    "POST /webhook HTTP/1.1\r\nHost: us\r\nContent-Length: 1000\r\n\r\n{",
    "GET /health HTTP/1.1\r\nHost: us\r\n\r\n",
  ];
  const unfinished: RawClient[] = [];
  for (const head of heads)
    for (let count = 0; count < 16; count++) {
      const client = await openRaw(server.url, head);
      onTestFinished(() => void client.socket.destroy());
      if (head.endsWith("{")) unfinished.push(client);
    }
  const { signalledAt, exited } = terminate();
  expect(await exited).toEqual([0, null]);
  expect(performance.now() - signalledAt).toBeLessThan(SOON_MS);
  await Promise.all(unfinished.map(({ closed }) => closed));
  // To be sent again, to another server.
  for (const { answer } of unfinished) expect(answer()).toContain("HTTP/1.1 503");
});

test("the reply to a message that was taken is sent before the server ends", async () => {
  const member = await greeted();
  await world.idle();
  const replies = member.received().length;
  await member.says("help");
  const { exited } = terminate();
  expect(await exited).toEqual([0, null]);
  expect(member.received().length).toBeGreaterThan(replies);
});

test("a second signal neither hurries nor breaks the end", async () => {
  const { exited } = terminate();
  await expect.poll(readiness, { timeout: 60_000, interval: 10 }).not.toBe(200);
  server.process.kill("SIGTERM");
  server.process.kill("SIGINT");
  expect(await exited).toEqual([0, null]);
});

async function greeted() {
  const member = world.member();
  await member.says("hi");
  await member.hears(said("welcome.ask"));
  return member;
}

function terminate() {
  const exited = once(server.process, "exit");
  const signalledAt = performance.now();
  server.process.kill("SIGTERM");
  return { signalledAt, exited };
}

/** The status of `/ready`; 0 once nobody listens. */
async function readiness(): Promise<number> {
  try {
    const response = await fetch(`${server.url}/ready`, { headers: { connection: "close" } });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
