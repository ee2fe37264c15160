import { LANES, type OutboxEntry } from "../../conversation/ports/outbox.ts";
import { OPERATOR } from "../../policy.ts";
import type { Keyspace } from "../keyspace.ts";
import { type EntryPlace, fromEntry } from "../outbox-entry.ts";
import { partitionsOf, type RedisClient } from "../redis-client.ts";
import { createScript, readLua } from "../script.ts";
import { type Sealing, sealingOf } from "../sealing.ts";
import { createForEach, type ForEach, oneAfterAnother } from "./selection.ts";

/** Effects that were given up. */
export interface DeadLetters {
  /** `conversationId` and `code` of a selection are the letter's, its times are when it was given up. */
  forEach: ForEach<DeadLetter>;
  /** The letter of an effect. Redis looks through all, but only what it finds leaves it. */
  find(token: string): Promise<DeadLetter | undefined>;
  /** Appends it to its lane again. */
  retry(letter: DeadLetter): Promise<Retried>;
  /** Deletes it. */
  drop(letter: DeadLetter): Promise<"dropped" | "gone">;
}

export type Retried =
  | "retried"
  | "gone"
  | "unreadable"
  /** A call that is sent at most once, and was: it must not be sent again. */
  | "sent money";

export interface DeadLetter {
  token: string;
  conversationId: string;
  lane: string;
  code: string;
  /** When it was given up, in milliseconds. */
  at: number;
  /** `undefined` if it cannot be parsed or opened. */
  work: OutboxEntry | undefined;
  /** As stored in Redis. */
  text: string;
}

const requeue = createScript<0 | 1>({
  lua: readLua("typed-read.lua", "lane.lua", "requeue-dead-letter.lua"),
  keys: 3,
});

export function createDeadLetters({ redis }: { redis: RedisClient }): DeadLetters {
  const partitions = partitionsOf(redis);
  const toLetters = lettersFrom(sealingOf(redis));
  const forEachOf = ({ dead }: Keyspace) =>
    createForEach(async (offset, { from = "-inf", to }) => {
      const limit = ["LIMIT", offset, OPERATOR.chunk] as const;
      return toLetters(await redis.zrangebyscore(dead, from, to, "WITHSCORES", ...limit));
    });
  return {
    forEach: oneAfterAnother(partitions.all.map(forEachOf)),

    async find(token) {
      const match = `* ${escapeGlob(token)} *`;
      for (const { dead } of partitions.all) {
        for await (const found of redis.zscanStream(dead, { match, count: OPERATOR.chunk })) {
          // A text among them may have the token of another in its payload.
          const letter = toLetters(found as string[]).find((one) => one.token === token);
          if (letter) return letter;
        }
      }
      return undefined;
    },

    async retry({ text, lane: name, conversationId, work }) {
      const lane = LANES.find((one) => one === name);
      if (!work || !lane) return "unreadable";
      // Its outcome is unknown: reconciling it is all that may be done.
      if (isSentMoney(work) && lane === "calls") return "sent money";
      const entry = text
        .slice(text.indexOf(work.effect.token))
        .replace(/^(\S+ [01]) \d+ \d+ /, "$1 0 0 ");
      const own = partitions.of(conversationId);
      const keys = [own.dead, own.lane(lane, conversationId), own.due(lane)];
      const requeued = await requeue.run(redis, keys, [text, `${lane} ${conversationId}`, entry]);
      return requeued === 1 ? "retried" : "gone";
    },

    async drop({ text }) {
      const dropped = await Promise.all(partitions.all.map(({ dead }) => redis.zrem(dead, text)));
      return dropped.includes(1) ? "dropped" : "gone";
    },
  };
}

/** Of texts, each followed by when it was given up. */
function lettersFrom(sealing: Sealing): (found: readonly string[]) => DeadLetter[] {
  return (found) =>
    found.flatMap((text, index) =>
      index % 2 === 0 ? [toLetter(text, { at: Number(found[index + 1]), sealing })] : [],
    );
}

function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]^-]/g, "\\$&");
}

function isSentMoney({ effect, sent }: OutboxEntry): boolean {
  return effect.kind === "call" && effect.atMostOnce && sent;
}

/** Parses "131047 replies c1 s:4:0 0 2 1 {…}". */
function toLetter(text: string, { at, sealing }: { at: number; sealing: Sealing }): DeadLetter {
  const [code = "", lane = "", conversationId = "", token = ""] = text.split(" ", 4);
  const entry = text.slice(`${code} ${lane} ${conversationId} `.length);
  return {
    token,
    conversationId,
    lane,
    code,
    at,
    work: read(entry, { conversationId, sealing }),
    text,
  };
}

function read(entry: string, where: EntryPlace): OutboxEntry | undefined {
  try {
    return fromEntry(entry, where);
  } catch {
    return undefined;
  }
}
