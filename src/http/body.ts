import { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import { Readable } from "node:stream";
import type { Context } from "hono";
import type { Cut, PendingBodies, PendingBody } from "./pending-bodies.ts";

export type Body =
  | { kind: "complete"; bytes: Buffer }
  | { kind: "too large" }
  | { kind: "cut"; cut: Cut }
  /** The peer closed the connection. */
  | { kind: "aborted" };

/** Reads at most `maxBytes` of a request's body. Until it is complete, or given up, it is a pending body. */
export function readBody(
  context: Context,
  { maxBytes, pendingBodies }: { maxBytes: number; pendingBodies: PendingBodies },
): Promise<Body> {
  const source = sourceOf(context);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (result: Body) => {
      source.off("data", onData).off("end", onEnd).off("error", onAbort).off("close", onAbort);
      // The socket may still fail while the rest of the body is discarded.
      source.on("error", () => {});
      pending?.end();
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) return settle({ kind: "too large" });
      chunks.push(chunk);
      pending?.add(chunk.length);
    };
    const onEnd = () => settle({ kind: "complete", bytes: Buffer.concat(chunks, length) });
    const onAbort = () => settle({ kind: "aborted" });
    source.on("data", onData).on("end", onEnd).on("error", onAbort).on("close", onAbort);
    let pending: PendingBody | undefined;
    pending = pendingBodies.begin({
      peer: peerOf(source),
      onCut: (cut) => settle({ kind: "cut", cut }),
    });
  });
}

/** Node's own request, which is far cheaper to read than the web's. Absent in tests, which have no socket. */
function sourceOf(context: Context): Readable {
  const env: unknown = context.env;
  if (typeof env === "object" && env !== null && "incoming" in env)
    if (env.incoming instanceof IncomingMessage) return env.incoming;
  const { body } = context.req.raw;
  return body ? Readable.from(body) : Readable.from([]);
}

/** The address of a peer; for IPv6 the network, because one host has all addresses of a /64. */
function peerOf(source: Readable): string {
  const address = source instanceof IncomingMessage ? source.socket.remoteAddress : undefined;
  return address === undefined ? "" : networkOf(address);
}

export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const mapped = /:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const before = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return [...before, ...(tail === undefined ? [] : zeros), ...after].slice(0, 4).join(":");
}
