import { readdirSync, readFileSync } from "node:fs";
import { parseSync, Visitor } from "oxc-parser";
import { expect, test } from "vitest";

/** The conversation runs any application's machines, so it has no word of this one. */

const FOLDER = new URL("../../src/conversation/", import.meta.url);
const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, code: readFileSync(new URL(name, FOLDER), "utf8") }));

/** In names and comments as well. A choice may be "offered". */
const WORDS =
  /credex|vimbiso|offers?(?![a-z])|offering|profile|accounts?(?![a-z])|payee|tier(?![a-z])|dashboard|money|bank/i;

/** What only the contract of an application may call a command, an action or a tag. */
const NAMES = new Set(
  ["home", "stop", "start", "language", "yes", "no", "speak", "setNotices", "askAgain"].concat(
    "money",
  ),
);

function wordsIn(code: string): string[] {
  return code.split("\n").filter((line) => WORDS.test(line));
}

function namesIn(name: string, code: string): string[] {
  const found: string[] = [];
  const visitor = new Visitor({
    Literal({ value }) {
      if (typeof value === "string" && NAMES.has(value)) found.push(value);
    },
  });
  visitor.visit(parseSync(name, code).program);
  return found;
}

test("there are files to read, and a planted word and name are found in one", () => {
  expect(files.length).toBeGreaterThan(30);
  expect(wordsIn("// A call to credex-core.\nconst offered = 1;")).toEqual([
    "// A call to credex-core.",
  ]);
  expect(wordsIn("record.current_account = profileOf(offer);")).toHaveLength(1);
  expect(namesIn("planted.ts", 'if (command.type === "home") leave();')).toEqual(["home"]);
});

test.each(files)("$name has no word of the application", ({ code }) => {
  expect(wordsIn(code)).toEqual([]);
});

test.each(files)("$name names no command, action or tag of the application", ({ name, code }) => {
  expect(namesIn(name, code)).toEqual([]);
});
