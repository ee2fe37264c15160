import { once } from "node:events";
import { Server } from "node:http";
import { serve } from "@hono/node-server";
import { findPort } from "../../src/loopback/port.ts";

/** A server on loopback that can be taken down for a while. */
export interface Listener {
  url: string;
  /** Cuts every connection and refuses new ones. */
  shut(): void;
  open(): void;
}

export async function listen(app: {
  fetch: Parameters<typeof serve>[0]["fetch"];
}): Promise<Listener> {
  const address = { port: await findPort(), hostname: "127.0.0.1" };
  const server = serve({ fetch: app.fetch, ...address });
  if (!(server instanceof Server)) throw new TypeError("Not a server of HTTP/1.1");
  await once(server, "listening");
  return {
    url: `http://${address.hostname}:${address.port}`,
    shut() {
      server.close();
      server.closeAllConnections();
    },
    open() {
      if (!server.listening) server.listen(address.port, address.hostname);
    },
  };
}
