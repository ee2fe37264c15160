import { expect, test } from "vitest";
import type { Translation } from "../../machines/copy/copy.ts";
import type { en } from "../../machines/copy/en.ts";
import { offeredCopies } from "../../machines/copy/languages.ts";
import { nd, reviewed as reviewedInNdebele } from "../../machines/copy/nd.ts";
import { isAboutMoney, unreviewedIn } from "../../machines/copy/review.ts";
import { reviewed as reviewedInShona, sn } from "../../machines/copy/sn.ts";

test("a language with a wording about money that no speaker has reviewed is offered only where that is wanted", () => {
  const isWaiting = (copy: typeof sn | typeof nd, reviewed: readonly string[]) =>
    unreviewedIn(copy, reviewed).some(isAboutMoney);
  expect(Object.keys(offeredCopies({ withUnreviewed: true }))).toEqual(["en", "sn", "nd"]);
  expect(Object.keys(offeredCopies({ withUnreviewed: false }))).toEqual([
    "en",
    ...(isWaiting(sn, reviewedInShona) ? [] : ["sn"]),
    ...(isWaiting(nd, reviewedInNdebele) ? [] : ["nd"]),
  ]);
});

test.each(["offer.sent", "late.offer.done", "trouble", "home.menu", "help", "something.new"])(
  "%s is about money",
  (key) => expect(isAboutMoney(key)).toBe(true),
);

test.each(["media", "welcome.ask", "registration.done", "language.ask", "session.over"])(
  "%s is not about money",
  (key) => expect(isAboutMoney(key)).toBe(false),
);

test("what is not among the reviewed waits", () => {
  expect(unreviewedIn({ one: "1", two: "2", three: "3" }, ["two", "gone"])).toEqual([
    "one",
    "three",
  ]);
});

test("a translation without a key, a button or a row does not compile", () => {
  type Some = Pick<typeof en, "media" | "login.away" | "switching.ask">;
  const { media, "login.away": away, "switching.ask": ask } = sn;
  const whole: Translation<Some> = { media, "login.away": away, "switching.ask": ask };
  // @ts-expect-error A key is missing.
  const keyless: Translation<Some> = { media, "login.away": away };
  // @ts-expect-error A button is missing.
  const buttonless: Translation<Some> = { ...whole, "login.away": { text: "", buttons: {} } };
  const rows = { ...ask.rows, account: "" };
  // @ts-expect-error A row's description is missing.
  const rowless: Translation<Some> = { ...whole, "switching.ask": { ...ask, rows } };
  expect([keyless, buttonless, rowless]).toHaveLength(3);
});
