import { setTimeout as sleep } from "node:timers/promises";
import { dayOf } from "../../src/conversation/day.ts";
import type { Counted } from "../../src/conversation/model/count.ts";
import { LANES } from "../../src/conversation/ports/outbox.ts";
import { readEntries } from "../../src/redis/journal.ts";
import { keyspace, withoutTag } from "../../src/redis/keyspace.ts";
import { createNumbers } from "../../src/redis/numbers.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { scanKeys } from "../../src/redis/operator/scan-keys.ts";
import { partitionsOf } from "../../src/redis/redis-client.ts";
import type { Entry } from "./books/evidence.ts";

/** The conversations' journals, read as they grow: they are bounded, and Redis may come back with less. */
export interface Journals {
  entries(): Entry[];
  /** Reads new entries. */
  read(): Promise<void>;
  /** Marks the entries that Redis has lost. */
  compare(): Promise<void>;
  /** The counts of each day since a time, in milliseconds. */
  counts(since: number): Promise<Counted[]>;
  /** Whether replies or calls are pending. */
  isQuiet(): Promise<boolean>;
  close(): Promise<void>;
}

const PREFIX = keyspace.journal("");
const DAY_MS = 24 * 60 * 60 * 1_000;
const READ_EVERY_MS = 500;
const BACK_TRIES = 50;
const BACK_EVERY_MS = 100;

export function openJournals(url: string): Journals {
  const redis = openRedis(url);
  const { all } = partitionsOf(redis);
  const known = new Map<string, Map<string, Entry>>();
  let reading = Promise.resolve();
  const timer = setInterval(() => void read().catch(() => {}), READ_EVERY_MS);

  return {
    entries: () => [...known.values()].flatMap((journal) => [...journal.values()]),
    read,
    compare,
    async counts(since) {
      const days = new Set<string>();
      for (let at = Date.now(); at > since - DAY_MS; at -= DAY_MS) days.add(dayOf(at));
      const numbers = createNumbers({ redis });
      const found = [...days].map((day) => whenBack(() => numbers.read(day)));
      return (await Promise.all(found)).flatMap(({ counts }) => counts);
    },
    async isQuiet() {
      const counts = all.map(({ due }) => whenBack(() => redis.exists(LANES.map(due))));
      return (await Promise.all(counts)).every((count) => count === 0);
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
    for (const key of await whenBack(journalKeys)) {
      const journal = known.get(key) ?? new Map<string, Entry>();
      known.set(key, journal);
      const stored = await whenBack(() => redis.lrangeBuffer(key, 0, -1));
      for (const [index, entry] of readEntries(stored).entries()) {
        const id = idOf(stored[index]);
        if (journal.has(id)) continue;
        const conversationId = withoutTag(key).slice(PREFIX.length);
        journal.set(id, { conversationId, ...entry, isForgotten: false });
      }
    }
  }

  async function journalKeys(): Promise<string[]> {
    const keys = new Set<string>();
    for await (const key of scanKeys(redis, `*${PREFIX}*`))
      if (withoutTag(key).startsWith(PREFIX)) keys.add(key);
    return [...keys];
  }

  async function compare(): Promise<void> {
    for (const [key, journal] of known) {
      const stored = await whenBack(() => redis.lrangeBuffer(key, 0, -1));
      const ids = new Set(stored.map(idOf));
      const [oldest] = readEntries(stored);
      // Older entries have been trimmed.
      for (const [id, entry] of journal) {
        if (!ids.has(id) && (oldest === undefined || oldest.at < entry.at))
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

/** An entry by its time and text: the reports of a reply may repeat each other, turns have versions. */
function idOf(stored: Buffer | undefined): string {
  return stored?.toString("latin1") ?? "";
}
