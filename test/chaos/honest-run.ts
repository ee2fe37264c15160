import type { Arrival, Credex, Entry, Evidence } from "../../scripts/chaos/books/evidence.ts";
import type { TurnEntry } from "../../src/conversation/model/journal-entry.ts";

/** A run of one member who offers 20 cents to Bob Bakery, in which nothing goes wrong; to be spoilt by a test. */
export type Draft = Evidence;

export const KEPT = { conversationId: "c1", at: 500, isForgotten: false };

export const offered: Credex = {
  credexID: "C1",
  member: 0,
  cents: 20,
  recipient: "Bob Bakery",
  at: 350,
};

export function honest(): Draft {
  const run: Draft = {
    messages: ["hi", "tap", "more"].map((id, at) => ({ id, member: 0, acknowledgedAt: at })),
    taps: ["tap", "more"].map((id) => ({
      id,
      member: 0,
      button: "b1",
      cents: 20,
      recipient: "Bob Bakery",
    })),
    entries: [],
    arrivals: [],
    credexes: [{ ...offered }],
    imbalances: [],
    strikes: [],
    mayForget: false,
  };
  commit(run, { event: "message", id: "hi", effects: ["reply s:1:0 offer.confirm.ask"] });
  commit(run, { event: "message", id: "tap", effects: ["call s:3:0 createCredex"] });
  commit(run, { event: "message", id: "more", outcome: "stale" });
  commit(run, {
    event: "result",
    id: "s:3:0",
    what: "createCredex",
    effects: ["reply s:4:0 offer.sent home.menu"],
  });
  arrive(run, { token: "s:1:0", at: 110, sentences: [{ key: "offer.confirm.ask" }] });
  const receipt = { key: "offer.sent", cents: 20, recipient: "Bob Bakery", reference: "C1" };
  arrive(run, { token: "s:4:0", at: 510, sentences: [receipt, { key: "home.menu" }] });
  return run;
}

let ids = 0;

/** Writes a turn into a journal: a timer's, if not told otherwise. */
export function commit(run: Draft, line: Partial<TurnEntry>, more: Partial<Entry> = {}): void {
  const turn: TurnEntry = {
    kind: "turn",
    event: "timer",
    id: `t${++ids}`,
    what: "",
    outcome: "taken",
    effects: [],
    ...line,
  };
  run.entries.push({ ...KEPT, ...more, line: turn });
}

export function arrive(run: Draft, arrival: Partial<Arrival>): void {
  run.arrivals.push({ token: "", member: 0, server: 0, at: 900, sentences: [], ...arrival });
}

/** The turn that took this message or answer. */
export function turnOf(run: Draft, id: string): TurnEntry {
  const line = run.entries.map((entry) => entry.line).find((one) => "id" in one && one.id === id);
  if (line?.kind !== "turn") throw new Error(`There is no turn of ${id}`);
  return line;
}

/** Redis came back without the first turn. */
export function forget(run: Draft): void {
  const [first] = run.entries;
  if (first) first.isForgotten = true;
}
