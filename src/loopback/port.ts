import { createServer } from "node:net";

/** Below the ports that a system gives to outgoing connections: one of them may take it before its server does. */
const FIRST = 10_000;
const LAST = 29_999;
const MAX_TRIES = 100;

/**
 * Each process starts in a block of its own and returns no port twice: it may be long before a server listens there.
 * Processes that run at the same time have neighbouring ids, so their blocks differ. Random starts met now and then.
 */
const BLOCK = 100;
const BLOCKS = Math.floor((LAST - FIRST + 1) / BLOCK);
let last = FIRST + (process.pid % BLOCKS) * BLOCK - 1;

/** `wanted` if it is free on loopback, else any free port, as for 0. */
export async function findPort(wanted = 0): Promise<number> {
  for (let port = wanted || nextPort(), tries = 1; tries <= MAX_TRIES; port = nextPort(), tries++)
    if (await isFree(port)) return port;
  throw new Error("No free port was found on 127.0.0.1");
}

function nextPort(): number {
  last = last < LAST ? last + 1 : FIRST;
  return last;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
