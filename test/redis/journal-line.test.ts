import fc from "fast-check";
import { expect, test } from "vitest";
import type { JournalEntry, TurnEntry } from "../../src/conversation/model/journal-entry.ts";
import { fromLines, toLine } from "../../src/redis/journal-line.ts";

const SESSION = "fZsfqxeNKxeoIV1MkT2R4A";
const opened: TurnEntry = {
  ...{ kind: "turn", event: "message", id: SESSION, what: "text", outcome: "taken" },
  ...{ from: "", to: "login", version: 1, effects: [`call ${SESSION}:1:0 login`] },
};
const loggedIn: TurnEntry = {
  ...{ kind: "turn", event: "result", id: `${SESSION}:1:0`, what: "login", call: "done" },
  ...{ outcome: "taken", from: "login", to: "ready.home", version: 2 },
  effects: [`reply ${SESSION}:2:0 home.greeting home.menu`],
};
const again: TurnEntry = {
  ...{ kind: "turn", event: "message", id: "a-RF2kVpnVE6WCe8d6ZG3A", what: "text" },
  ...{ outcome: "taken", from: "ready.home", to: "ready.home", version: 3 },
  effects: [`reply ${SESSION}:3:0 home.menu`],
};
const accepted: JournalEntry = { kind: "delivery", token: `${SESSION}:3:0`, outcome: "accepted" };

const parse = (entries: readonly JournalEntry[]) => fromLines(entries.map(toLine));

test("a line leaves out what earlier lines say", () => {
  expect([opened, loggedIn, again, accepted].map(toLine)).toEqual([
    `mt ${SESSION} text    login 1 c${SESSION}::0,login`,
    "rt fZsf+:1:0 login done  = ready.home 2 rfZsf+::0,home.greeting,home.menu",
    "mt a-RF2kVpnVE6WCe8d6ZG3A text   = = 3 rfZsf+::0,home.menu",
    "da fZsf+:3:0",
  ]);
});

test("a session is read as it was written", () => {
  const entries: JournalEntry[] = [
    ...[opened, loggedIn, again, accepted],
    { kind: "status", token: `${SESSION}:3:0`, status: "failed", code: "131 026%" },
    { kind: "delivery", token: `${SESSION}:3:0`, outcome: "dead", code: "x" },
    { kind: "turn", event: "notice", id: "n 1", what: "a,b", outcome: "stale", effects: [] },
  ];
  expect(parse(entries)).toEqual(entries);
});

test("a session is known again at the latest after fifteen versions, when older lines were trimmed", () => {
  const session: TurnEntry[] = Array.from({ length: 40 }, (_, index) => ({
    ...again,
    ...{
      id: `message-${index}`,
      version: index + 1,
      effects: [`reply ${SESSION}:${index + 1}:0 a`],
    },
    ...(index === 0 ? { from: "", id: SESSION } : {}),
  }));
  const lines = session.map(toLine);
  for (let trimmed = 0; trimmed < 20; trimmed++) {
    const read = fromLines(lines.slice(trimmed));
    expect(read.slice(15)).toEqual(session.slice(trimmed + 15));
  }
});

test("what no line says stays short, and reports still belong to their reply", () => {
  const [turn, report] = fromLines([again, accepted].map(toLine));
  expect(turn).toMatchObject({ from: "?", to: "?", effects: ["reply fZsf+:3:0 home.menu"] });
  expect(report).toMatchObject({ token: "fZsf+:3:0" });
});

const word = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("=", "+", "a b", "%20", "r,s"));
const name = word.filter((text) => !text.includes(" "));
const code = fc.option(word, { nil: undefined });
const token = fc
  .tuple(fc.stringMatching(/^[\w-]{1,30}$/), fc.nat(), fc.nat())
  .map((parts) => parts.join(":"));

test("every entry that says everything itself is read as it was written", () => {
  const turn = fc.record({
    kind: fc.constant("turn" as const),
    event: fc.constantFrom("message", "result", "timer", "notice"),
    id: word,
    what: fc.string(),
    outcome: fc.constantFrom("taken", "answered", "stale", "parked"),
    call: code,
    reference: code,
    effects: fc.array(
      fc
        .tuple(fc.constantFrom("reply", "call"), token, fc.array(name))
        .map(([kind, made, names]) => [kind, made, ...names].join(" ")),
    ),
  });
  const opening = fc
    .tuple(turn, fc.string(), fc.nat())
    .map(([entry, to, version]) => ({ ...entry, from: "", to, version }));
  fc.assert(
    fc.property(fc.oneof(turn, opening), (entry) => {
      expect(parse([entry as TurnEntry])).toEqual([entry]);
    }),
  );
});
