import { describe, expect, test } from "vitest";
import type { Edit } from "../../src/playground/edit-protocol.ts";
import { changesOf, edited, refusalOf } from "./changes.ts";

const original = edited();
const titles = { en: "Ask me later", sn: "Ndibvunze gare gare", nd: "Ungibuze muva" };

describe("a button", () => {
  test("is removed in every language, with the transition that only it can start", () => {
    const { words, lines } = changesOf([
      { kind: "remove choice", key: "upgrade.confirm.ask", choice: "back" },
    ]);
    expect(lines.map(({ name }) => name)).toEqual([
      "copy/en.ts",
      "copy/nd.ts",
      "copy/sn.ts",
      "upgrade.ts",
    ]);
    expect(lines[3]).toEqual({
      name: "upgrade.ts",
      removed: ['"choice.back": "cancelled",'],
      added: [],
    });
    expect(words).toEqual([
      "Removes “back” from “upgrade.confirm.ask” in 3 languages.",
      "“confirm” does not react to it any more.",
    ]);
  });

  test("of several rows with one name keeps the transition", () => {
    const { lines } = changesOf([
      { kind: "remove choice", key: "registration.denomination.ask", choice: "denomination=XAU" },
    ]);
    expect(lines.map(({ name }) => name)).toEqual(["copy/en.ts", "copy/nd.ts", "copy/sn.ts"]);
  });

  test("that is the last one stays", () => {
    expect(refusalOf({ kind: "remove choice", key: "login.away", choice: "again" })).toContain(
      "only choice",
    );
  });

  test("keeps the transition while the state offers it in another wording", () => {
    const { lines } = changesOf([
      { kind: "remove choice", key: "offer.confirm.ask", choice: "confirm" },
    ]);
    expect(lines.map(({ name }) => name)).toEqual(["copy/en.ts", "copy/nd.ts", "copy/sn.ts"]);
  });

  test("that only one of a state's wordings offers takes the transition with it", () => {
    const { lines } = changesOf([
      { kind: "remove choice", key: "offer.unsecured.ask", choice: "secured" },
    ]);
    expect(lines[3]).toMatchObject({ name: "offer.ts", added: [] });
    expect(lines[3]?.removed.join()).toContain('"choice.secured"');
  });

  test("is added in every language, and enters a state", () => {
    const { words, lines } = changesOf([
      {
        kind: "add choice",
        key: "upgrade.confirm.ask",
        choice: "later",
        titles,
        ways: [{ state: "upgrade:confirm", target: "upgrade:expired" }],
      },
    ]);
    expect(lines.map(({ name, added }) => [name, added.join()])).toEqual([
      ["copy/en.ts", expect.stringContaining('later: "Ask me later"')],
      ["copy/nd.ts", expect.stringContaining('later: "Ungibuze muva"')],
      ["copy/sn.ts", expect.stringContaining('later: "Ndibvunze gare gare"')],
      ["upgrade.ts", '"choice.later": "expired",'],
    ]);
    expect(words).toEqual([
      "Adds “Ask me later” to “upgrade.confirm.ask” in 3 languages, as “later”.",
      "“confirm”: it enters “expired”.",
    ]);
  });

  test("makes a question of a text that had no buttons", () => {
    const ways = [{ state: "offer:filling.amount", target: "offer:cancelled" }];
    const file = edited({
      kind: "add choice",
      key: "offer.amount.ask",
      choice: "stop",
      titles,
      ways,
    });
    const text = /"offer\.amount\.ask":\s*(".*")/.exec(original("copy/en.ts"))?.[1];
    expect(file("copy/en.ts")).toContain(`{ text: ${text}, buttons: { stop: "Ask me later" } },`);
    expect(file("offer.ts")).toContain('"choice.stop": "#offer.cancelled",');
  });

  test("makes a row with a description where the others have one", () => {
    const { lines } = changesOf([
      {
        kind: "add choice",
        key: "registration.denomination.ask",
        choice: "later",
        titles,
        ways: [],
      },
    ]);
    expect(lines[0]?.added.join()).toContain(
      'later: { title: "Ask me later", description: "Ask me later" },',
    );
  });

  test("is not added without a title in each language, twice, under no name, or to rows that code chooses", () => {
    const edit = {
      kind: "add choice",
      key: "upgrade.confirm.ask",
      choice: "later",
      titles,
      ways: [],
    } satisfies Edit;
    expect(refusalOf({ ...edit, titles: { en: "Later", sn: " " } })).toBe(
      "“later” needs a title in nd, sn as well.",
    );
    expect(refusalOf({ ...edit, choice: "back" })).toContain("offers “back” already");
    expect(refusalOf({ ...edit, choice: "ask later" })).toContain("only letters and digits");
    expect(refusalOf({ ...edit, key: "home.menu" })).toBe(
      "root.ts chooses what “home.menu” offers by code: add “later” there.",
    );
  });

  test("is renamed in each wording and state that one transition connects, and nowhere else", () => {
    const { words, lines } = changesOf([
      { kind: "rename choice", key: "offer.confirm.ask", choice: "confirm", name: "send" },
    ]);
    expect(words).toEqual([
      "Renames the choice “confirm” to “send” in “offer.confirm.ask”, “offer.unsecured.ask” (3 languages), and in 1 state that answers it.",
    ]);
    expect(lines.find(({ name }) => name === "offer.ts")).toEqual({
      name: "offer.ts",
      removed: ['"choice.confirm": "#offer.sending",'],
      added: ['"choice.send": "#offer.sending",'],
    });
    const file = edited({
      kind: "rename choice",
      key: "offer.confirm.ask",
      choice: "confirm",
      name: "send",
    });
    expect(file("copy/en.ts").match(/\bsend: "Send offer"/g)).toHaveLength(2);
    expect(file("copy/en.ts").replaceAll('send: "Send offer"', 'confirm: "Send offer"')).toBe(
      original("copy/en.ts"),
    );
  });

  test("is renamed with its values, and where code offers it", () => {
    const weeks = edited({
      kind: "rename choice",
      key: "offer.due.ask",
      choice: "weeks",
      name: "ahead",
    });
    expect(weeks("offer.ts")).toContain('row: "ahead" as const');
    expect(weeks("offer.ts")).toContain('"choice.ahead": {');
    const language = edited({
      kind: "rename choice",
      key: "language.ask",
      choice: "locale=sn",
      name: "tongue",
    });
    expect(language("language.ts")).toMatch(/row: `tongue=\$\{each\}` as const/);
    expect(language("copy/sn.ts")).toContain('"tongue=sn"');
    expect(language("copy/sn.ts")).not.toContain('"locale=');
  });

  test("keeps its name where a connected wording offers the new one", () => {
    expect(
      refusalOf({
        kind: "rename choice",
        key: "offer.confirm.ask",
        choice: "confirm",
        name: "secured",
      }),
    ).toBe("“offer.unsecured.ask” offers “secured” already.");
  });
});

describe("a way", () => {
  const way = {
    kind: "add way",
    state: "offer:filling.amount",
    event: "text",
    guard: "isHandle",
    target: "offer:filling.recipient",
  } as const;

  test("with a guard is tried before the one without", () => {
    const { lines, words } = changesOf([way]);
    expect(lines[0]?.added.join()).toContain(
      '{ guard: "isHandle", target: "recipient" }, { target: "amount", reenter: true',
    );
    expect(words).toEqual(["“filling.amount”: “text” enters “filling.recipient” if “isHandle”."]);
  });

  test("makes a list of a single transition", () => {
    const { lines } = changesOf([{ ...way, event: "back" }]);
    expect(lines[0]?.added).toEqual([
      'back: [{ guard: "isHandle", target: "recipient" }, { target: "#offer.cancelled" }],',
    ]);
  });

  test("is the first one for its event", () => {
    const { lines } = changesOf([
      { kind: "add way", state: "root:idle", event: "back", target: "root:idle" },
    ]);
    expect(lines[0]?.added.join()).toContain('back: { target: "idle", reenter: true }');
  });

  test("is refused without a condition where there is one already, and from an end", () => {
    const { guard: _, ...open } = way;
    expect(refusalOf(open)).toContain("reacts to “text” already. Choose a condition.");
    expect(refusalOf({ ...way, state: "offer:ended" })).toContain("is an end");
    expect(refusalOf({ ...way, event: "a b" })).toContain("is no event");
  });
});

describe("tags", () => {
  const edit = { kind: "tags" as const, state: "offer:filling.recipient", was: ["text"] };
  test("are added, changed and taken away", () => {
    const made = (tags: string[]) => {
      const file = edited({ ...edit, was: ["text"], tags });
      return /handle\.",\n\s*(?:(tags: .*),\n\s*)?entry: "offer\.recipient/.exec(
        file("offer.ts"),
      )?.[1];
    };
    expect(made(["text", "money"])).toBe('tags: ["text", "money"]');
    expect(made(["money"])).toBe('tags: "money"');
    expect(made([])).toBeUndefined();
    const first = changesOf([
      { kind: "tags", state: "offer:filling.amount", was: [], tags: ["text"] },
    ]);
    expect(first.lines[0]?.added).toEqual(['tags: "text",']);
    expect(first.words).toEqual(["Tags “filling.amount” “text”."]);
  });

  test("that were changed meanwhile are refused", () => {
    expect(refusalOf({ ...edit, was: [], tags: ["money"] })).toContain("were changed meanwhile");
    expect(refusalOf({ ...edit, was: ["text"], tags: ["a tag"] })).toContain("only letters");
  });
});
