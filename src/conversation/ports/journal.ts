import type { JournalEntry } from "../model/journal-entry.ts";

/** What happened in conversations, for some days. It is written by the commits and settlements themselves. */
export interface Journal {
  /** The oldest line first; `at` in milliseconds by the store's own clock. */
  read(conversationId: string): Promise<{ at: number; line: JournalEntry }[]>;
}
