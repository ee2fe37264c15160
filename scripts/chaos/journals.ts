import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import type { JournalEntry } from "../../src/conversation/model/journal-entry.ts";
import { LANES } from "../../src/conversation/ports/outbox.ts";
import { keyspace } from "../../src/redis/keyspace.ts";
import type { Entry } from "./books/evidence.ts";

/** The conversations' journals, read as they grow: they are bounded, and Redis may come back with less. */
export interface Journals {
  entries(): Entry[];
  /** Reads new entries. */
  read(): Promise<void>;
  /** Marks the entries that Redis has lost. */
  compare(): Promise<void>;
  /** Whether replies or calls are pending. */
  isQuiet(): Promise<boolean>;
  close(): Promise<void>;
}

const PREFIX = keyspace.journal("");
const READ_EVERY_MS = 500;
const BACK_TRIES = 50;
const BACK_EVERY_MS = 100;

export function openJournals(url: string): Journals {
  const redis = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: 20 });
  redis.on("error", () => {});
  const known = new Map<string, Map<string, Entry>>();
  let reading = Promise.resolve();
  const timer = setInterval(() => void read().catch(() => {}), READ_EVERY_MS);

  return {
    entries: () => [...known.values()].flatMap((journal) => [...journal.values()]),
    read,
    compare,
    async isQuiet() {
      const keys = LANES.map(keyspace.due);
      return (await whenBack(() => redis.exists(keys))) === 0;
    },
    async close() {
      clearInterval(timer);
      await reading.catch(() => {});
      redis.disconnect();
    },
  };

  /** One after another, so that none is read twice. */
  function read(): Promise<void> {
    reading = reading.catch(() => {}).then(readNew);
    return reading;
  }

  async function readNew(): Promise<void> {
    for (const key of await redis.keys(`${PREFIX}*`)) {
      const journal = known.get(key) ?? new Map<string, Entry>();
      known.set(key, journal);
      const last = [...journal.keys()].at(-1);
      for (const [id, [, line]] of await redis.xrange(key, last ? `(${last}` : "-", "+")) {
        journal.set(id, {
          conversationId: key.slice(PREFIX.length),
          at: Number(id.split("-")[0]),
          line: JSON.parse(line ?? "") as JournalEntry,
          isForgotten: false,
        });
      }
    }
  }

  async function compare(): Promise<void> {
    for (const [key, journal] of known) {
      const lines = await whenBack(() => redis.xrange(key, "-", "+"));
      const ids = new Set(lines.map(([id]) => id));
      const [oldest] = ids;
      // Older entries have been trimmed.
      for (const [id, entry] of journal) {
        if (!ids.has(id) && (oldest === undefined || isBefore(oldest, id)))
          entry.isForgotten = true;
      }
    }
  }
}

/** A connection to the previous Redis may still be open. */
async function whenBack<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries >= BACK_TRIES) throw error;
      await sleep(BACK_EVERY_MS);
    }
  }
}

function isBefore(one: string, other: string): boolean {
  const [time = 0, number = 0] = one.split("-").map(Number);
  const [otherTime = 0, otherNumber = 0] = other.split("-").map(Number);
  return time < otherTime || (time === otherTime && number < otherNumber);
}
