import { afterAll, beforeAll, expect, test } from "vitest";
import { scratch, WALK_TIMEOUT_MS } from "./scratch.ts";
import { exampleIn, followExample } from "./worked-example.ts";

/** The worked example of machines/README.md, followed step by step in a copy. */

const copy = scratch();
afterAll(copy.remove);

const { edits, promise } = exampleIn(copy);
beforeAll(() => followExample(copy));

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
