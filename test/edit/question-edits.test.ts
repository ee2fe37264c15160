import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { applyEdits } from "../../scripts/dev/edit/apply-edits.ts";
import { formatEdited } from "../../scripts/dev/edit/format.ts";
import { terms } from "../../scripts/machines/terms.ts";
import { createCheck } from "../../src/check/check.ts";
import type { Answer, Edit } from "../../src/playground/edit-protocol.ts";
import { changesOf, edited, refusalOf } from "./changes.ts";
import { answers, inEach, question } from "./questions.ts";
import { shipped } from "./shipped.ts";

/** The check reads every machine, which takes a second or two. */
vi.setConfig({ testTimeout: 300_000 });

const project = new URL("../../", import.meta.url).pathname;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "questions-"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The formatted files after edits. */
async function formatted(edits: Edit[]): Promise<{ [name: string]: string }> {
  const { files } = applyEdits(shipped, edits);
  const texts = Object.entries(files).map(
    async ([name, text]) => [name, await formatEdited(shipped[name] ?? "", text)] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}

let count = 0;
async function problemsAfter(edits: Edit[]): Promise<string[]> {
  const copy = join(folder, `${count++}`);
  cpSync(join(project, "machines"), copy, { recursive: true });
  for (const [name, text] of Object.entries(await formatted(edits)))
    writeFileSync(join(copy, name), text);
  const { problems } = await createCheck(terms)(copy);
  return problems.map(({ sentence }) => sentence);
}

const remove: Edit = {
  kind: "remove question",
  state: "offer:filling.note",
  next: "offer:filling.searching",
};

describe("a question that is added", () => {
  test("has a state, a field, names and wordings as a careful person would write them", async () => {
    const files = await formatted([question("note")]);
    const offer = files["offer.ts"];
    expect(offer).toContain(`  /** What the offer is for, or "none". */
  note: string;
`);
    expect(offer).toContain(`        note: {
          description: "Asks what the offer is for.",
          entry: "offer.note.ask",
          on: {
            back: "recipient",
            text: [
              { guard: "isNote", target: "searching", actions: "keepNote" },
              { target: "note", reenter: true, actions: "offer.note.invalid" },
            ],
          },
          after: { replyTimeout: "#offer.expired" },
        },
        searching: {`);
    expect(offer).toContain('{ guard: "isHandle", target: "note", actions: "keepHandle" }');
    expect(offer).toContain("    keepNote: assign({ note: ({ event }) => textOf(event) }),\n");
    expect(offer).toContain(
      '    isNote: ({ event }) => textOf(event) !== "" && textOf(event).length <= 60,\n',
    );
    expect(files["copy/sn.ts"]).toContain(
      '  "offer.note.ask": "Whatsn issn itsn forsn?",\n  "offer.note.invalid": "Sixtysn letterssn atsn mostsn, pleasesn.",\n',
    );
  });

  test.each(Object.entries(answers))(
    "and asks for %s passes the check; removing it restores every byte",
    async (_, answer) => {
      expect(await problemsAfter([question("note", answer)])).toEqual([]);
      for (const [name, text] of Object.entries(
        await formatted([question("note", answer), remove]),
      ))
        expect(text).toBe(shipped[name]);
    },
  );

  test("of a form without guards, or with those of the kit alone, is removed to the byte as well", async () => {
    for (const [state, way, next] of [
      ["language:choosing.picking", "choice.locale", "language:keeping"],
      ["upgrade:confirm", "choice.confirm", "upgrade:upgrading"],
    ] as const) {
      const added = {
        ...question("note"),
        after: state,
        before: next,
        ways: [`${state}#${way}#0`],
      };
      const gone = { ...remove, state: state.replace(/[^.:]+$/, "note"), next } as Edit;
      for (const [name, text] of Object.entries(await formatted([added, gone])))
        expect(text).toBe(shipped[name]);
    }
  });

  test("imports a value beside what were types only, and removing it makes them types again", async () => {
    const after = "ledger:showing";
    const before = "ledger:loading";
    const ways = [`${after}#choice.next#0`];
    const asks = { ...question("note", answers.amount), after, before, ways };
    expect((await formatted([asks]))["ledger.ts"]).toMatch(
      /import \{\s*type Amount,\s*blank,\s*type LedgerPage,.*from "\.\/values\.ts";/s,
    );
    const gone: Edit = { kind: "remove question", state: "ledger:note", next: before };
    for (const [name, text] of Object.entries(await formatted([asks, gone])))
      expect(text).toBe(shipped[name]);
  });

  test("with more than three choices is a list, and passes the check", async () => {
    const names = ["bread", "milk", "meat", "rent"];
    const choices = names.map((name) => ({ name, titles: inEach(`For ${name}`) }));
    const list: Answer = { kind: "choice", choices, list: inEach("Choose one") };
    expect(await problemsAfter([question("note", list)])).toEqual([]);
    expect(edited(question("note", list))("copy/nd.ts")).toContain(
      'list: "Choosend onend", rows: { "note=bread": "Fornd breadnd"',
    );
    expect(refusalOf(question("note", { ...list, list: {} }))).toContain("opens the list");
  });

  test("may show what the form keeps, and the values of its other wordings", async () => {
    const field = { ...question("note"), ask: inEach("What are the {amount} for?") };
    const value = { ...question("note"), ask: inEach("What does @{handle} get {amount} for?") };
    expect(await problemsAfter([field])).toEqual([]);
    expect(await problemsAfter([value])).toEqual([]);
    expect(refusalOf({ ...field, ask: inEach("For {nobody}?") })).toContain(
      "has no {nobody} to show",
    );
    expect(refusalOf({ ...field, ask: inEach("For {amount?") })).toContain("cannot be read");
  });

  test("needs a name that is free, a text in each language, and ways with one target", () => {
    expect(refusalOf(question("amount"))).toContain("There is a state “amount”");
    expect(refusalOf(question("handle"))).toContain("keeps a “handle” already");
    expect(refusalOf(question("a note"))).toContain("only letters and digits");
    expect(refusalOf({ ...question("note"), ask: { en: "What?" } })).toBe(
      "There is no text in “nd” for the question yet.",
    );
    expect(refusalOf({ ...question("note"), keeps: "" })).toContain("what is kept");
    const ways = ["offer:filling.recipient#text#1", "offer:filling.recipient#text#2"];
    expect(refusalOf({ ...question("note"), ways })).toContain("enter different states");
    expect(refusalOf({ ...question("note"), ways: ["offer:filling.recipient#text#9"] })).toContain(
      "changed meanwhile",
    );
    expect(refusalOf({ ...question("note"), before: "offer:filling.due" })).toBe(
      "“filling.recipient” does not lead to “filling.due” any more. Look at it again.",
    );
    expect(refusalOf(question("note", { kind: "words", most: 0 }))).toContain("from 1 to 1000");
  });
});

test("what follows a new question goes back to it, by the word and by the button", () => {
  const after = "incoming:choosing.picking";
  const before = "incoming:choosing.seeing";
  const added = { ...question("purpose"), after, before, ways: [`${after}#choice.credex#0`] };
  const text = edited(added)("incoming.ts");
  expect(text).toContain('"choice.back": "purpose",\n            back: "purpose"');
  const gone: Edit = {
    kind: "remove question",
    state: "incoming:choosing.purpose",
    next: before,
  };
  expect(edited(added, gone)("incoming.ts")).toContain(
    '"choice.back": "picking",\n            back: "picking"',
  );
});

describe("a question that is removed", () => {
  test("takes along a constant that only it has used", () => {
    const { lines } = changesOf([
      { kind: "remove question", state: "ledger:showing", next: "ledger:closed" },
    ]);
    const { removed, added } = lines.find(({ name }) => name === "ledger.ts") ?? {};
    expect(removed).toContain("const turnsOf = ({ startRow, page }: Form) => [");
    expect(added?.join("\n")).not.toContain("turnsOf");
  });

  test("takes along what only it has used, and keeps what others use", () => {
    const { words, lines } = changesOf([
      { kind: "remove question", state: "offer:filling.amount", next: "offer:filling.amountKnown" },
    ]);
    expect(words).toEqual([
      "Removes the question “filling.amount”: “filling.amountKnown” follows what was before it.",
      "Removes “offer.amount.ask” from every language.",
      "“amount” stays: other parts of “offer” use it.",
    ]);
    const offer = lines.find(({ name }) => name === "offer.ts");
    expect(offer?.removed.join()).toContain("keepAmount: assign({");
    expect(offer?.added.join()).toContain(
      '{ target: "#offer.cancelled", actions: "forgetRecipient" }',
    );
  });

  test("is refused if its answers enter another state by now", () => {
    const swap: Edit = {
      kind: "swap questions",
      first: "offer:filling.recipient",
      second: "offer:filling.note",
    };
    const moved = { ...remove, next: "offer:filling.recipient" } as Edit;
    const asked = applyEdits(shipped, [question("note")]).files;
    expect(refusalOf(moved, { ...shipped, ...asked })).toBe(
      "“filling.note” does not lead to “filling.recipient” any more. Look at it again.",
    );
    expect(edited(question("note"), swap, moved)("offer.ts")).not.toContain("note:");
  });

  test("is no group, and is followed by something else", () => {
    expect(
      refusalOf({ ...remove, state: "offer:filling", next: "offer:sending" } as Edit),
    ).toContain("is no question");
    const self = "offer:filling.amount";
    expect(refusalOf({ ...remove, state: self, next: self } as Edit)).toContain("what follows");
  });
});

describe("two neighbouring questions", () => {
  const first = "offer:filling.recipient";
  const second = "offer:filling.note";
  const swap: Edit = { kind: "swap questions", first, second };

  test("are asked the other way round, and once more as before", async () => {
    expect(await problemsAfter([question("note"), swap])).toEqual([]);
    const once = (await formatted([question("note")]))["offer.ts"];
    const twice = await formatted([
      question("note"),
      swap,
      { kind: "swap questions", first: second, second: first },
    ]);
    expect(twice["offer.ts"]).toBe(once);
    const swapped = edited(question("note"), swap)("offer.ts");
    expect(swapped).toContain('{ guard: "isNote", target: "recipient", actions: "keepNote" }');
    expect(swapped).toContain('{ guard: "isHandle", target: "searching", actions: "keepHandle" }');
    expect(swapped).toContain('back: { target: "note", actions: "forgetRecipient" }');
    expect(swapped).toMatch(/\n\s*note: \{[\s\S]*\n\s*recipient: \{/);
  });

  test("that are no neighbours stay", () => {
    expect(refusalOf({ ...swap, second: "offer:filling.due" })).toContain("No answer to");
    expect(refusalOf({ ...swap, second: "offer:ended" })).toContain("beside each other");
  });
});

describe("a value that a wording is given", () => {
  const give = (key: string, field: string): Edit => ({
    kind: "give value",
    machine: "offer",
    key,
    field,
  });

  test("is added where several wordings take theirs from, once", () => {
    const { lines, words } = changesOf([
      question("note"),
      give("offer.confirm.ask", "note"),
      give("offer.unsecured.ask", "note"),
    ]);
    const offer = lines.find(({ name }) => name === "offer.ts");
    expect(offer?.added).toContain("note: form.note,");
    expect(words.filter((each) => each.startsWith("Shows"))).toEqual([
      "Shows “note” in “offer.confirm.ask”.",
    ]);
  });

  test("needs no code where the action is the wording itself", () => {
    const asked = applyEdits(shipped, [question("note")]);
    for (const key of ["offer.cancelled", "offer.recipient.away", "offer.amount.invalid"])
      expect(applyEdits(shipped, [question("note"), give(key, "note")])).toEqual(asked);
  });

  test("of a date is a day", () => {
    const day = edited(question("note", answers.date), give("offer.cancelled", "note"));
    expect(day("offer.ts")).toContain('note: form.note ? { day: form.note } : "none",');
    const asked = { ...question("note", answers.date), after: "registration:filling.denomination" };
    const before = "registration:filling.summary";
    const ways = ["registration:filling.denomination#text#0"];
    const given = edited(
      { ...asked, before, ways } as Edit,
      {
        ...give("registration.confirm.ask", "note"),
        machine: "registration",
      } as Edit,
    );
    expect(given("registration.ts")).toContain(
      '"registration.confirm.ask": ({ note }) => ({ note: note ? { day: note } : "none" })',
    );
  });

  test("is one that the form keeps, of a wording that it says", () => {
    expect(refusalOf(give("offer.cancelled", "nothing"))).toContain("keeps no “nothing”");
    expect(refusalOf(give("upgrade.done", "amount"))).toContain("does not say");
  });
});

test("what a form promises is changed, unless it was changed meanwhile", () => {
  const promise: Edit = { kind: "promise", machine: "offer", was: 4, messages: 5 };
  expect(edited(promise)("offer.ts")).toContain("meta: { messages: 5 },");
  expect(refusalOf({ ...promise, was: 3 })).toContain("changed meanwhile");
  expect(refusalOf({ ...promise, messages: 0 })).toContain("one at least");
});
