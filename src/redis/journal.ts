import type { JournalEntry } from "../conversation/model/journal-entry.ts";
import type { Journal } from "../conversation/ports/journal.ts";
import { REDIS } from "../policy.ts";
import { tryTwice } from "./connection.ts";
import { fromLines, toLine } from "./journal-line.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { unavailable } from "./store-error.ts";

/** Scripts write the time in front of a line, in milliseconds. */
const TIME_BYTES = 6;

/** The arguments of a script for an entry: the entry, the number kept, the seconds. */
export function journalArguments(line: JournalEntry | undefined): [string, number, number] {
  return [line ? toLine(line) : "", REDIS.journalEntries, REDIS.journalSeconds];
}

/** Journals in Redis: a list for each conversation. An earlier version has written a stream. */
export function createJournal({ redis }: { redis: RedisClient }): Journal {
  return {
    async read(conversationId) {
      const own = partitionsOf(redis).of(conversationId);
      const stream = own.journalStream(conversationId);
      const list = own.journal(conversationId);
      const [earlier, stored] = await tryTwice(redis, () =>
        Promise.all([redis.xrange(stream, "-", "+"), redis.lrangeBuffer(list, 0, -1)]),
      ).catch(unavailable);
      return [
        ...earlier.map(([id, [, line = ""]]) => ({
          at: Number(id.split("-")[0]),
          line: JSON.parse(line) as JournalEntry,
        })),
        ...readEntries(stored),
      ];
    },
  };
}

/** Reads the items of a journal's list. */
export function readEntries(stored: readonly Buffer[]): { at: number; line: JournalEntry }[] {
  const lines = fromLines(stored.map((item) => item.toString("utf8", TIME_BYTES)));
  return lines.map((line, index) => ({ at: stored[index]?.readUIntBE(0, TIME_BYTES) ?? 0, line }));
}
