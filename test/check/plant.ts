import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect } from "vitest";

const project = new URL("../../", import.meta.url).pathname;

/** What a designer may get wrong, and what the check has to say of it. */
export interface Mistake {
  /** Below machines/. */
  file: string;
  /** Shona is English first, with a mistake. */
  from?: "copy/en.ts";
  /** What is written there now: its first occurrence is replaced. */
  replace: string | RegExp;
  /** `$1` is what the first brackets of an expression hold; in place of a text, it has no meaning. */
  by: string;
  /** A second thing to replace, and by what. */
  and?: [string | RegExp, string];
  /** A part of the line that is pointed at, if it is not the first line of `by`. */
  at?: string;
  /** In this file, if not in `file`. */
  in?: string;
  says: string;
  /** The same is done to every language. */
  everywhere?: true;
  /** How many problems it is, if not one: each cause is reported once. */
  problems?: number;
}

/** Machines folders with a mistake each, checked by one run of the command. */
export function plant(mistakes: Mistake[]) {
  const folder = mkdtempSync(join(tmpdir(), "check-"));
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  mistakes.forEach((mistake, index) => {
    const copy = join(folder, `${index}`);
    cpSync(join(project, "machines"), copy, { recursive: true });
    const files = mistake.everywhere ? LANGUAGES : [mistake.file];
    for (const file of files) plantIn(copy, file, mistake);
  });
  const run = check(
    folder,
    mistakes.map((_, index) => `${index}`),
  );
  return {
    /** The problems reported for one folder. */
    outcomesOf: (index: number) =>
      run.stderr.split("\n").filter((one) => one.startsWith(`${index}/`)),
    /** Expects the mistake to be reported at its line. */
    expectReported(mistake: Mistake): void {
      const name = join(`${mistakes.indexOf(mistake)}`, mistake.in ?? mistake.file);
      const at = mistake.at ?? mistake.by.trim().split("\n")[0] ?? "";
      const text = readFileSync(join(folder, name), "utf8");
      const from = mistake.at === undefined ? text.indexOf(mistake.by.trim()) : 0;
      const line = text.slice(0, text.indexOf(at, from)).split("\n").length;
      const told = run.stderr.split("\n").filter((one) => one.startsWith(`${name.split("/")[0]}/`));
      expect(told.join("\n")).toContain(`${name}:${line}  `);
      const here = told.filter((one) => one.startsWith(`${name}:${line}  `)).join("\n");
      expect(here).toContain(mistake.says);
      expect(told).toHaveLength(mistake.problems ?? 1);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const LANGUAGES = readdirSync(join(project, "machines/copy"))
  .filter((name) => /^[a-z]{2,3}\.ts$/.test(name))
  .map((name) => `copy/${name}`);

function plantIn(folder: string, file: string, mistake: Mistake): void {
  const { from = file, replace, by, and = ["", ""] } = mistake;
  const original = readFileSync(join(folder, from), "utf8");
  const text = from === file ? original : translated(original, basename(file, ".ts"));
  if (text.search(pattern(replace)) < 0) throw new Error(`${file} no longer holds ${replace}`);
  const edited =
    typeof replace === "string" ? text.replace(replace, () => by) : text.replace(replace, by);
  writeFileSync(join(folder, file), edited.replace(...and));
}

/** English as another language, as far as the check can know. */
function translated(english: string, code: string): string {
  const copy = english.replace("export const en ", `export const ${code} `);
  return `${copy}\nexport const reviewed: readonly string[] = Object.keys(${code});\n`;
}

function pattern(part: string | RegExp): RegExp {
  return typeof part === "string"
    ? new RegExp(part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    : part;
}

/** The title of a button or row of a wording, to be replaced by `$1"another"`. */
export function titleOf(key: string, choice: string): RegExp {
  const name = `(?:${choice}|"${choice}")`;
  return new RegExp(
    `("${key.replaceAll(".", "\\.")}": \\{[\\s\\S]*?\\b${name}: (?:\\{\\s*title: )?)"[^"]*"`,
  );
}

/** Runs the command as `npm run machines:check` does. */
export function check(folder: string, names: string[]): SpawnSyncReturns<string> {
  const script = join(project, "scripts/check.ts");
  return spawnSync(process.execPath, ["--import", "tsx", script, ...names], {
    cwd: folder,
    encoding: "utf8",
  });
}
