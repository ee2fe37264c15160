import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { readFiles, writeFiles } from "../../scripts/copy/files.ts";
import { planImport } from "../../scripts/copy/import-plan.ts";
import { writeSheet } from "../../scripts/copy/sheet.ts";
import { readWordings, type Wordings } from "../../scripts/copy/wordings.ts";

const project = new URL("../../", import.meta.url).pathname;
const files = readFiles(join(project, "machines/copy"));
const sheet = writeSheet(files);

/** The sheet with one cell changed: that of a key's text in a language. */
function changed(code: string, key: string, by: string): string {
  const others = files.map((file) =>
    file.code === code ? { ...file, cells: file.cells.map(swap(key, by)) } : file,
  );
  return writeSheet(others);
}

const swap = (key: string, by: string) => (cell: Wordings["cells"][number]) =>
  cell.key === key && cell.part === "text" ? { ...cell, value: by } : cell;

const problemsOf = (csv: string) => {
  const plan = planImport(csv, files);
  return plan.ok ? [] : plan.problems;
};

const lineOf = (text: string) => sheet.slice(0, sheet.indexOf(text)).split("\n").length;

describe("a sheet that comes back as it went", () => {
  test.each<[string, (csv: string) => string]>([
    ["as it is", (csv) => csv],
    ["without its mark", (csv) => csv.slice(1)],
    ["with the line ends of another system", (csv) => csv.replaceAll("\n", "\r\n")],
    ["with its lines in another order", (csv) => csv.replace(/^(media,.*\n)(flood,.*\n)/m, "$2$1")],
    ["with empty lines at its end", (csv) => `${csv},,,,,,\n,,,,,,\n`],
  ])("changes nothing, %s", (_, by) => {
    expect(planImport(by(sheet), files)).toEqual({ ok: true, texts: {}, changed: 0 });
  });

  test("with semicolons or tabs changes nothing either", () => {
    const rows = 'key;part;note;en;sn;nd;reviewed\na;text;;"One; two";Posi, piri;Kunye;sn\n';
    const few = [
      readWordings("en", "en.ts", 'export const en = { a: "One; two" };'),
      readWordings(
        "sn",
        "sn.ts",
        'export const sn = { a: "Posi, piri" };\nconst reviewed = ["a"];',
      ),
      readWordings("nd", "nd.ts", 'export const nd = { a: "Kunye" };\nconst reviewed = [];'),
    ];
    expect(planImport(rows, few)).toMatchObject({ ok: true, changed: 0 });
  });
});

test("a cell changes its own wording and no other", () => {
  const sign = fc.constantFrom(..."aé ,;\"'\n\\*=@`$-🌱\t");
  const text = fc
    .array(sign, { minLength: 1, maxLength: 30 })
    .map((signs) => signs.join(""))
    .filter((by) => by.trim() !== "");
  const few = ["en", "sn", "nd"].map((code) =>
    readWordings(
      code,
      `${code}.ts`,
      `export const ${code} = {\n  before: "B",\n  media: "M",\n  after: { text: "A", buttons: { c: "C" } },\n};`,
    ),
  );
  const valuesOf = (all: Wordings["cells"]) => all.map(({ part, value }) => `${part} ${value}`);
  fc.assert(
    fc.property(text, fc.constantFrom("sn", "nd"), (by, code) => {
      const swapped = few.map((file) =>
        file.code === code ? { ...file, cells: file.cells.map(swap("media", by)) } : file,
      );
      const plan = planImport(writeSheet(swapped), few);
      expect(plan).toMatchObject({ ok: true });
      for (const file of few) {
        const written = plan.ok ? (plan.texts[file.code] ?? file.text) : "";
        const { cells } = readWordings(file.code, file.file, written);
        const is = file.code === code ? file.cells.map(swap("media", by)) : file.cells;
        expect(valuesOf(cells)).toEqual(valuesOf(is));
        if (file.code !== code) expect(written).toBe(file.text);
      }
    }),
  );
});

test("no cell begins as a formula does, and a text that does comes back byte for byte", () => {
  const formulas = [
    '=HYPERLINK("https://x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "'=1",
    "''@x",
    "＝1",
    "'s",
  ];
  const file = (code: string, texts: readonly string[]) => {
    const lines = texts.map((text, at) => `  k${at}: ${JSON.stringify(text)},`);
    return readWordings(code, `${code}.ts`, `export const ${code} = {\n${lines.join("\n")}\n};`);
  };
  const plain = formulas.map((_, at) => `t${at}`);
  const risky = [file("en", plain), file("sn", formulas), file("nd", plain)];
  const csv = writeSheet(risky);
  expect(csv).not.toMatch(/(^|[,"])[=+\-@\t＝]/m);
  expect(planImport(csv, risky)).toEqual({ ok: true, texts: {}, changed: 0 });
});

test("a note for the translator is what stands before the wording in English", () => {
  const text = 'export const en = {\n  a: "A",\n  // Said on a\n  // bad day.\n  b: "B",\n};';
  expect(writeSheet([readWordings("en", "en.ts", text)])).toContain(
    'b,text,"Said on a\nbad day.",B,\n',
  );
});

test("a wording that a language did not have yet is added where it is filled in, and may wait", () => {
  const english = {
    code: "en",
    text: 'export const en = { a: "A", b: { text: "B", buttons: { c: "C" } } };',
  };
  const few = [
    readWordings("en", "en.ts", english.text),
    readWordings("sn", "sn.ts", 'export const sn = {\n  a: "A",\n};'),
    readWordings("nd", "nd.ts", 'export const nd = {\n  a: "A",\n};'),
  ];
  const empty = writeSheet(few);
  expect(planImport(empty, few)).toEqual({ ok: true, texts: {}, changed: 0 });
  const filled = empty.replace("b,text,,B,,,", "b,text,,B,Bhi,,").replace(",C,,,", ",C,Chi,,");
  const plan = planImport(filled, few);
  const written = readWordings("sn", "sn.ts", plan.ok ? `${plan.texts.sn}` : "");
  expect(written.cells.map(({ value }) => value)).toEqual(["A", "Bhi", "Chi"]);
  expect(planImport(empty.replace("b,text,,B,,,", "b,text,,B,Bhi,,"), few)).toMatchObject({
    ok: false,
  });
});

describe("a sheet with a mistake is reported with its line, and changes nothing:", () => {
  const media = () => lineOf("\nmedia,") + 1;

  test.each<[string, () => string, () => string]>([
    [
      "a line that is gone",
      () => sheet.replace(/^media,.*\n/m, ""),
      () => "“media” (text) is missing",
    ],
    [
      "a key that is not there",
      () => sheet.replace("\nmedia,", "\nmedium,"),
      () => `line ${media()}: there is no “medium” (text)`,
    ],
    [
      "a line that is there twice",
      () => sheet.replace(/^(media,.*\n)/m, "$1$1"),
      () => `line ${media() + 1}: “media” (text) is on line ${media()} too`,
    ],
    [
      "an empty cell",
      () => changed("sn", "media", ""),
      () => `line ${media()}: “media” (text) is empty in sn`,
    ],
    [
      "a brace that does not close",
      () => changed("nd", "media", "{name"),
      () => `line ${media()}: nd: The braces of “media” cannot be parsed`,
    ],
    [
      "a value that English does not have",
      () => changed("sn", "media", "Maita basa, {name}"),
      () => `line ${media()}: sn: “media” differs from copy/en.ts in its values: take out name`,
    ],
    [
      "an English value that the machines do not give",
      () => changed("en", "media", "Thanks, {name}"),
      () => `line ${media()}: en: “media” differs from copy/en.ts in its values: take out name`,
    ],
    [
      "a text that is too long",
      () => changed("sn", "media", "x".repeat(5_000)),
      () => `line ${media()}: sn: “media” exceeds WhatsApp's limits`,
    ],
    [
      "a language that nobody reviews",
      () => sheet.replace(/^(media,.*)\n/m, "$1fr\n"),
      () => `line ${media()}: “fr” cannot be reviewed: there are sn, nd`,
    ],
    [
      "a mark on one line of several",
      () => sheet.replace(/^(home.menu,list,.*)\n/m, "$1sn\n"),
      () => "“home.menu” is marked as reviewed in sn on some of its lines only",
    ],
    [
      "a column that is gone",
      () => sheet.replace("key,part,note,en,sn,nd,", "key,part,note,en,sn,ndebele,"),
      () => "line 1: no column nd",
    ],
    ["a quote that does not close", () => `${sheet}"media`, () => "Quote Not Closed"],
    [
      "a line with a cell too many",
      () => sheet.replace(/^(media,.*)\n/m, "$1,,\n"),
      () => `line ${media()}: `,
    ],
  ])("%s", (_, csv, says) => {
    expect(problemsOf(csv()).join("\n")).toContain(says());
  });
});

describe("the commands", () => {
  const open = () => {
    const folder = mkdtempSync(join(tmpdir(), "copy-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(join(project, "machines/copy"), join(folder, "copy"), { recursive: true });
    const run = (script: string) =>
      spawnSync(
        process.execPath,
        [
          "--import",
          "tsx",
          `scripts/copy/${script}.ts`,
          join(folder, "copy.csv"),
          join(folder, "copy"),
        ],
        { cwd: project, encoding: "utf8" },
      );
    const texts = () =>
      Object.fromEntries(
        readdirSync(join(folder, "copy")).map((name) => [
          name,
          readFileSync(join(folder, "copy", name), "utf8"),
        ]),
      );
    return { path: join(folder, "copy.csv"), run, texts };
  };

  test("write every file back byte for byte, but for what was changed, as the formatter has it", () => {
    const { path, run, texts } = open();
    const before = texts();
    expect(run("export").status).toBe(0);
    expect(run("import").stdout).toContain("0 texts changed; written: nothing.");
    expect(texts()).toEqual(before);

    const csv = readFileSync(path, "utf8");
    const thanks = "Maita basa; pano ndinoverenga mashoko chete.";
    writeFileSync(
      path,
      csv.replace(/^media,.*$/m, (line) =>
        line.replace(/(Thank you[^"]*",)"[^"]*"/, `$1${thanks}`).replace(/,$/, ",sn"),
      ),
    );
    expect(run("import").stdout).toContain("1 texts changed; written: sn.ts.");
    const media = /"Maita basa, asi[^"]*"/;
    expect(texts()).toEqual({
      ...before,
      "sn.ts": before["sn.ts"]
        ?.replace(media, `"${thanks}"`)
        .replace("en)[] = []", 'en)[] = ["media"]'),
    });
  });

  test("a sheet with a mistake is refused with its line, and every file stays", () => {
    const { path, run, texts } = open();
    const before = texts();
    writeFileSync(path, changed("nd", "media", "{"));
    const { status, stderr } = run("import");
    expect(status).toBe(1);
    expect(stderr).toMatch(/copy\.csv line \d+: nd: The braces of “media”/);
    expect(texts()).toEqual(before);
  });

  test("a text that is no TypeScript is not written, nor is any other", () => {
    const folder = mkdtempSync(join(tmpdir(), "copy-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    expect(() => writeFiles(folder, { sn: "export const sn = {};", nd: "export const {" })).toThrow(
      "could not be formatted",
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});
