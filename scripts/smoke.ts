import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { startRedis } from "../test/support/redis-server.ts";
import { openWorld } from "../test/support/world.ts";

/** Starts the built server as it is run in production, and sees it answer, carry out and end. */

const { values } = parseArgs({
  options: { server: { type: "string", default: "dist/src/main.js" } },
});
const redis = await startRedis("--maxmemory-policy", "volatile-lru");
const world = await openWorld(redis.url);
const server = spawn(process.execPath, [values.server], {
  env: { ...world.env, LOG_LEVEL: "info" },
  stdio: ["ignore", "pipe", "inherit"],
});
const ended = once(server, "exit");
try {
  for await (const line of server.stdout) if (String(line).includes("Listening")) break;
  server.stdout.resume();
  const ready = await fetch(`${world.serverUrl}/ready`);
  if (!ready.ok) throw new Error(`/ready answered ${ready.status}`);
  const member = world.member();
  await member.says("hi");
  await member.hears("Welcome to VimbisoPay");
  server.kill("SIGTERM");
  const [code] = await ended;
  if (code !== 0) throw new Error(`The server ended with code ${code} after SIGTERM`);
  console.log("The built server is ready, takes a signed webhook, answers the member, and drains.");
} finally {
  server.kill("SIGKILL");
  await world.close();
  await redis.stop();
}
