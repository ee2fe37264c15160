/** Counts what each member writes in a minute. No method throws: a count that fails holds nobody back. */
export interface Floods {
  /** Counts a message of the member of this key (a phone number or user id). */
  count(member: string): Promise<Counted>;
  /** Takes a message that was not run, for whatever reason, out of the count. */
  forget(member: string, counted: Counted): Promise<void>;
}

export type Counted =
  | "ok"
  /** The first one too many: to be answered, in one process only. */
  | "told"
  /** One of those after it, until a minute has passed. */
  | "ignored";
