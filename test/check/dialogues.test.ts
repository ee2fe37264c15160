import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { invokeForm, writeForm } from "./new-form.ts";
import { scratch } from "./scratch.ts";
import { followExample } from "./worked-example.ts";

/** What machines/README.md says of tests: a designer's ordinary work turns none of the dialogues red. */

const copy = scratch();
afterAll(copy.remove);
for (const folder of ["src", "test"])
  cpSync(folder, join(copy.folder, folder), { recursive: true });

const DIALOGUES = ["agreed", "edits", "language", "media", "offer", "root", "strangers", "written"];

test("a new question, a new form, other titles and a moved row turn no dialogue red", () => {
  followExample(copy);
  writeForm(copy);
  invokeForm(copy);
  copy.replace("machines/copy/en.ts", '"Send offer"', '"Yes, send it"');
  copy.replace("machines/copy/en.ts", '"Open an account"', '"Begin"');
  copy.replace("machines/copy/en.ts", "Who is it for?", "To whom?");
  copy.replace("machines/root.ts", '    { row: "refresh" as const },\n', "");
  copy.replace(
    "machines/root.ts",
    '    { row: "offer" as const },\n',
    '    { row: "refresh" as const },\n    { row: "offer" as const },\n',
  );
  expect(copy.run("check").stderr).toBe("");

  const files = DIALOGUES.map((name) => `test/machines/${name}.test.ts`);
  const { passed, failed } = copy.tests(...files, "test/copy/render.test.ts");
  expect(failed).toEqual([]);
  expect(passed).toBeGreaterThan(1_000);
});
