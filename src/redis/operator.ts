import type { Redis } from "ioredis";
import type { JournalEntry } from "../conversation/model/journal-entry.ts";
import { LANES, type Lane, type OutboxEntry, WORK_KINDS } from "../conversation/ports/outbox.ts";
import { createJournal } from "./journal.ts";
import { keyspace } from "./keyspace.ts";
import { fromEntry } from "./outbox-entry.ts";
import { createScript, readLua } from "./script.ts";

/** What an operator can see and do. Nothing shows a text or a phone number. */
export interface Operator {
  /** The conversations of this phone number or user id; `undefined` if there is no such contact. */
  conversationsOf(key: string): Promise<Conversation[] | undefined>;
  /** The dead letters, oldest first. */
  dead(): Promise<DeadLetter[]>;
  /** Appends it to its lane again. */
  retry(letter: DeadLetter): Promise<Retried>;
  /** Deletes it. */
  drop(letter: DeadLetter): Promise<"dropped" | "gone">;
  /** Pauses money calls; the reply to a confirmation says that nothing was sent. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  state(): Promise<State>;
}

export type Retried =
  | "retried"
  | "gone"
  | "unreadable"
  /** A money call that was sent: it must not be sent again. */
  | "sent money";

export interface Conversation {
  id: string;
  journal: { at: number; line: JournalEntry }[];
  /** How many effects are pending in each lane. */
  waiting: { [lane in Lane]: number };
}

export interface DeadLetter {
  token: string;
  conversationId: string;
  lane: string;
  code: string;
  /** When it was given up, in milliseconds. */
  at: number;
  /** `undefined` if it cannot be parsed. */
  work: OutboxEntry | undefined;
  /** As stored in Redis. */
  text: string;
}

export interface State {
  /** Since when money calls are paused, ISO 8601. */
  pausedSince: string | undefined;
  due: number;
  dead: number;
  parked: number;
}

const revive = createScript<0 | 1>({
  lua: readLua("lane.lua", "requeue-dead-letter.lua"),
  keys: 3,
});

export function createOperator({ redis }: { redis: Redis }): Operator {
  const journal = createJournal({ redis });
  return {
    async conversationsOf(key) {
      const contactId = await contactOf(redis, key);
      if (contactId === undefined) return undefined;
      const ids = await conversationIdsOf(redis, contactId);
      return Promise.all(
        ids.map(async (id) => {
          const lengths = LANES.map((lane) => redis.llen(keyspace.lane(lane, id)));
          const [lines, replies, calls, unsettled] = await Promise.all([
            journal.read(id),
            ...lengths,
          ]);
          return {
            id,
            journal: lines,
            waiting: { replies, calls, unsettled } as Conversation["waiting"],
          };
        }),
      );
    },

    async dead() {
      const found = await redis.zrange(keyspace.dead, "0", "-1", "WITHSCORES");
      return found.flatMap((text, index) =>
        index % 2 === 0 ? [toLetter(text, Number(found[index + 1]))] : [],
      );
    },

    async retry({ text, lane: name, conversationId, work }) {
      const lane = LANES.find((one) => one === name);
      if (!work || !lane) return "unreadable";
      // Its outcome is unknown: reconciling it is all that may be done.
      if (work.effect.kind === "call" && work.effect.atMostOnce && work.sent && lane === "calls")
        return "sent money";
      const entry = text
        .slice(text.indexOf(work.effect.token))
        .replace(/^(\S+ [01]) \d+ \d+ /, "$1 0 0 ");
      const keys = [keyspace.dead, keyspace.lane(lane, conversationId), keyspace.due(lane)];
      const revived = await revive.run(redis, keys, [text, `${lane} ${conversationId}`, entry]);
      return revived === 1 ? "retried" : "gone";
    },

    async drop({ text }) {
      return (await redis.zrem(keyspace.dead, text)) === 1 ? "dropped" : "gone";
    },

    async pause() {
      await redis.set(keyspace.paused, new Date().toISOString(), "NX");
    },

    async resume() {
      await redis.del(keyspace.paused);
    },

    async state() {
      const [pausedSince, dead, parked, ...due] = await Promise.all([
        redis.get(keyspace.paused),
        redis.zcard(keyspace.dead),
        redis.llen(keyspace.parked),
        ...WORK_KINDS.map((kind) => redis.zcard(keyspace.due(kind))),
      ]);
      const waiting = due.reduce((sum, size) => sum + size, 0);
      return { pausedSince: pausedSince ?? undefined, due: waiting, dead, parked };
    },
  };
}

/** The contact of a key, following the tombstones of merged ones. */
async function contactOf(redis: Redis, key: string): Promise<string | undefined> {
  const phone = key.replace(/[^\d]/g, "");
  const alias = /^\+?[\d ()-]+$/.test(key) ? keyspace.phoneAlias(phone) : keyspace.userAlias(key);
  let id = await redis.get(alias);
  for (let next = id; next; next = await redis.hget(keyspace.contact(next), "moved_to")) id = next;
  return id ?? undefined;
}

/** Those of the last days, by their journals. */
async function conversationIdsOf(redis: Redis, contactId: string): Promise<string[]> {
  const prefix = keyspace.journal("");
  const found = new Set<string>();
  for await (const keys of redis.scanStream({ match: `${prefix}${contactId}.*`, count: 1_000 }))
    for (const key of keys as string[]) found.add(key.slice(prefix.length));
  return [...found];
}

/** Parses "131047 replies c1 s:4:0 0 2 1 {…}". */
function toLetter(text: string, at: number): DeadLetter {
  const [code = "", lane = "", conversationId = "", token = ""] = text.split(" ", 4);
  const entry = text.slice(`${code} ${lane} ${conversationId} `.length);
  return { token, conversationId, lane, code, at, work: read(entry), text };
}

function read(entry: string): OutboxEntry | undefined {
  try {
    return fromEntry(entry);
  } catch {
    return undefined;
  }
}
