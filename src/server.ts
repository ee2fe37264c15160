import { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { type App, type AppOptions, createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { followConnections } from "./http/connections.ts";
import { timeWebhooks } from "./http/webhook-times.ts";
import { HTTP } from "./policy.ts";
import { leavePrimary } from "./workers.ts";

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
  exitIfTaken(server, "PORT", config.PORT);
  if (!(server instanceof Server)) throw new TypeError("The server is not one of HTTP/1.1");
  timeWebhooks(server, WEBHOOKS, app.metrics.answered);
  drainOnSignal(app, server, serveHealth(app, config));
  return app;
}

/** The paths of the webhooks, and their names in metrics. */
const WEBHOOKS = new Map([
  ["/webhook", "whatsapp"],
  ["/webhooks/credex", "credex"],
]);

/** Serves health on a port of its own, if there is one. */
function serveHealth(app: App, { OPS_PORT: port, OPS_HOST: hostname }: Config): Closable {
  if (port === undefined) return { close() {} };
  const server = serve({ fetch: app.health.fetch, port, hostname }, (listening) =>
    process.stdout.write(`Operations on http://${listening.address}:${listening.port}\n`),
  );
  exitIfTaken(server, "OPS_PORT", port);
  return {
    close() {
      server.close();
      if (server instanceof Server) server.closeAllConnections();
    },
  };
}

interface Closable {
  close(): void;
}

function exitIfTaken(server: ReturnType<typeof serve>, name: string, port: number): void {
  server.on("error", (error: NodeJS.ErrnoException) => {
    const reason =
      error.code === "EADDRINUSE" ? `is taken: set ${name} to another` : `failed: ${error.code}`;
    process.stderr.write(`${name} ${port} ${reason}\n`);
    process.exit(1);
  });
}

/**
 * On SIGTERM or SIGINT stops accepting requests after a moment, finishes the requests and then the effects in progress,
 * and exits with 0 once nothing is left to do, or with 1 at the limit. Later signals change nothing: npm and terminals
 * deliver the same signal twice, and SIGKILL ends a process at once.
 */
function drainOnSignal(app: App, server: Server, health: Closable): void {
  const connections = followConnections(server);
  let isDraining = false;

  async function drain(): Promise<void> {
    if (isDraining) return;
    isDraining = true;
    // Whatever has not ended by then is aborted: Meta sends the requests again, another process takes over the effects.
    setTimeout(() => process.exit(1), HTTP.drainMs).unref();
    app.leave();
    connections.closeAfterAnswer();
    // A viewer would keep its connection open.
    app.playground?.close();
    await sleep(HTTP.graceMs);
    app.refuseWebhooks();
    await connections.end();
    await app.stop();
    // Last: /ready answers 503 and /metrics can be read until the end.
    health.close();
    leavePrimary();
  }
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void drain());
}
