import { once } from "node:events";
import { type ServerType, serve } from "@hono/node-server";
import type { Hono } from "hono";
import { onTestFinished } from "vitest";
import { freePort } from "../support/redis-server.ts";

/** Serves an app on loopback until the test is over. Returns its URL. */
export async function listen(app: Hono, port?: number): Promise<string> {
  const server: ServerType = serve({
    fetch: app.fetch,
    hostname: "127.0.0.1",
    port: port ?? (await freePort()),
  });
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
    await once(server, "close");
  });
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("Not listening");
  return `http://127.0.0.1:${address.port}`;
}
