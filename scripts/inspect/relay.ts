import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { WebSocket } from "ws";
import { toPage } from "./page.ts";

export interface RelayOptions {
  /** The server's `/inspect`, a WebSocket. */
  source: string;
  /** Needed where the server is not one of development. */
  token?: string | undefined;
  /** The address of Stately's inspector. */
  hosted: string;
}

const AGAIN_MS = 1_000;

/** A local page that shows a server's frames in Stately's inspector. */
export async function serveInspector({
  source,
  token,
  hosted,
}: RelayOptions): Promise<{ url: string; close: () => void }> {
  const http = createServer((request, response) => {
    if (request.url === "/frames") relay(response, { source, token });
    else response.setHeader("content-type", "text/html; charset=utf-8").end(toPage(hosted));
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      http.close();
      http.closeAllConnections();
    },
  };
}

/** Frames as server-sent events, for as long as the page listens; reconnects to a restarted server. */
function relay(
  response: ServerResponse,
  { source, token }: Pick<RelayOptions, "source" | "token">,
): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.flushHeaders();
  let socket: WebSocket;
  let timer: NodeJS.Timeout | undefined;
  const say = (kind: string, text: string) => response.write(`event: ${kind}\ndata: ${text}\n\n`);
  const connect = () => {
    socket = new WebSocket(source, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
    socket.on("open", () => say("server", "here"));
    socket.on("message", (data) => say("frame", `${data}`));
    let isRefused = false;
    socket.on("unexpected-response", (_, { statusCode }) => {
      isRefused = statusCode === 404 || statusCode === 401;
      socket.terminate();
    });
    socket.on("error", () => say("server", isRefused ? "closed" : "away"));
    socket.on("close", () => {
      if (!response.closed) timer = setTimeout(connect, AGAIN_MS);
    });
  };
  connect();
  response.on("close", () => {
    clearTimeout(timer);
    socket.terminate();
  });
}
