import { existsSync } from "node:fs";
import { join } from "node:path";
import { findPort } from "../../src/loopback/port.ts";
import { DATA } from "./settings.ts";

/** The scripts of the playground's page, from disk, updated in the page at each save. */
export interface Client {
  url: string;
  close(): Promise<void>;
}

const CONFIG = new URL("../../src/playground/client/vite.config.ts", import.meta.url).pathname;

/** Vite's server for the page; `undefined` where there is no page to build. Starts in the background. */
export async function startClient(serverUrl: string): Promise<Client | undefined> {
  if (!existsSync(CONFIG)) return undefined;
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  const started = start({ url, port, serverUrl });
  started.catch((error: unknown) =>
    console.error("The page's scripts could not be served:", error),
  );
  return {
    url,
    close: () =>
      started.then(
        (server) => server.close(),
        () => {},
      ),
  };
}

/** Loaded only now, so that nobody else waits for it. */
async function start({ url, port, serverUrl }: { url: string; port: number; serverUrl: string }) {
  const { createServer } = await import("vite");
  const { port: serverPort } = new URL(serverUrl);
  const pages = [serverUrl, `http://localhost:${serverPort}`];
  const ours = process.listeners("SIGTERM");
  const server = await createServer({
    configFile: CONFIG,
    // Of its own: another run, in a project with the same packages, would delete its files.
    cacheDir: join(DATA, "vite"),
    clearScreen: false,
    logLevel: "warn",
    server: { host: "127.0.0.1", port, strictPort: true, origin: url, cors: { origin: pages } },
  });
  // Vite would end the process, with Redis and the server not stopped yet.
  for (const listener of process.listeners("SIGTERM"))
    if (!ours.includes(listener)) process.off("SIGTERM", listener);
  return server.listen();
}
