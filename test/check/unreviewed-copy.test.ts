import { expect, test } from "vitest";
import { parse } from "../../src/check/ast.ts";
import { unreviewedCopyNotes } from "../../src/check/unreviewed-copy.ts";

const locale = (code: string, reviewed: string[]) => ({
  code,
  reviewed,
  copy: { media: "A", "offer.sent": "B", "home.menu": "C" },
  places: new Map(),
  source: parse(`${code}.ts`, ""),
});

test("wordings that wait for a speaker are counted, and what follows where money is among them", () => {
  const all = ["media", "offer.sent", "home.menu"];
  const locales = [
    locale("en", all),
    locale("sn", []),
    locale("nd", all.slice(1)),
    locale("fr", all),
  ];
  expect(unreviewedCopyNotes({ locales })).toEqual([
    "sn: 3 wordings wait for a speaker's review; not offered outside dev.",
    "nd: “media” waits for a speaker's review.",
  ]);
});
