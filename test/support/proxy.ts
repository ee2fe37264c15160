import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP proxy on a free loopback port, which can lose an answer, or let nothing pass for a while. */
export interface Proxy {
  port: number;
  /**
   * Cuts the next connection that sends a request with `word` in it, once it was answered: the answer is
   * lost. `meanwhile` is awaited between the answer and the cut.
   */
  cutAnswerTo(word: string, meanwhile?: () => Promise<unknown>): void;
  /** Holds all that comes, in both directions, until `flow`. */
  stall(): void;
  flow(): void;
  /** How many answers were lost. */
  cuts(): number;
  close(): Promise<void>;
}

/** Starts a proxy in front of `targetPort`. */
export async function startProxy(targetPort: number): Promise<Proxy> {
  let armed: { word: string; meanwhile: () => Promise<unknown> } | undefined;
  let cuts = 0;
  let isStalled = false;
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const target = connect(targetPort, "127.0.0.1");
    let cutting: typeof armed;
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        sockets.delete(socket);
        client.destroy();
        target.destroy();
      });
    }
    client.on("data", (request) => {
      if (armed && request.toString().toLowerCase().includes(armed.word)) {
        cutting = armed;
        armed = undefined;
      }
      target.write(request);
    });
    target.on("data", async (answer) => {
      if (!cutting) return client.write(answer);
      await cutting.meanwhile();
      cuts += 1;
      return client.destroy();
    });
    if (isStalled) for (const socket of [client, target]) socket.pause();
  });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cutAnswerTo(word, meanwhile = async () => undefined) {
      armed = { word, meanwhile };
    },
    stall() {
      isStalled = true;
      for (const socket of sockets) socket.pause();
    },
    flow() {
      isStalled = false;
      for (const socket of sockets) socket.resume();
    },
    cuts: () => cuts,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
