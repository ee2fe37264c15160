import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scratch, WALK_TIMEOUT_MS } from "./scratch.ts";

/** The worked example of machines/README.md, followed step by step in a copy. */

const copy = scratch();
afterAll(copy.remove);

interface Edit {
  file: string;
  from: string;
  by: string;
}

const edits = [...copy.read("machines/README.md").matchAll(/```diff\n--- (.*)\n([^`]*)```/g)].map(
  ([, file = "", lines = ""]): Edit => ({
    file,
    from: linesAfter("-", lines),
    by: linesAfter("+", lines),
  }),
);
/** The promise is the last thing to be changed. */
const promise = edits.pop();

beforeAll(() => {
  for (const { file, from, by } of edits) copy.replace(file, from, by);
  for (const file of otherLanguages()) translate(file);
});

test("touches one machine and the copy", () => {
  expect(edits.length).toBeGreaterThan(5);
  expect(new Set(edits.map(({ file }) => file))).toEqual(
    new Set(["machines/offer.ts", "machines/copy/en.ts"]),
  );
});

test(
  "passes the check and the types",
  () => {
    expect(copy.run("check").stderr).toBe("");
    expect(copy.types().stdout).toBe("");
  },
  WALK_TIMEOUT_MS,
);

test(
  "reports that an offer needs more messages than promised, and nothing else",
  () => {
    const { stderr, status } = copy.run("paths");
    expect(stderr).toContain("needs 5 messages of the member, and 4 at most are promised");
    expect(stderr).toContain("\nProblems: 1.");
    expect(status).toBe(1);
  },
  WALK_TIMEOUT_MS,
);

test(
  "is covered completely once the promise is changed, and shows the question",
  () => {
    copy.replace(promise?.file ?? "", promise?.from ?? "", promise?.by ?? "");
    const { stderr, status } = copy.run("paths");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const page = copy.read("dist/storyboard/offer.html");
    expect(page).toContain("What is it for? A few words");
    expect(page).toContain("“For 20 loaves of bread”");
  },
  WALK_TIMEOUT_MS,
);

function linesAfter(sign: string, lines: string): string {
  return lines
    .split("\n")
    .filter((line) => line.startsWith(sign))
    .map((line) => line.slice(1))
    .join("\n");
}

function otherLanguages(): string[] {
  return readdirSync(join(copy.folder, "machines/copy"))
    .filter((name) => /^[a-z]{2,3}\.ts$/.test(name) && name !== "en.ts")
    .map((name) => join("machines/copy", name));
}

/** Does to another language what was done to English: its keys, and the placeholder in each confirm. */
function translate(file: string): void {
  const added = edits.find(({ by }) => by.includes('"offer.note.ask": "'));
  copy.replace(file, added?.from ?? "", added?.by ?? "");
  const english = copy.read("machines/copy/en.ts");
  for (const [, key = ""] of english.matchAll(/"([\w.]+)": \{\s*text:[^"]*"[^"]*\{note, select/g)) {
    const text = copy.read(file);
    const start = text.indexOf(`"${key}"`);
    const end = text.indexOf("\\n\\n", start);
    if (start < 0 || end < 0) throw new Error(`${basename(file)} has no ${key} to add a note to`);
    copy.write(
      file,
      `${text.slice(0, end)}{note, select, none {} other {\\n“{note}”}}${text.slice(end)}`,
    );
  }
}
