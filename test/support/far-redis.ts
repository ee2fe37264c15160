import { onTestFinished } from "vitest";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { startProxy } from "./proxy.ts";

/** Starts a Redis for the test alone, behind a proxy that can cut the connection. */
export async function startFarRedis() {
  const server = await startRedis();
  onTestFinished(server.stop);
  const proxy = await startProxy(server.port);
  onTestFinished(proxy.close);
  const far = connect(`redis://127.0.0.1:${proxy.port}`);
  onTestFinished(() => far.disconnect());
  await ready(far, 5_000);
  return { far, proxy, server };
}
