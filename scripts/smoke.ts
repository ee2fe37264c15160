import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { findLosses, startLoad } from "../src/loopback/load.ts";
import { startRedis } from "../src/loopback/redis-server.ts";
import { openWorld } from "../src/loopback/world.ts";
import { ensureFreshBuild } from "./build/fresh-build.ts";

/**
 * Starts the built server as in production, sends it signed webhooks on kept-alive connections, and stops it by
 * SIGTERM meanwhile. The next server must find nothing lost, and send nothing twice.
 */

const CLIENTS = 8;
const LOAD_MS = 1_500;
/** The server's own limit. */
const DRAIN_MS = 15_000;

const { values } = parseArgs({
  options: { server: { type: "string", default: "dist/src/main.js" } },
});
ensureFreshBuild();
const redis = await startRedis("--maxmemory-policy", "volatile-lru");
const world = await openWorld(redis.url);
const servers: ChildProcess[] = [];
try {
  const server = await start();
  const ready = await fetch(`${world.serverUrl}/ready`);
  assert(ready.ok, `/ready answered ${ready.status}`);
  const members = Array.from({ length: CLIENTS }, () => world.member());
  for (const member of members) {
    await member.says("hi");
    await member.hears("Welcome to VimbisoPay");
  }
  await world.idle();

  const load = startLoad(world.serverUrl, members);
  await new Promise((resolve) => setTimeout(resolve, LOAD_MS));
  const ended = once(server, "exit");
  const signalledAt = performance.now();
  server.kill("SIGTERM");
  const [code] = await ended;
  const drainMs = Math.round(performance.now() - signalledAt);
  await load.stop();
  assert(code === 0, `The server ended with code ${code} after SIGTERM`);
  assert(drainMs < DRAIN_MS, `The server took ${drainMs} ms to end`);
  const taken = load.posted.filter(({ status }) => status === 200);
  const late = taken.filter(({ begunAt }) => begunAt > signalledAt + 2_000);
  assert(late.length === 0, `${late.length} webhooks were accepted long after SIGTERM`);

  await start();
  const losses = await findLosses(world, members, load);
  assert(losses.length === 0, losses.join(", "));
  console.log(
    `The built server is ready and answers members. After SIGTERM under load it exited with 0 in ${drainMs} ms: of ${taken.length} accepted webhooks none was lost, and no reply was sent twice.`,
  );
} finally {
  for (const server of servers) server.kill("SIGKILL");
  await world.close();
  await redis.stop();
}

async function start(): Promise<ChildProcess> {
  const server = spawn(process.execPath, [values.server], {
    env: { ...world.env, LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  servers.push(server);
  const lines = createInterface({ input: server.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => {
      if (line.startsWith("Listening")) resolve();
    });
    lines.once("close", () => reject(new Error("The server did not start")));
  });
  return server;
}

function assert(isRight: boolean, problem: string): void {
  if (!isRight) throw new Error(problem);
}
