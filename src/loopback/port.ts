import { createServer } from "node:net";

/** Below the ports that a system gives to outgoing connections: one of them may take it before its server does. */
const FIRST = 10_000;
const BLOCK = 50;
const BLOCKS = 400;

/** Ports that this process alone gives away. */
interface Block {
  next: number;
  end: number;
}

let current: Promise<Block> | undefined;
let at = process.pid;

/**
 * `wanted` if it is free on loopback, else a free port that no other process gives away: it may be long before a server
 * listens there.
 */
export async function findPort(wanted = 0): Promise<number> {
  if (wanted > 0 && (await isFree(wanted))) return wanted;
  const [port = 0] = await findPorts(1);
  return port;
}

/** So many free ports in a row, at most 49. */
export async function findPorts(count: number): Promise<number[]> {
  for (;;) {
    const ports = await nextPorts(count);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return ports;
  }
}

/** Returns no port twice. */
async function nextPorts(count: number): Promise<number[]> {
  for (;;) {
    current ??= reserveBlock();
    const held = current;
    const block = await held;
    if (block.next + count <= block.end) {
      block.next += count;
      return Array.from({ length: count }, (_, index) => block.next - count + index);
    }
    if (current === held) current = undefined;
  }
}

/** A block belongs to the process that listens on its first port, for as long as it lives. */
async function reserveBlock(): Promise<Block> {
  for (let tries = 0; tries < BLOCKS; tries++) {
    const first = FIRST + (at++ % BLOCKS) * BLOCK;
    if (await listen(first)) return { next: first + 1, end: first + BLOCK };
  }
  throw new Error("No free port was found on 127.0.0.1");
}

function listen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => resolve(true))
      .unref();
    // Whoever tries the port learns at once that it is no server for them.
    server.on("connection", (socket) => socket.destroy());
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
