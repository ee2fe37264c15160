import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What a cut loses: a request that never arrives, or the answer to one that was carried out. */
export type Direction = "request" | "answer";

/** A TCP proxy on a free loopback port, in front of one target. */
export interface TcpProxy {
  port: number;
  /** Cuts the connection of the next request, before it is forwarded or once it is answered. */
  cutNext(direction: Direction): void;
  /** Holds back both directions. Data arrives late, even if its sender has gone meanwhile. */
  stall(durationMs: number): void;
  /** Ends a stall, and cancels cuts that have not happened yet. */
  calm(): void;
  close(): Promise<void>;
}

export interface ProxyOptions {
  targetPort: number;
  onCut(direction: Direction): void;
}

export async function startProxy({ targetPort, onCut }: ProxyOptions): Promise<TcpProxy> {
  const armed: Direction[] = [];
  const sockets = new Set<Socket>();
  let gate = Promise.resolve();
  let calming = new AbortController();

  const server = createServer((client) => {
    const target = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    client.setNoDelay();
    let isLosingAnswer = false;
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => sockets.delete(socket));
    }
    const toTarget = createPipe(target, () => gate);
    const toClient = createPipe(client, () => gate);
    const cut = (direction: Direction) => {
      onCut(direction);
      client.destroy();
      target.destroy();
    };
    client.on("data", (request) => {
      if (!isLosingAnswer && armed.length > 0) {
        if (armed.shift() === "request") return cut("request");
        isLosingAnswer = true;
      }
      toTarget.pass(request);
    });
    target.on("data", (answer) => (isLosingAnswer ? cut("answer") : toClient.pass(answer)));
    client.once("close", toTarget.end);
    target.once("close", toClient.end);
  });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cutNext(direction) {
      armed.push(direction);
    },
    stall(durationMs) {
      const wait = sleep(durationMs, undefined, { signal: calming.signal }).catch(() => {});
      gate = Promise.all([gate, wait]).then(() => {});
    },
    calm() {
      armed.length = 0;
      calming.abort();
      calming = new AbortController();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Forwards in order, each chunk when the gate is open. */
function createPipe(to: Socket, gate: () => Promise<void>) {
  let last = Promise.resolve();
  const next = (act: () => void) => {
    last = last.then(gate).then(act);
  };
  return {
    pass: (piece: Buffer) => next(() => void (to.writable && to.write(piece))),
    end: () => next(() => void to.end()),
  };
}
