import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readWordings } from "../../scripts/copy/wordings.ts";
import { localesIn } from "../../scripts/dev/edit/copy-file.ts";
import { createEditor } from "../../scripts/dev/edit/editor.ts";
import type { Files } from "../../scripts/dev/edit/files.ts";
import { EditRefusal } from "../../scripts/dev/edit/refusal.ts";
import { machinesIn } from "../../scripts/dev/edit/said.ts";
import { typedMachines } from "../../scripts/dev/edit/typed-machines.ts";
import { terms } from "../../scripts/machines/terms.ts";
import { createCheck } from "../../src/check/check.ts";
import type { Problem } from "../../src/check/problem.ts";
import type { Edit } from "../../src/playground/edit-protocol.ts";
import { expectMeant, lookOf, type Served } from "./meant.ts";
import { type Choice, editOf, KINDS } from "./random-edit.ts";
import { filesIn, shipped } from "./shipped.ts";
import { expectUntouched } from "./untouched.ts";

/** `EDITS=1000` for a thorough run, `SEED=7` for other edits; by default each kind is tried once. */
const RUNS = Number(process.env.EDITS ?? KINDS.length);
const SEED = Number(process.env.SEED ?? 1);
const LONG_MS = 120_000 + RUNS * 10_000;

const project = new URL("../../", import.meta.url).pathname;
let folder: string;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "every-kind-"));
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  cpSync(join(project, ".biome.json"), join(folder, ".biome.json"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const check = createCheck(terms);
async function problemsOf(files: Files): Promise<Problem[]> {
  const tried = join(folder, `tried-${count++}`);
  cpSync(join(project, "machines"), tried, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(tried, name), text);
  const { problems } = await check(tried);
  rmSync(tried, { recursive: true });
  return problems;
}

const original = served(shipped);

/** Loads the machines of these files, from a folder of their own where they are not the shipped ones. */
async function served(files: Files): Promise<Served> {
  const changed = Object.keys(files).filter((name) => files[name] !== shipped[name]);
  const isCode = (name: string) => !name.startsWith("copy/");
  const before = files === shipped ? undefined : await original;
  const machines = { ...before?.machines };
  if (!before || changed.some(isCode)) {
    const home = before ? join(folder, `served-${count++}`) : join(project, "machines");
    if (before) writeFiles(home, files);
    for (const { file, machine } of machinesIn(files)) {
      const module = await import(pathToFileURL(join(home, file)).href);
      machines[machine.id] = lookOf(module[machine.name]);
    }
  }
  const wordings = localesIn(files).map((locale) => {
    const name = `copy/${locale}.ts`;
    const { cells } = readWordings(locale, name, String(files[name]));
    return [locale, cells.map(({ key, part, value }) => ({ key, part, value }))];
  });
  return { machines, wordings: Object.fromEntries(wordings) };
}

function writeFiles(home: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
}

/** What an edit made of the files: types, the parts that it leaves, and the machines that are served. */
async function judge(edit: Edit, after: Files, changed: string[]): Promise<void> {
  const errors = typedMachines().errorsIn(after);
  // The page saves nothing in which the check finds problems.
  if (errors.length > 0) expect(await problemsOf(after), errors.join("\n")).not.toEqual([]);
  for (const name of changed.filter((one) => shipped[one] !== undefined)) {
    const [before, text] = [String(shipped[name]), String(after[name])];
    expectUntouched(edit, name, before, text);
  }
  // What has errors of the types is not saved, and may not even load.
  if (errors.length === 0) expectMeant(edit, await original, await served(after));
}

test("a line that an edit does not name counts as touched", () => {
  const edit: Edit = { kind: "tags", state: "offer:filling.due", was: [], tags: ["text"] };
  const before = String(shipped["offer.ts"]);
  const tagged = before.replace('entry: "offer.due.ask"', 'tags: "text", entry: "offer.due.ask"');
  expectUntouched(edit, "offer.ts", before, tagged);
  const elsewhere = tagged.replace("No reply in time.", "No reply");
  expect(() => expectUntouched(edit, "offer.ts", before, elsewhere)).toThrow();
});

test(
  "an edit of any kind changes what it names, passes format and types, and its undo restores the bytes",
  async () => {
    const machines = join(folder, "edited");
    cpSync(join(project, "machines"), machines, { recursive: true });
    const editor = createEditor({ folder: machines, tryOut: async () => [] });
    const saved: string[] = [];
    const refused = new Map<string, number>();
    const wrong: string[] = [];

    const tryOne = async (edit: Edit) => {
      await editor.save([edit]);
      const after = filesIn(machines);
      const changed = Object.keys(after).filter((name) => after[name] !== shipped[name]);
      try {
        await judge(edit, after, changed);
      } finally {
        await editor.undo();
      }
      expect(filesIn(machines)).toEqual(shipped);
      for (const name of changed) {
        const kept = join(folder, "machines", `${saved.length}`, name);
        mkdirSync(dirname(kept), { recursive: true });
        writeFileSync(kept, String(after[name]));
        saved.push(kept);
      }
    };

    const choices = fc.record<Choice>({
      kind: fc.constantFrom(...KINDS),
      at: fc.nat(10_000),
      where: fc.nat(10_000),
      to: fc.nat(10_000),
      text: fc
        .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
        .filter((text) => text.trim() !== ""),
    });
    // Each kind is chosen equally often.
    const all = fc
      .sample(choices, { numRuns: RUNS, seed: SEED })
      .map((choice, index) => ({ ...choice, kind: KINDS[index % KINDS.length] ?? choice.kind }));
    for (const choice of all) {
      const edit = editOf(choice);
      try {
        await tryOne(edit);
      } catch (cause) {
        if (cause instanceof EditRefusal) refused.set(edit.kind, (refused.get(edit.kind) ?? 0) + 1);
        else wrong.push(`Seed ${SEED}: ${JSON.stringify(edit)}\n${cause}`);
      }
    }
    expect(wrong.join("\n\n")).toBe("");
    // Most are made, or the others would prove little.
    const times = [...refused.values()].reduce((sum, count) => sum + count, 0);
    expect(times, JSON.stringify([...refused])).toBeLessThan(RUNS / 2);
    expectFormatted(saved);
  },
  LONG_MS,
);

/** As `npm run lint` checks them, the order of imports included. */
function expectFormatted(files: string[]): void {
  const { status, stderr } = spawnSync(
    join(project, "node_modules/.bin/biome"),
    ["check", "--config-path=.biome.json", "--linter-enabled=false", ...files],
    { cwd: folder, encoding: "utf8" },
  );
  expect(stderr).not.toContain("×");
  expect(status).toBe(0);
}
