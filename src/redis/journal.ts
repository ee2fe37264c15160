import type { JournalEntry } from "../conversation/model/journal-entry.ts";
import type { Journal } from "../conversation/ports/journal.ts";
import { REDIS } from "../policy.ts";
import { tryTwice } from "./connection.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { unavailable } from "./store-error.ts";

/** The arguments of a script for an entry: the entry, the number kept, the seconds. */
export function journalArguments(line: JournalEntry | undefined): [string, number, number] {
  return [line ? JSON.stringify(line) : "", REDIS.journalEntries, REDIS.journalSeconds];
}

/** Journals in Redis: a stream for each conversation. */
export function createJournal({ redis }: { redis: RedisClient }): Journal {
  return {
    async read(conversationId) {
      const key = partitionsOf(redis).of(conversationId).journal(conversationId);
      const entries = await tryTwice(redis, () => redis.xrange(key, "-", "+")).catch(unavailable);
      return entries.map(([id, [, line = ""]]) => ({
        at: Number(id.split("-")[0]),
        line: JSON.parse(line) as JournalEntry,
      }));
    },
  };
}
