import type { Arrival, Breach, Entry, Evidence, Strike } from "./evidence.ts";
import { isTurn } from "./runs.ts";
import { readReply } from "./story.ts";

/** A fault has effects for a while after it: connections reconnect, and messages in flight still arrive. */
const AFTERMATH_MS = 3_000;

/** The longest time for which a stall holds data back. */
const HELD_BACK_MS = 15_000;

/** A committed reply. */
interface Committed {
  token: string;
  at: number;
  isForgotten: boolean;
}

export interface Deliveries {
  breaches: Breach[];
  /** Replies that arrived more than once, after a fault. */
  repeats: number;
}

/**
 * Every committed reply arrives, each conversation's in the order of its journal; more than once only after a fault.
 */
export function compareDeliveries(evidence: Evidence): Deliveries {
  const { entries, arrivals, strikes } = evidence;
  const arrived = group(arrivals, ({ token }) => token);
  const dead = new Map(
    entries.flatMap(({ line }) => (isDead(line) ? [[line.token, line.code]] : [])),
  );
  const journals = [...group(entries, ({ conversationId }) => conversationId).values()].map(
    repliesOf,
  );
  const known = group(journals.flat(), ({ token }) => token);
  const repeats = [...arrived.values()].flatMap((same) => {
    const [first] = same;
    // A Redis that lost data issues a token again.
    const times = known.get(first?.token ?? "")?.length ?? 1;
    return same.slice(times).map((repeat, index) => ({ before: same[index] ?? repeat, repeat }));
  });
  const breaches = [
    ...journals.flatMap((journal) => compareOrder(journal, arrived)),
    ...journals.flat().flatMap((reply) => (arrived.has(reply.token) ? [] : unsent(reply, dead))),
    ...arrivals.filter(({ token }) => !known.has(token)).map(toUncommitted),
    ...repeats.filter((pair) => !isExcused(pair, strikes)).map(({ repeat }) => toRepeat(repeat)),
  ];
  return { breaches, repeats: repeats.length };
}

function repliesOf(journal: readonly Entry[]): Committed[] {
  return journal
    .filter(isTurn)
    .flatMap(({ at, isForgotten, line }) =>
      line.effects.flatMap(readReply).map(({ token }) => ({ token, at, isForgotten })),
    );
}

/** By first arrival. */
function compareOrder(
  journal: readonly Committed[],
  arrived: ReadonlyMap<string, readonly Arrival[]>,
): Breach[] {
  const firsts = journal.flatMap(({ token, isForgotten }) => {
    const first = isForgotten ? undefined : arrived.get(token)?.[0];
    return first ? [first] : [];
  });
  return firsts.flatMap((arrival, index): Breach[] => {
    const before = firsts[index - 1];
    if (!before || before.at <= arrival.at) return [];
    const what = "a reply arrived before one that was committed before it";
    const { member, token: about, at: from } = arrival;
    return [{ kind: "out of order", member, what, about, from, until: before.at }];
  });
}

function unsent({ token, at, isForgotten }: Committed, dead: Map<string, string | undefined>) {
  if (isForgotten) return [];
  const what = dead.has(token)
    ? `a reply became a dead letter with ${dead.get(token)}`
    : "a committed reply never arrived";
  return [{ kind: "out of order" as const, what, about: token, from: at, until: at }];
}

function toUncommitted({ member, token, at }: Arrival): Breach {
  const what = "a reply arrived that was never committed";
  return { kind: "out of order", member, what, about: token, from: at - HELD_BACK_MS, until: at };
}

function toRepeat({ member, token, at }: Arrival): Breach {
  const what = "a reply arrived again without a fault";
  return { kind: "out of order", member, what, about: token, from: at, until: at };
}

/** Whether a fault affected one of the two senders between the two arrivals. */
function isExcused(
  { before, repeat }: { before: Arrival; repeat: Arrival },
  strikes: readonly Strike[],
): boolean {
  return strikes.some(
    ({ server, from, until }) =>
      (server === undefined || server === before.server || server === repeat.server) &&
      from <= repeat.at &&
      until + AFTERMATH_MS >= before.at,
  );
}

function isDead(line: Entry["line"]): line is Extract<Entry["line"], { kind: "delivery" }> {
  return line.kind === "delivery" && line.outcome === "dead";
}

export function group<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known) known.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
