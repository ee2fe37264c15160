import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { editsIn } from "./guide.ts";
import { pretendTranslation, scratch, WALK_TIMEOUT_MS } from "./scratch.ts";

/** The worked example of machines/README.md, followed step by step in a copy. */

const copy = scratch();
afterAll(copy.remove);

const edits = editsIn(copy.read("machines/README.md"), "Add a question");
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
  "is walked completely, shows the question, and needs more messages than promised",
  () => {
    const { stderr, status } = copy.run("paths");
    expect(stderr).toContain("needs 5 messages of the member, and 4 at most are promised");
    expect(stderr).toContain("\nProblems: 1.");
    expect(status).toBe(1);
    const page = copy.read("dist/storyboard/offer.html");
    expect(page).toContain("What is it for? A few words");
    expect(page).toContain("“For 20 loaves of bread”");
  },
  WALK_TIMEOUT_MS,
);

test("keeps the promise once it is changed: nothing else was reported", () => {
  expect(promise?.by).toContain("messages: 5");
  copy.replace(promise?.file ?? "", promise?.from ?? "", promise?.by ?? "");
  expect(copy.run("check").stderr).toBe("");
});

function otherLanguages(): string[] {
  return readdirSync(join(copy.folder, "machines/copy"))
    .filter((name) => /^[a-z]{2,3}\.ts$/.test(name) && name !== "en.ts")
    .map((name) => join("machines/copy", name));
}

/** Does to another language what was done to English: its keys, and the placeholder in each confirm. */
function translate(file: string): void {
  const added = edits.find(({ by }) => by.includes('"offer.note.ask": "'));
  copy.replace(file, added?.from ?? "", pretendTranslation(added?.by ?? "", basename(file, ".ts")));
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
