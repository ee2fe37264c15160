import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { WorldFrame } from "../../../src/playground/protocol.ts";

/** Sends every event from now on to all listeners. */
export interface Feed {
  publish(frame: WorldFrame): void;
  /** Server-sent events for one more listener, whose first frame is `first`. */
  stream(context: Context, first: WorldFrame): Response;
  close(): void;
}

export function createFeed(): Feed {
  const listeners = new Set<(frame: WorldFrame) => void>();
  const closing = new AbortController();
  return {
    publish(frame) {
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
