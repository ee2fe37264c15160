import { startRedis } from "../../../src/loopback/redis-server.ts";
import { endWithThis } from "../servers/children.ts";
import { OURS } from "../servers/server-kinds.ts";
import { startServer } from "../servers/server-process.ts";
import type { Surroundings } from "../servers/surroundings.ts";

/** Milliseconds from the start of the process to its first 200 at `/ready`. */
export async function measureStarts(surroundings: Surroundings, starts: number): Promise<number[]> {
  const redis = await startRedis();
  endWithThis(redis.process);
  const readyMs: number[] = [];
  for (let start = 0; start < starts; start++) {
    const server = await startServer(OURS.command(surroundings, redis.url));
    readyMs.push(server.readyAfterMs);
    await server.stop();
  }
  await redis.stop();
  return readyMs;
}
