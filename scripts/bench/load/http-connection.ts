import { createConnection, type Socket } from "node:net";
import type { Delivery } from "./wire.ts";

export interface Answer {
  status: number;
  body: string;
}

/** Sends one request after another on a connection that it keeps alive. */
export interface HttpConnection {
  post(delivery: Delivery): Promise<Answer>;
  close(): void;
}

/** Less than the five seconds after which node closes an idle connection: a request must not meet that close. */
const MAX_IDLE_MS = 2_000;

/**
 * A client of a server on loopback. A library would cost as much CPU time as the server that is measured, so this one
 * knows only what the servers answer with: a length, or chunks.
 */
export function createHttpConnection(port: number): HttpConnection {
  let socket: Socket | undefined;
  let usedAt = Number.NEGATIVE_INFINITY;
  let answered: ((result: Answer | Error) => void) | undefined;

  function open(): Socket {
    socket?.destroy();
    let received = "";
    const opened = createConnection({ port, host: "127.0.0.1", noDelay: true });
    const finish = (result: Answer | Error) => {
      if (opened !== socket) return;
      usedAt = performance.now();
      if (result instanceof Error) socket = undefined;
      answered?.(result);
      answered = undefined;
    };
    // Each byte as one character, so that lengths are those of the header.
    return opened
      .setEncoding("latin1")
      .on("data", (chunk) => {
        received += chunk;
        const answer = parseAnswer(received);
        if (!answer) return;
        received = "";
        finish(answer);
      })
      .on("error", finish)
      .on("close", () => finish(new Error("The server closed a connection")));
  }

  return {
    post({ path, headers, body }) {
      if (!socket || performance.now() - usedAt > MAX_IDLE_MS) socket = open();
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\n` +
          `content-length: ${Buffer.byteLength(body)}\r\n${lines.join("")}\r\n${body}`,
      );
      return new Promise((resolve, reject) => {
        answered = (result) => (result instanceof Error ? reject(result) : resolve(result));
      });
    },
    close: () => socket?.destroy(),
  };
}

/** The answer, once all of it is there. */
export function parseAnswer(received: string): Answer | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = received.slice(0, end);
  const rest = received.slice(end + 4);
  const status = Number(head.slice(9, 12));
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length !== undefined) {
    return rest.length < Number(length) ? undefined : { status, body: rest };
  }
  if (!/^transfer-encoding: *chunked/im.test(head)) return { status, body: "" };
  return rest.endsWith("0\r\n\r\n") ? { status, body: joinChunks(rest) } : undefined;
}

function joinChunks(chunked: string): string {
  const [size = "0"] = chunked.split("\r\n", 1);
  const length = Number.parseInt(size, 16);
  if (!length) return "";
  const start = size.length + 2;
  return chunked.slice(start, start + length) + joinChunks(chunked.slice(start + length + 2));
}
