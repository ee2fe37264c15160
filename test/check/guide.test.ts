import { afterAll, describe, expect, test } from "vitest";
import { editsIn } from "./guide.ts";
import { invokeForm, writeForm } from "./new-form.ts";
import { scratch, WALK_TIMEOUT_MS } from "./scratch.ts";

/** What machines/README.md says of a new language and of a new form, followed step by step in a copy. */

describe("a new language", () => {
  const copy = scratch();
  afterAll(copy.remove);

  const english = copy.read("machines/copy/en.ts");
  copy.write(
    "machines/copy/pt.ts",
    `${english.replace("export const en ", "export const pt ")}\nexport const reviewed: readonly string[] = Object.keys(pt);\n`,
  );

  test("that is not in the list of languages is reported", () => {
    expect(copy.run("check").stderr).toContain(
      "machines/copy/pt.ts:1  “pt” is not in `languages` of copy/languages.ts",
    );
  });

  test("that nobody can choose is reported in every language", () => {
    for (const { file, from, by } of editsIn(copy.read("machines/README.md"), "Add a language"))
      copy.replace(file, from, by);
    const { stderr } = copy.run("check");
    for (const code of ["en", "sn", "nd", "pt"])
      expect(stderr).toMatch(
        new RegExp(`machines/copy/${code}\\.ts:\\d+ {2}“language.ask” does not offer “pt”`),
      );
  });

  test(
    "passes the check and the types once it is offered",
    () => {
      for (const code of ["en", "sn", "nd", "pt"]) {
        const file = `machines/copy/${code}.ts`;
        const buttons = /buttons: \{ ("locale=en"[^}]*?),? \},/;
        copy.write(
          file,
          copy
            .read(file)
            .replace(buttons, 'list: "English · Mutauro", rows: { $1, "locale=pt": "Português" },'),
        );
      }
      expect(copy.run("check").stderr).toBe("");
      expect(copy.types().stdout).toBe("");
    },
    WALK_TIMEOUT_MS,
  );
});

describe("a new form", () => {
  const copy = scratch();
  afterAll(copy.remove);

  test("that no machine invokes is reported", () => {
    writeForm(copy);
    expect(copy.run("check").stderr).toMatch(
      /machines\/choosing\.ts:\d+ {2}No machine invokes “choosing”/,
    );
  });

  test(
    "passes the check and the types once root and the copy have it",
    () => {
      invokeForm(copy);
      expect(copy.run("check").stderr).toBe("");
      expect(copy.types().stdout).toBe("");
    },
    WALK_TIMEOUT_MS,
  );
});
