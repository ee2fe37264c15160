import { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { type App, type AppOptions, createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { followConnections } from "./http/connections.ts";
import { HTTP } from "./policy.ts";
/**
 * Whatever has not ended by then is aborted: Meta sends the requests again, another process takes over the effects.
 * Longer than a send to WhatsApp may take.
 */

/** Serves until SIGTERM or SIGINT; exits if the port is not available. */
export function startServer(config: Config, options: AppOptions = {}): App {
  const app = createApp(config, options);
  const server = serve(
    {
      fetch: app.hono.fetch,
      port: config.PORT,
      hostname: config.HOST,
      ...(app.playground && { websocket: { server: app.playground.webSockets } }),
      serverOptions: {
        requestTimeout: HTTP.requestMs,
        headersTimeout: HTTP.headersMs,
        connectionsCheckingInterval: 1_000,
      },
    },
    ({ address, port }) => {
      app.start();
      process.stdout.write(`Listening on http://${address}:${port}\n`);
    },
  );
  server.on("error", (error: NodeJS.ErrnoException) => {
    const reason =
      error.code === "EADDRINUSE" ? "is taken: set PORT to another" : `failed: ${error.code}`;
    process.stderr.write(`PORT ${config.PORT} ${reason}\n`);
    process.exit(1);
  });
  if (!(server instanceof Server)) throw new TypeError("The server is not one of HTTP/1.1");
  drainOnSignal(app, server);
  return app;
}

/**
 * On SIGTERM or SIGINT stops accepting requests after a moment, finishes the requests and then the effects in progress,
 * and exits with 0, or with 1 at the limit. Later signals change nothing: npm and terminals deliver the same signal
 * twice, and SIGKILL ends a process at once.
 */
function drainOnSignal(app: App, server: Server): void {
  const connections = followConnections(server);
  let isDraining = false;

  async function drain(): Promise<void> {
    if (isDraining) return;
    isDraining = true;
    let exitCode = 1;
    setTimeout(() => process.exit(exitCode), HTTP.drainMs).unref();
    app.leave();
    connections.closeAfterAnswer();
    // A viewer would keep its connection open.
    app.playground?.close();
    await sleep(HTTP.graceMs);
    app.refuseWebhooks();
    await connections.end();
    await app.stop();
    // The process exits on its own once nothing is left to do.
    exitCode = 0;
  }
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void drain());
}
