import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below those that a system gives to outgoing connections: one of them may have it before its server does. */
const FIRST = 10_000;
const LAST = 29_999;
const MAX_TRIES = 100;

/** Each process begins elsewhere, and finds no port twice: it may be long before somebody listens there. */
let last = randomInt(FIRST, LAST);

/** `wanted` if nobody listens there on loopback, else any port that is free, as for 0. */
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
