import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A collector of traces that accepts every batch and forgets it. */
export interface Collector {
  url: string;
  /** How many batches came so far. */
  batches(): number;
  close(): void;
}

export async function openCollector(): Promise<Collector> {
  let batches = 0;
  const server = createServer((request, response) => {
    request.resume().once("end", () => {
      batches += 1;
      response.end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    batches: () => batches,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
