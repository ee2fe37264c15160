import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findLosses, startLoad } from "../../src/loopback/load.ts";
import { findPort, findPorts } from "../../src/loopback/port.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { said } from "../support/titles.ts";

const MEMBERS = 6;
const WAIT = { timeout: 60_000, interval: 20 };

let world: World;
let server: ServerProcess;
let opsPorts: number[];
/** The process ids of all workers that were started. */
let workers: number[];
beforeEach(async () => {
  world = await openWorld(ownDatabase());
  opsPorts = await findPorts(2);
  const settings = { WEB_CONCURRENCY: "2", OPS_PORT: `${opsPorts[0]}`, OPS_HOST: "127.0.0.1" };
  workers = [];
  server = await startServer(
    { ...world.env, ...settings },
    {
      onLine(line) {
        const [, pid] = /^Worker \d is process (\d+)$/.exec(line) ?? [];
        if (pid !== undefined) workers.push(Number(pid));
      },
    },
  );
  for (const port of opsPorts) await expect.poll(() => readiness(port), WAIT).toBe(200);
});
afterEach(async () => {
  await server.kill();
  await world.close();
});

test("one of two workers is killed under load: nothing is lost or sent twice, and another takes its place", async () => {
  const members = await Promise.all(Array.from({ length: MEMBERS }, greeted));
  await world.idle();
  const load = startLoad(server.url, members);
  await expect.poll(() => load.posted.length, WAIT).toBeGreaterThan(30);
  process.kill(workers[0] ?? 0, "SIGKILL");
  await expect.poll(() => workers.length, WAIT).toBe(3);
  const postedBefore = load.posted.length;
  for (const port of opsPorts) await expect.poll(() => readiness(port), WAIT).toBe(200);
  await expect.poll(() => load.posted.length, WAIT).toBeGreaterThan(postedBefore + 30);
  await load.stop();
  expect(await findLosses(world, members, load)).toEqual([]);
});

test("both workers take members' messages, and each counts its own", async () => {
  const members = await Promise.all(Array.from({ length: MEMBERS }, greeted));
  const load = startLoad(server.url, members);
  for (const port of opsPorts) await expect.poll(() => taken(port), WAIT).toBeGreaterThan(0);
  await load.stop();
  await world.idle();
  await world.cloudApi.idle();
  const counts = await Promise.all(opsPorts.map(taken));
  const posted = load.posted.filter(({ status }) => status === 200).length;
  // The others are delivery reports.
  const total = counts.reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThanOrEqual(posted + MEMBERS);
  for (const count of counts) expect(count).toBeLessThan(total);
});

test("SIGTERM drains both workers and ends with 0: nothing is lost or sent twice", async () => {
  const members = await Promise.all(Array.from({ length: MEMBERS }, greeted));
  await world.idle();
  const load = startLoad(server.url, members);
  await expect.poll(() => load.posted.length, WAIT).toBeGreaterThan(30);
  const exited = once(server.process, "exit");
  server.process.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
  await load.stop();
  server = await startServer(world.env);
  expect(await findLosses(world, members, load)).toEqual([]);
});

test("a server whose port is taken ends, and so do its workers", async () => {
  const taken = { ...world.env, WEB_CONCURRENCY: "2", OPS_PORT: `${await findPort()}` };
  await expect(startServer({ ...taken, HOST: "127.0.0.1" })).rejects.toThrow("did not come up");
});

async function greeted() {
  const member = world.member();
  await member.says("hi");
  await member.hears(said("welcome.ask"));
  return member;
}

/** The status of `/ready` of a worker; 0 if nobody listens. */
async function readiness(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.status ?? 0;
}

/** How many webhooks a worker has accepted. */
async function taken(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(
    /^vimbiso_webhooks_total\{webhook="whatsapp",status="200"\} (\d+)$/m.exec(text)?.[1],
  );
}
