import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Choices, Message, ReplyEffect } from "../../src/conversation/model/effect.ts";
import { fallbacksOf } from "../../src/whatsapp/fallback.ts";
import { breachesOf } from "../../src/whatsapp/limits.ts";

const words = { byNumber: "Write the number:", byTitle: "Write it in full:", sorry: "Sorry." };
const reply = (message: Message, isNumbered = true): ReplyEffect => ({
  kind: "reply",
  token: "s:1:0",
  keys: ["k"],
  address: { businessNumberId: "1", phone: "1" },
  message,
  ...(isNumbered && { isNumbered }),
});
const forms = (message: Message, isNumbered?: boolean) =>
  fallbacksOf(reply(message, isNumbered), words);
const list = (...titles: string[]): Choices => ({
  kind: "list",
  button: "Choose",
  items: titles.map((title, at) => ({ id: `${at}`, title })),
});
const buttons = (...titles: string[]): Choices => ({
  kind: "buttons",
  items: list(...titles).items,
});

describe("where a bare number chooses", () => {
  test("what is too long is shortened first, then listed with numbers", () => {
    const title = "Mbare Fresh Bakery 🍞🥐🥖 and more";
    expect(forms({ text: "Which?", choices: list(title, "Back") })).toEqual([
      {
        form: "shortened",
        message: { text: "Which?", choices: list("Mbare Fresh Bakery 🍞🥐…", "Back") },
      },
      {
        form: "plain",
        message: { text: `Which?\n\nWrite the number:\n1. ${title}\n2. Back` },
      },
      { form: "apology", message: { text: "Sorry." } },
    ]);
  });

  test("a description stands behind its title, and a blank one is left out", () => {
    const items = [
      { id: "a", title: "5.00 USD", description: "x".repeat(80) },
      { id: "b", title: "6.00 USD", description: " " },
    ];
    const choices: Choices = { kind: "list", button: "Choose", items };
    const [first, second] = forms({ text: "Which?", choices });
    expect(first?.message.choices?.items[1]).toEqual({ id: "b", title: "6.00 USD" });
    expect(second?.message.text).toContain(`1. 5.00 USD (${"x".repeat(80)})\n2. 6.00 USD`);
  });

  test("titles of buttons and the button of a list are shortened as well", () => {
    const [first] = forms({ text: "Which?", choices: buttons("x".repeat(21), "Back") });
    expect(first?.form).toBe("shortened");
    expect(first?.message.choices?.items[0]?.title).toBe(`${"x".repeat(19)}…`);
    const choices = { ...list("a", "b"), button: "y".repeat(21) } as Choices;
    const [shortened] = forms({ text: "Which?", choices });
    expect(shortened?.message.choices).toMatchObject({ button: `${"y".repeat(19)}…` });
  });

  test("a text leaves room for the choices below it, and a line holds 200 characters", () => {
    const choices = buttons("z".repeat(300), "b", "c", "d");
    const [plain] = forms({ text: "x".repeat(5_000), choices });
    expect(plain?.form).toBe("plain");
    expect(plain?.message.text).toHaveLength(4_096);
    const below = `Write the number:\n1. ${"z".repeat(199)}…\n2. b\n3. c\n4. d`;
    expect(plain?.message.text.endsWith(`x…\n\n${below}`)).toBe(true);
  });

  test.each([
    ["more than ten rows", list(..."abcdefghijk")],
    ["more than three buttons", buttons("a", "b", "c", "d")],
    ["titles that are equal", buttons("a", "a")],
    ["a blank title", buttons("a", " ")],
    ["nothing to shorten", buttons("a", "b")],
  ])("%s become plain text at once", (_, choices) => {
    expect(forms({ text: "Which?", choices }).map(({ form }) => form)).toEqual([
      "plain",
      "apology",
    ]);
  });
});

describe("where money moves, or words are asked for", () => {
  test("choices are listed by their titles", () => {
    const choices = buttons("Send offer", "Cancel");
    expect(forms({ text: "*20.00 USD* to Bob?", choices }, false)).toEqual([
      {
        form: "plain",
        message: { text: "*20.00 USD* to Bob?\n\nWrite it in full:\n• Send offer\n• Cancel" },
      },
      { form: "apology", message: { text: "Sorry." } },
    ]);
  });

  test("nothing of a text that is too long for buttons is left out: it becomes plain at once", () => {
    const text = `${"x".repeat(2_000)} to Bob?`;
    const [first, ...others] = forms({ text, choices: buttons("Send offer", "Cancel") }, false);
    expect(first?.form).toBe("plain");
    expect(first?.message.text).toContain(text);
    expect(others).toMatchObject([{ form: "apology" }]);
  });
});

test("a text that is too long is shortened, and one that fits can only be apologised for", () => {
  expect(forms({ text: "x".repeat(5_000) })).toEqual([
    { form: "shortened", message: { text: `${"x".repeat(4_095)}…` } },
    { form: "apology", message: { text: "Sorry." } },
  ]);
  expect(forms({ text: "Hello" })).toEqual([{ form: "apology", message: { text: "Sorry." } }]);
});

test("whatever a message holds, every form fits, no two are equal, and the last is the apology", () => {
  const word = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.constant("x".repeat(6_000)),
  );
  const items = fc.array(
    fc.record({ id: word, title: word, description: fc.option(word, { nil: undefined }) }),
    { maxLength: 14 },
  );
  const choices: fc.Arbitrary<Choices | undefined> = fc.oneof(
    fc.constant(undefined),
    fc.record({ kind: fc.constant("buttons" as const), items }),
    fc.record({ kind: fc.constant("list" as const), button: word, items }),
  );
  fc.assert(
    fc.property(word, choices, fc.boolean(), (text, choices, isNumbered) => {
      // As it comes out of Redis.
      const message: Message = JSON.parse(JSON.stringify({ text, choices }));
      const made = forms(message, isNumbered);
      const all = [message, ...made.map((one) => one.message)].map((one) => JSON.stringify(one));
      expect(made.flatMap((one) => breachesOf(one.message))).toEqual([]);
      expect(new Set(all).size).toBe(all.length);
      expect(made.at(-1)?.form).toBe("apology");
      for (const { form, message } of made)
        if (form === "shortened")
          expect(message.choices?.items.map(({ id }) => id)).toEqual(
            choices?.items.map(({ id }) => id),
          );
    }),
  );
});
