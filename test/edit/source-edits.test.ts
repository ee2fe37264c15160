import { describe, expect, test } from "vitest";
import type { Edit } from "../../src/playground/edit-protocol.ts";
import { changesOf, refusalOf } from "./changes.ts";
import { shipped } from "./shipped.ts";

describe("a wording", () => {
  const was = "And your last name, {firstname}?";
  const edit: Edit = {
    kind: "wording",
    locale: "en",
    key: "registration.lastname.ask",
    part: "text",
    was,
    text: 'And your "family" name, {firstname}?',
  };

  test("is changed in one language, and its quotes are escaped", () => {
    expect(changesOf([edit])).toEqual({
      words: ["Changes the text of “registration.lastname.ask” in copy/en.ts."],
      lines: [
        {
          name: "copy/en.ts",
          removed: [`"registration.lastname.ask": "${was}",`],
          added: ['"registration.lastname.ask": "And your \\"family\\" name, {firstname}?",'],
        },
      ],
    });
  });

  test("has titles, which are changed alone", () => {
    const { lines } = changesOf([
      {
        kind: "wording",
        locale: "en",
        key: "welcome.ask",
        part: "button register",
        was: "Open an account",
        text: "Register",
      },
    ]);
    expect(lines[0]?.added).toEqual([
      'buttons: { register: "Register", language: "Mutauro · Ulimi" },',
    ]);
  });

  test("is unreviewed again in the language in which it changes", () => {
    const files = {
      ...shipped,
      "copy/sn.ts": `${shipped["copy/sn.ts"]}`.replace(
        /reviewed: readonly \(keyof typeof en\)\[\] = \[\]/,
        'reviewed: readonly (keyof typeof en)[] = ["media", "late", "flood"]',
      ),
    };
    const text = /\n {2}late:\s+"(.*)",\n/.exec(files["copy/sn.ts"])?.[1] ?? "";
    const { words, lines } = changesOf(
      [{ ...edit, locale: "sn", key: "late", was: text, text: `${text} 🙂` }],
      files,
    );
    expect(lines[0]?.added.at(-1)).toContain('= ["media", "flood"]');
    expect(words).toContain("A speaker has to review “late” in copy/sn.ts again.");
  });

  test("that was changed meanwhile, is empty, or does not exist is refused", () => {
    expect(refusalOf({ ...edit, was: "And your surname?" })).toContain(
      `was changed meanwhile. It is now “${was}”`,
    );
    expect(refusalOf({ ...edit, text: " " })).toContain("must not be empty");
    expect(refusalOf({ ...edit, key: "registration.age.ask" })).toContain("any more");
    expect(refusalOf({ ...edit, locale: "pt" })).toBe("There is no file copy/pt.ts.");
  });
});

describe("a state", () => {
  test("gets another description", () => {
    const { lines } = changesOf([
      {
        kind: "description",
        state: "language:kept",
        was: "The new language is kept.",
        text: "The language is kept.",
      },
    ]);
    expect(lines[0]?.added.join()).toContain('description: "The language is kept."');
  });

  test("is renamed with each target and initial that names it, and nothing else", () => {
    const { words, lines } = changesOf([
      { kind: "rename", state: "language:choosing.picking", name: "list" },
    ]);
    expect(lines).toEqual([
      {
        name: "language.ts",
        removed: [
          'initial: "picking",',
          'language: { target: ".picking", reenter: true },',
          "picking: {",
          'unexpected: { target: "picking", reenter: true },',
          'on: { "choice.again": "#language.keeping", back: "picking" },',
        ],
        added: [
          'initial: "list",',
          'language: { target: ".list", reenter: true },',
          "list: {",
          'unexpected: { target: "list", reenter: true },',
          'on: { "choice.again": "#language.keeping", back: "list" },',
        ],
      },
    ]);
    expect(words[0]).toBe(
      "Renames “choosing.picking” to “list”, with the 3 transitions that enter it.",
    );
  });

  test("that others enter through is renamed within their targets", () => {
    const { lines } = changesOf([{ kind: "rename", state: "offer:filling", name: "form" }]);
    const added = lines[0]?.added.join("\n");
    expect(added).toContain('initial: "form",');
    expect(added).toContain('target: "form.confirm"');
  });

  test("keeps its name where the new one is taken, is no name, or the state is gone", () => {
    const edit = { kind: "rename", state: "language:choosing.picking" } as const;
    expect(refusalOf({ ...edit, name: "unreachable" })).toContain("state “unreachable”");
    expect(refusalOf({ ...edit, name: "a.b" })).toContain("only letters and digits");
    expect(refusalOf({ ...edit, state: "language:choosing.gone", name: "b" })).toContain(
      "has no state “choosing.gone” any more",
    );
    expect(refusalOf({ ...edit, state: "upgrade:", name: "b" })).toContain("machine itself");
  });
});

describe("a limit of time", () => {
  const edit = {
    kind: "delay",
    machine: "language",
    delay: "replyTimeout",
    was: 4,
    minutes: 2,
  } as const;

  test("is changed where it is declared", () => {
    const { words, lines } = changesOf([edit]);
    expect(lines[0]?.added).toEqual(["delays: { replyTimeout: minutes(2) },"]);
    expect(words[0]).toContain(
      "waits 2 minutes for an answer instead of 4 minutes, in each of the 2",
    );
  });

  test("of zero, or one that was changed meanwhile, is refused", () => {
    expect(refusalOf({ ...edit, minutes: 0 })).toContain("more than zero");
    expect(refusalOf({ ...edit, was: 3 })).toContain("It is now 4 minutes");
    expect(refusalOf({ ...edit, delay: "patience" })).toContain("not written as minutes(…)");
  });
});

describe("a transition", () => {
  const back = { kind: "target", edge: "offer:filling.confirm#back#1" } as const;

  test("enters another state, named as short as a person would", () => {
    const to = (target: string) =>
      changesOf([{ ...back, was: "offer:filling.recipient", target }]).lines[0]?.added;
    expect(to("offer:filling.amount")?.join()).toContain('{ target: "amount" }');
    expect(to("offer:cancelled")?.join()).toContain('{ target: "#offer.cancelled" }');
    expect(to("offer:filling.confirm")?.join()).toContain('{ target: "confirm", reenter: true }');
  });

  test("that is written as a target alone stays so, and stops to re-enter when it leaves", () => {
    const single = changesOf([
      {
        kind: "target",
        edge: "language:choosing.picking#back#0",
        was: "language:cancelled",
        target: "language:choosing.unreachable",
      },
    ]);
    expect(single.lines[0]?.added).toEqual(['back: "unreachable",']);
    const leaving = changesOf([
      {
        kind: "target",
        edge: "offer:filling.amount#text#1",
        was: "offer:filling.amount",
        target: "offer:cancelled",
      },
    ]);
    expect(leaving.lines[0]?.added).toEqual([
      '{ target: "#offer.cancelled", actions: "offer.amount.invalid" },',
    ]);
  });

  test("that stayed gets a target; of a call's answers the right one changes", () => {
    const stayed = changesOf([
      { kind: "target", edge: "language:keeping#back#0", target: "language:cancelled" },
    ]);
    expect(stayed.lines[0]?.added.join()).toContain('back: "cancelled"');
    const failed = changesOf([
      {
        kind: "target",
        edge: "offer:filling.searching#error.getAccountByHandle#1",
        was: "offer:filling.recipient",
        target: "offer:filling.amount",
      },
    ]);
    expect(failed.lines[0]?.added).toEqual([
      '{ target: "amount", actions: "offer.recipient.away" },',
    ]);
  });

  test("that was changed meanwhile or is gone is refused; so is a question repeated from elsewhere", () => {
    expect(refusalOf({ ...back, was: "offer:filling.due", target: "offer:cancelled" })).toContain(
      "was changed meanwhile",
    );
    const gone = { ...back, edge: "offer:filling.confirm#back#7" };
    expect(refusalOf({ ...gone, target: "offer:cancelled" })).toContain("no such transition");
    const edge = "offer:sending#done.moneyCall#0";
    const again = { kind: "target", edge, target: "offer:filling.again" };
    expect(refusalOf({ ...again, was: "offer:filling.confirm" } as Edit)).toContain(
      "repeats an open question",
    );
  });
});

test("a file that cannot be parsed is refused and named", () => {
  const files = { ...shipped, "upgrade.ts": `${shipped["upgrade.ts"]}\n}` };
  expect(refusalOf({ kind: "rename", state: "upgrade:confirm", name: "decide" }, files)).toBe(
    "upgrade.ts cannot be parsed. Fix it in your editor first.",
  );
});
