import { expect, test } from "vitest";
import { en } from "../../machines/copy/en.ts";
import { readSentences, toCents } from "../../scripts/chaos/sentences.ts";
import { createRender } from "../../src/copy/render.ts";

const render = createRender({ copies: { en }, fallback: "en" });
const values = {
  ...{
    amount: { value: "1234.5", denomination: "USD" },
    recipient: "Bob Bakery",
    reference: "C-1",
  },
  ...{ handle: "bob_bakery", account: "Rudo Moyo", name: "Rudo", firstname: "Rudo" },
  ...{ lastname: "Moyo", problem: "sign", sign: "/", isFirst: "yes" },
  ...{ looksLike: "phone", outcome: "unconfirmed" },
  ...{ first: { day: "2026-12-07" }, last: { day: "2027-11-29" } },
  ...{ balances: "1.00 USD, 2.00 ZWG", netAssets: "1.00 USD", pendingIn: 1, pendingOut: 2 },
  ...{ reason: "Daily limit", denomination: "USD" },
  ...{
    offers: "*5.00 USD* (Bob Bakery)",
    secured: "yes",
    unsecuredCount: 0,
    title: "Rudo Moyo",
    rows: "*+5.00 USD* (Bob Bakery)",
    decision: "accept",
    limit: "none",
  },
  ...{ count: 2, acceptedCount: 1, sum: "5.00 USD", counterparty: "Bob Bakery" },
  ...{ due: { day: "2026-12-31" }, example: "31/12/2026", command: "20=>bob_bakery" },
};
const textOf = (key: string) => render({ reply: { key, ...values }, locale: "en", now: 0 }).text;

test.each(Object.keys(en))("%s is known by its words, alone and between others", (key) => {
  expect(readSentences(textOf(key)).map((sentence) => sentence.key)).toContain(key);
  const among = [textOf("help"), textOf(key), textOf("media")].join("\n\n");
  expect(readSentences(among).map((sentence) => sentence.key)).toContain(key);
});

test("what a receipt says of an offer is read", () => {
  for (const key of ["offer.sent", "late.offer.done"]) {
    expect(readSentences(`${textOf(key)}\n\n${textOf("home.menu")}`)).toEqual(
      [
        { key: "home.menu" },
        { key, cents: 123_450, recipient: "Bob Bakery", reference: "C-1" },
      ].sort((one, other) => (one.key < other.key ? -1 : 1)),
    );
  }
});

test("an amount is read as the member sees it, and as credex-core keeps it", () => {
  expect(["1,234.50 USD", "0.07 USD", "0.1", "1000.29"].map(toCents)).toEqual([
    123_450, 7, 10, 100_029,
  ]);
});
