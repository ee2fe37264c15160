import { type ServerType, serve } from "@hono/node-server";
import { type App, type AppOptions, createApp } from "./app.ts";
import type { Config } from "./config.ts";

/** What is not ended by then is cut: Meta sends the requests again, another process takes over the effects. */
const DRAIN_MS = 10_000;
/** A request that takes longer to come in holds a place that others need. */
const REQUEST_MS = 10_000;

/** Serves until SIGTERM or SIGINT; ends the process where the port cannot be had. */
export function startServer(config: Config, options: AppOptions = {}): App {
  const app = createApp(config, options);
  const server: ServerType = serve(
    {
      fetch: app.hono.fetch,
      port: config.PORT,
      hostname: config.HOST,
      ...(app.playground && { websocket: { server: app.playground.webSockets } }),
      serverOptions: { requestTimeout: REQUEST_MS, connectionsCheckingInterval: 1_000 },
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

  /** Takes no new request, ends those in hand, then the effects in hand. */
  async function drain(): Promise<void> {
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    // Who looks on would hold the server open.
    app.playground?.close();
    await new Promise((resolve) => server.close(resolve));
    await app.stop();
  }
  process.once("SIGTERM", () => void drain());
  process.once("SIGINT", () => void drain());
  return app;
}
