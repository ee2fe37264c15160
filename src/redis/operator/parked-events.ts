import { createHash } from "node:crypto";
import { z } from "zod";
import { OPERATOR } from "../../policy.ts";
import type { Keyspace } from "../keyspace.ts";
import { fromParked } from "../parked-event.ts";
import { partitionsOf, type RedisClient } from "../redis-client.ts";
import { type Sealing, sealingOf } from "../sealing.ts";
import { createForEach, type ForEach, oneAfterAnother } from "./selection.ts";

/** Events that the machine could not process. */
export interface ParkedEvents {
  forEach: ForEach<ParkedEvent>;
  drop(event: ParkedEvent): Promise<"dropped" | "gone">;
}

/** Without what the member wrote. */
export interface ParkedEvent {
  /** A hash of the event: it identifies it among the parked ones. */
  id: string;
  conversationId: string;
  /** When it was parked, in milliseconds. */
  at: number;
  event: string;
  /** The name of the error. */
  code: string;
  /** The places in the source, innermost first. */
  frames: string[];
  /** As stored in Redis. */
  text: string;
}

const Stored = z.object({
  conversationId: z.string().catch(""),
  at: z.number().catch(0),
  cause: z.string().catch(""),
  event: z.object({ kind: z.string().catch("unreadable") }).catch({ kind: "unreadable" }),
});

export function createParkedEvents({
  redis,
  partitions = partitionsOf(redis).all,
}: {
  redis: RedisClient;
  partitions?: readonly Keyspace[];
}): ParkedEvents {
  const all = partitions.map(({ parked }) => parked);
  const sealing = sealingOf(redis);
  return {
    forEach: oneAfterAnother(
      all.map((parked) =>
        createForEach(async (offset) => {
          const chunk = await redis.lrange(parked, offset, offset + OPERATOR.chunk - 1);
          return chunk.map((text) => toParkedEvent(text, sealing));
        }),
      ),
    ),

    async drop({ text }) {
      const dropped = await Promise.all(all.map((parked) => redis.lrem(parked, 1, text)));
      return dropped.includes(1) ? "dropped" : "gone";
    },
  };
}

/** The cause begins with the error's message, which may quote the member. */
function toParkedEvent(text: string, sealing: Sealing): ParkedEvent {
  const stored = fromParked(text, sealing);
  const { conversationId, at, cause, event } = Stored.catch(Stored.parse({})).parse(stored);
  const frames = cause.split("\n").filter((line) => /^ +at /.test(line));
  const code = /^\w{1,40}(?=[:\n]|$)/.exec(cause)?.[0] ?? "unknown";
  const id = createHash("sha256").update(text).digest("base64url").slice(0, 12);
  const places = frames.map((frame) => frame.trim());
  return { id, conversationId, at, event: event.kind, code, frames: places, text };
}
