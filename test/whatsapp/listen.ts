import { once } from "node:events";
import { createServer } from "node:http";
import { type ServerType, serve } from "@hono/node-server";
import type { Hono } from "hono";
import { onTestFinished } from "vitest";

/** Serves an app on loopback until the test is over. Returns its URL. */
export async function listen(app: Hono, port = 0): Promise<string> {
  return urlOf(serve({ fetch: app.fetch, hostname: "127.0.0.1", port }));
}

/** Takes requests until the test is over, and cuts each off without an answer. */
export async function listenAndCut(): Promise<{ url: string; taken: string[] }> {
  const taken: string[] = [];
  const server = createServer((request) => {
    request.on("end", () => {
      taken.push(`${request.method} ${request.url}`);
      request.socket.destroy();
    });
    request.resume();
  });
  return { url: await urlOf(server.listen(0, "127.0.0.1")), taken };
}

/** Closes it when the test is over. */
async function urlOf(server: ServerType): Promise<string> {
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
