import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below those that a system gives to outgoing connections: one of them may have it before its server does. */
const PORTS = [10_000, 30_000] as const;
const MAX_TRIES = 100;

/** `wanted` if nobody listens there on loopback, else any port that is free. */
export async function findPort(wanted = randomInt(...PORTS)): Promise<number> {
  for (let port = wanted, tries = 1; tries <= MAX_TRIES; port = randomInt(...PORTS), tries++)
    if (await isFree(port)) return port;
  throw new Error("No free port was found on 127.0.0.1");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
