import type { Context, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { streamSSE } from "hono/streaming";
import type { WorldFrame } from "../../../src/playground/protocol.ts";

/**
 * Lets in the page of this origin, and what is no page at all. The world can do anything to the server, so
 * that no other page that is open in the same browser may ask it, not even under a name that leads here.
 */
export function guard(origins: readonly string[]): MiddlewareHandler[] {
  return [
    async (context, next) => {
      const origin = context.req.header("origin");
      const isKnown = origin === undefined || origins.includes(origin);
      if (isKnown && isLoopback(new URL(context.req.url).hostname)) return await next();
      return context.json({ error: "Only the playground of this machine may ask." }, 403);
    },
    cors({ origin: [...origins], allowMethods: ["GET", "POST", "PUT"] }),
  ];
}

function isLoopback(hostname: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
}

/** Everything that is told from now on, each to everybody who listens. */
export interface Feed {
  tell(frame: WorldFrame): void;
  /** Server-sent events for one more listener, whose first frame is `first`. */
  stream(context: Context, first: WorldFrame): Response;
  close(): void;
}

export function createFeed(): Feed {
  const listeners = new Set<(frame: WorldFrame) => void>();
  const closing = new AbortController();
  return {
    tell(frame) {
      for (const listener of listeners) listener(frame);
    },
    stream(context, first) {
      const ended = AbortSignal.any([closing.signal, context.req.raw.signal]);
      const waiting = [first];
      let wake = () => {};
      const listener = (frame: WorldFrame) => {
        waiting.push(frame);
        wake();
      };
      listeners.add(listener);
      ended.addEventListener("abort", () => wake());
      return streamSSE(context, async (stream) => {
        while (!ended.aborted) {
          const frame = waiting.shift();
          if (frame) await stream.writeSSE({ data: JSON.stringify(frame) });
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
        listeners.delete(listener);
      });
    },
    close: () => closing.abort(),
  };
}
