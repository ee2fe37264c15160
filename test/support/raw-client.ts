import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A connection on which a test writes what it likes, byte by byte. */
export interface RawClient {
  socket: Socket;
  /** All that was answered so far. */
  answer(): string;
  /** Resolves when the server has closed the connection. */
  closed: Promise<void>;
  /** Writes one byte after another, `everyMs` apart, as long as the connection lasts. */
  trickle(byte: () => string, everyMs: number): void;
}

export async function openRaw(url: string, head: string): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // What the server cuts ends in an error here.
  socket.on("error", () => {});
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
  });
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  await once(socket, "connect");
  socket.write(head);
  return {
    socket,
    answer: () => answer,
    closed,
    trickle(byte, everyMs) {
      const timer = setInterval(() => socket.write(byte()), everyMs);
      socket.once("close", () => clearInterval(timer));
    },
  };
}
