import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAmount } from "../../machines/amounts.ts";
import type { Copy } from "../../machines/copy/copy.ts";
import { en } from "../../machines/copy/en.ts";
import { type Language, offeredCopies } from "../../machines/copy/languages.ts";
import { isGiven } from "../../machines/copy/placeholders.ts";
import type { Reply } from "../../machines/copy/reply.ts";
import type { Amount, Day } from "../../machines/values.ts";
import { placeholdersOf } from "../../src/check/wording.ts";
import { CopyError, createRender } from "../../src/copy/render.ts";
import { breachesOf } from "../../src/whatsapp/limits.ts";
import { blanksOf } from "../support/titles.ts";

const render = createRender({ copies: { en }, fallback: "en" });
const copies = offeredCopies({ withUnreviewed: true });
const renderAll = createRender({ copies, fallback: "en" });
const sayIn = (locale: Language, reply: { key: string; [value: string]: unknown }, now = 0) =>
  renderAll({ reply, locale, now }).text;
const say = (reply: { key: string; [value: string]: unknown }, now = 0, locale = "en") =>
  render({ reply, locale, now }).text;

/** The longest that credex-core and the machines may let through. */
const longest = {
  name: "N".repeat(50),
  firstname: "N".repeat(50),
  lastname: "N".repeat(50),
  problem: "sign",
  outcome: "unconfirmed",
  sign: "/",
  isFirst: "yes",
  account: "A".repeat(100),
  recipient: "A".repeat(100),
  handle: "h".repeat(30),
  amount: { value: "999999999999.9999", denomination: "XAU" },
  denomination: "XAU",
  balances: Array(5).fill("-999,999,999,999.9999 XAU").join(", "),
  netAssets: "-999,999,999,999.9999 XAU",
  pendingIn: 9_999,
  pendingOut: 9_999,
  reason: "R".repeat(300),
  reference: "r".repeat(64),
  offers: Array(7)
    .fill(`*999,999,999,999.9999 XAU* (${"A".repeat(60)})`)
    .join("\n"),
  secured: "no",
  unsecuredCount: 9_999,
  decision: "accept",
  limit: { value: "999999999999.99", denomination: "USD" },
  rows: Array(7)
    .fill(`*+999,999,999,999.9999 XAU* (${"A".repeat(60)})`)
    .join("\n"),
  title: "A".repeat(24),
  count: 9_999,
  acceptedCount: 9_999,
  sum: "999,999,999,999.9999 XAU",
  counterparty: "A".repeat(60),
  due: { day: "2027-09-30" },
  example: "999999999999.9999 XAU",
  other: "999999999999.9999 XAU",
  looksLike: "phone",
  first: { day: "2027-09-30" },
  last: { day: "2027-09-30" },
  command: `999999999999.9999 XAU=>${"h".repeat(30)}`,
};

/** Values that a message has only where it gives this reason. */
const REASONS: { [keyAndName: string]: string } = {
  "offer.amount.invalid denomination": "tooManyDecimals",
  "offer.amount.invalid example": "commaDecimal",
  "offer.amount.invalid other": "ambiguousGrouping",
};

const entries: [key: string, entry: Copy[string]][] = Object.entries(en);
const needed = entries.flatMap(([key, entry]) => {
  const text = typeof entry === "string" ? entry : entry.text;
  const names = Object.keys(longest).filter((name) => new RegExp(`\\{${name}\\b`).test(text));
  return names.map((name): [key: string, name: string] => [key, name]);
});

describe("every message of the copy", () => {
  test.each(
    entries.flatMap(([key]) =>
      Object.keys(copies).map((locale): [string, string] => [key, locale]),
    ),
  )("%s fits WhatsApp with the longest values in %s, and leaves no placeholder", (key, locale) => {
    const copy: Copy = copies[locale as Language] ?? {};
    const names = [...placeholdersOf(copy[key] ?? "", locale)];
    // A value that is not in the table is a few words that a member wrote.
    const written = Object.fromEntries(
      names.filter((name) => !isGiven(name)).map((name) => [name, "W".repeat(60)]),
    );
    const message = renderAll({ reply: { key, ...written, ...longest }, locale, now: 0 });
    expect(breachesOf(message)).toEqual([]);
    expect(message.text).not.toMatch(/[{}]|undefined|null/);
  });

  test.each(needed)("%s cannot be said without its %s", (key, name) => {
    const given = { ...longest, reason: REASONS[`${key} ${name}`] ?? longest.reason };
    const others = Object.entries(given).filter(([other]) => other !== name);
    const lacking = { key, ...Object.fromEntries(others) };
    expect(() => say(lacking)).toThrow(CopyError);
    expect(() => say({ ...lacking, [name]: undefined })).toThrow(CopyError);
  });
});

test("help names a person to contact, if there is one", () => {
  const supportUrl = "https://wa.me/263770000000";
  const supported = createRender({ copies: { en }, fallback: "en", supportUrl });
  expect(supported({ reply: { key: "help" }, locale: "en", now: 0 }).text).toContain(
    `To talk to a person: ${supportUrl}`,
  );
  expect(say({ key: "help" })).not.toContain("person");
});

test("a reply that the copy does not hold is a CopyError, and says nothing of its values", () => {
  const unknown = () => say({ key: "offer.nothing", name: "Tariro" });
  expect(unknown).toThrow(CopyError);
  expect(unknown).not.toThrow(/Tariro/);
});

test("a reply without its values, or with a wrong key, does not compile", () => {
  // @ts-expect-error The menu's name is missing.
  const nameless: Reply = { key: "home.greeting" };
  // @ts-expect-error There is no such key.
  const unknown: Reply = { key: "home.nowhere" };
  // @ts-expect-error A reason is asked for, though its text branches on it.
  const unreasoned: Reply = { key: "registration.refused" };
  for (const reply of [nameless, unknown, unreasoned]) expect(() => say(reply)).toThrow(CopyError);
});

test("a locale without copy of its own gets the fallback, its dates included", () => {
  expect(say({ key: "media" }, 0, "sn")).toBe(en.media);
  const { offers } = longest;
  expect(say({ key: "decision.accepted", offers }, 0, "sn")).toContain("1 January 1970 at 02:00");
});

test.each(["constructor", "__proto__", "toString", ""])(
  "uses the fallback for the locale %j, which no copy has",
  (locale) => {
    expect(say({ key: "media" }, 0, locale)).toBe(en.media);
  },
);

test("names are shown as they are, markup and all", () => {
  const name = "<b>{name}</b> '{0}' # *";
  expect(say({ key: "home.greeting", name })).toContain(name);
});

test.each([
  ["23:59", "Good evening"],
  ["00:00", "Good morning"],
  ["11:59", "Good morning"],
  ["12:00", "Good afternoon"],
  ["17:59", "Good afternoon"],
  ["18:00", "Good evening"],
])("at %s in Harare the greeting is %s", (time, greeting) => {
  const now = Date.parse(`2026-11-23T${time}:00+02:00`);
  expect(say({ key: "home.greeting", name: "Tariro" }, now)).toBe(`${greeting}, Tariro 👋`);
});

test("a receipt shows the day and the time of Harare", () => {
  const now = Date.parse("2026-12-30T23:30:00Z");
  const { amount, recipient, reference } = longest;
  const receipt = (due: string | Day) =>
    say({ key: "offer.sent", amount, recipient, reference, due }, now);
  expect(receipt("none")).toContain("\n31 December 2026 at 01:30\n");
  expect(receipt("none")).toContain("It's theirs once they accept.");
  expect(receipt({ day: "2027-01-12" })).toContain("you owe it, due on 12 January 2027.");
});

test("a day is written as its locale does, and what is no day is a CopyError", () => {
  const copies = { de: { due: "{due}" }, en: { due: "{due}" } };
  const said = (locale: string, due: unknown) =>
    createRender({ copies, fallback: "en" })({ reply: { key: "due", due }, locale, now: 0 }).text;
  expect(said("de", { day: "2026-12-31" })).toBe("31. Dezember 2026");
  expect(said("en", { day: "2026-12-31" })).toBe("31 December 2026");
  for (const odd of [{ day: "31/12/2026" }, { day: "2026-13-01" }, { day: 7 }, {}, null])
    expect(() => said("en", odd)).toThrow(CopyError);
});

test.each([
  ["sn", "05:00", "Mangwanani"],
  ["sn", "12:00", "Masikati"],
  ["sn", "18:00", "Manheru"],
  ["nd", "05:00", "Livukile"],
  ["nd", "12:00", "Litshonile"],
  ["nd", "18:00", "Litshonile"],
] as const)("in %s the greeting at %s in Harare is %s", (locale, time, greeting) => {
  const now = Date.parse(`2026-11-23T${time}:00+02:00`);
  expect(sayIn(locale, { key: "home.greeting", name: "Tariro" }, now)).toBe(
    `${greeting}, Tariro 👋`,
  );
});

test.each([
  ["sn", "31 Zvita 2026, 01:30"],
  ["nd", "31 Mpalakazi 2026, 01:30"],
] as const)("a receipt in %s shows the day and the time of Harare as %s", (locale, when) => {
  const now = Date.parse("2026-12-30T23:30:00Z");
  const { amount, recipient, reference } = longest;
  expect(
    sayIn(locale, { key: "offer.sent", amount, recipient, reference, due: "none" }, now),
  ).toContain(`\n${when}\n`);
});

test("a time reads the same, whichever times and languages were rendered before", () => {
  const { amount, recipient, reference, name } = longest;
  const sent = { key: "offer.sent", amount, recipient, reference, due: "none" } as const;
  const greeting = { key: "home.greeting", name } as const;
  const start = Date.parse("2026-12-31T21:58:00Z");
  const moment = fc.record({
    locale: fc.constantFrom<Language>("en", "sn", "nd"),
    now: fc.integer({ min: start, max: start + 3 * 60_000 }),
    reply: fc.constantFrom(sent, greeting),
  });
  fc.assert(
    fc.property(fc.array(moment, { minLength: 2, maxLength: 6 }), (moments) => {
      const reused = createRender({ copies, fallback: "en" });
      for (const one of moments)
        expect(reused(one)).toEqual(createRender({ copies, fallback: "en" })(one));
    }),
    { numRuns: 30 },
  );
});

test.each([
  ["en", "04 December 2026"],
  ["sn", "4 Zvita 2026"],
  ["nd", "4 Mpalakazi 2026"],
] as const)("a due date in %s is written day first, as in a receipt: %s", (locale, due) => {
  const { amount, recipient, handle, account } = longest;
  const key = "offer.unsecured.ask";
  const asked = { ...blanksOf(key), key, amount, recipient, handle, account };
  const reply = { ...asked, isFirst: "no" };
  expect(sayIn(locale, { ...reply, due: { day: "2026-12-04" } })).toContain(`*${due}*`);
});

test.each([
  ["sn", "Chivimbiso 1 chakakumirirai", "Zvivimbiso 2 zvakakumirirai"],
  ["nd", "Isithembiso esingu-1 siyalilinda", "Izithembiso ezingu-2 ziyalilinda"],
] as const)("in %s one offer is %s, and two are %s", (locale, one, two) => {
  expect(sayIn(locale, { key: "incoming.pick.ask", count: 1, choices: [] })).toContain(one);
  expect(sayIn(locale, { key: "incoming.pick.ask", count: 2, choices: [] })).toContain(two);
});

test.each(["sn", "nd"] as const)(
  "an amount in %s is grouped as in English, its currency behind it",
  (locale) => {
    const amount: Amount = { value: "1234567.5", denomination: "USD" };
    expect(sayIn(locale, { key: "offer.recipient.ask", amount })).toContain("*1,234,567.50 USD*");
  },
);

test("help tells how to change the language where there is one to change to", () => {
  expect(sayIn("en", { key: "help" })).toContain("*language*");
  expect(sayIn("sn", { key: "help" })).toContain("*mutauro*");
  expect(sayIn("nd", { key: "help" })).toContain("*ulimi*");
  expect(say({ key: "help" })).not.toContain("language");
});

describe("an amount", () => {
  const shown = (amount: Amount) =>
    say({ key: "offer.recipient.ask", amount }).match(/\*(.*?)\*/)?.[1];

  test.each([
    ["1250", "USD", "1,250.00 USD"],
    ["0.5", "CAD", "0.50 CAD"],
    ["1234567.891", "CXX", "1,234,567.891 CXX"],
    ["1", "XAU", "1.0000 XAU"],
    ["999999999999.99", "ZWG", "999,999,999,999.99 ZWG"],
    ["9007199254740993.01", "USD", "9,007,199,254,740,993.01 USD"],
  ] as const)("of %s %s is shown as %s", (value, denomination, text) => {
    expect(shown({ value, denomination })).toBe(text);
  });

  test("is grouped as its locale does", () => {
    const copies = { de: { amount: "{amount}" } };
    const reply = { key: "amount", amount: { value: "1250", denomination: "USD" } };
    const german = createRender({ copies, fallback: "de" })({ reply, locale: "de", now: 0 });
    expect(german.text).toBe("1.250,00 USD");
  });

  test("can be read back to the last digit", () => {
    const digits = fc.bigInt({ min: 1n, max: 9_999_999_999_999_999n });
    fc.assert(
      fc.property(digits, (tenThousandths) => {
        const value = `${tenThousandths / 10_000n}.${`${tenThousandths % 10_000n}`.padStart(4, "0")}`;
        const amount: Amount = { value, denomination: "XAU" };
        expect(parseAmount(shown(amount) ?? "", "USD")).toEqual(amount);
      }),
    );
  });

  test.each(["12,5", "1e3", "-5", "NaN", ""])("of %j is none", (value) => {
    expect(() => shown({ value, denomination: "USD" })).toThrow(CopyError);
  });
});
