/**
 * What is counted of a day, without anything of a member. `release` and `locale` are those of the turn or reply; an
 * unknown one is "". Adding up is left to the store, in the commit itself.
 */
export type Count =
  /**
   * Turns by the state before, the event that was delivered, and the state after; `from` is "" where a session begins.
   */
  | (Origin & { kind: "turn"; from: string; way: string; to: string })
  /** Bubbles by the form that they belong to: a state of the root machine. "" is none. */
  | (Origin & { kind: "bubble"; form: string })
  /** Messages that answer a question, by how long it took: `within` is a limit in seconds, or "more". */
  | (Origin & { kind: "answer"; stage: string; within: string })
  /** Sessions that a turn restarted, by the state that they were in. */
  | (Origin & { kind: "restart"; stage: string; reason: RestartReason })
  /** Replies that were given up, by their first copy key. */
  | (Origin & { kind: "dead"; key: string });

interface Origin {
  release: string;
  locale: string;
}

/** "trouble": the turn threw, its event was parked, and the member got an apology. */
export type RestartReason = "trouble" | "machine.edited";

/** A count, and how often. */
export interface Counted {
  count: Count;
  times: number;
}

const PARTS: { [kind in Count["kind"]]: readonly string[] } = {
  turn: ["from", "way", "to"],
  bubble: ["form"],
  answer: ["stage", "within"],
  restart: ["stage", "reason"],
  dead: ["key"],
};

const NONE = "-";

/** The field of a count among those of its day: words without a space in them. */
export function toField({ kind, release, locale, ...parts }: Count): string {
  const values: { [part: string]: string } = parts;
  const words = [kind, release, locale, ...PARTS[kind].map((part) => values[part] ?? "")];
  return words.map((word) => word.replaceAll(/\s/g, "_") || NONE).join(" ");
}

/** `undefined` for a field that is no count, such as the one for all counts beyond a day's limit. */
export function fromField(field: string): Count | undefined {
  const [kind = "", release = "", locale = "", ...values] = field
    .split(" ")
    .map((word) => (word === NONE ? "" : word));
  const parts = Object.hasOwn(PARTS, kind) ? PARTS[kind as Count["kind"]] : [];
  if (parts.length === 0 || parts.length !== values.length) return undefined;
  const named = Object.fromEntries(parts.map((part, index) => [part, values[index] ?? ""]));
  return { kind, release, locale, ...named } as Count;
}

/** Counts by field, as those of a day; `other` is the sum of all that no longer has a field of its own. */
export function fromFields(fields: Iterable<[field: string, times: number]>): {
  counts: Counted[];
  other: number;
} {
  let other = 0;
  const counts: Counted[] = [];
  for (const [field, times] of fields) {
    const count = fromField(field);
    if (count) counts.push({ count, times });
    else other += times;
  }
  return { counts, other };
}
