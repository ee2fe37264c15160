import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { createInbox } from "./inbox.ts";

/** A member's messages, past and future, as server-sent events, until the reader leaves or `closing`. */
export function streamInbox(
  context: Context,
  options: { inbox: ReturnType<typeof createInbox>; member: string; closing: AbortSignal },
): Response {
  const { inbox, member, closing } = options;
  const ended = AbortSignal.any([closing, context.req.raw.signal]);
  return streamSSE(context, async (stream) => {
    let wake = () => {};
    const unsubscribe = inbox.subscribe(() => wake());
    ended.addEventListener("abort", () => wake());
    for (let next = 0; !ended.aborted; ) {
      const message = inbox.received(member)[next];
      if (message) {
        next += 1;
        await stream.writeSSE({ id: String(next), data: JSON.stringify(message) });
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    unsubscribe();
  });
}
