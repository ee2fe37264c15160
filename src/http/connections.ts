import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** The connections of a server, for its shutdown. */
export interface Connections {
  /** From now on each answer has `Connection: close`. */
  closeAfterAnswer(): void;
  /** Stops listening and closes idle connections; resolves when no request is left. */
  end(): Promise<void>;
}

/**
 * Tracks connections and requests. Node's own `close` waits for connections that send nothing, and continues to serve
 * connections that are kept alive.
 */
export function followConnections(server: Server): Connections {
  const sockets = new Set<Socket>();
  const responses = new Set<ServerResponse>();
  let isClosing = false;
  let isEnding = false;
  let resolveEnd = () => {};

  const announceClose = (response: ServerResponse) => {
    if (!response.headersSent) response.setHeader("Connection", "close");
  };
  const cutIdle = () => {
    const busy = new Set([...responses].map(({ socket }) => socket));
    for (const socket of sockets) if (!busy.has(socket)) socket.destroySoon();
    if (responses.size === 0) resolveEnd();
  };

  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  // Before the app answers.
  server.prependListener("request", (_: IncomingMessage, response: ServerResponse) => {
    responses.add(response);
    if (isClosing) announceClose(response);
    response.once("close", () => {
      responses.delete(response);
      // The answer is still being sent; its connection closes afterwards.
      if (isEnding) setImmediate(cutIdle);
    });
  });

  return {
    closeAfterAnswer() {
      isClosing = true;
      for (const response of responses) announceClose(response);
    },
    end() {
      isEnding = true;
      server.close();
      return new Promise((resolve) => {
        resolveEnd = resolve;
        cutIdle();
      });
    },
  };
}
