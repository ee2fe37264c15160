import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { createCheck } from "../../src/check/check.ts";
import type { Problem } from "../../src/check/problem.ts";
import { terms } from "../machines/terms.ts";

/** Machines and copy as of a save. Each edition is a folder of its own, so that Node loads it anew. */
export interface Editions {
  /** The folder of the last valid edition. */
  good(): string;
  /** The problems of the edition that was checked last. */
  problems(): Problem[];
  /** Checks the current files; `undefined` if they have not changed since the last time. */
  look(): Promise<Edition | undefined>;
  /**
   * The problems that the current files would have with other texts in some of them, by name, or without those whose
   * text is empty; keeps nothing.
   */
  tryOut(files: { readonly [name: string]: string }): Promise<Problem[]>;
}

export interface Edition {
  /** Absent where there are problems. */
  folder?: string;
  problems: Problem[];
}

const PROJECT = new URL("../../", import.meta.url).pathname;

/** Treats the files in `machines` as valid at first: `npm run dev` has just checked them. */
export async function openEditions({
  machines,
  home,
}: {
  machines: string;
  /** The folder of the editions: emptied first. */
  home: string;
}): Promise<Editions> {
  prepare(home);
  const check = createCheck(terms);
  let number = 0;
  let good = copy();
  let texts = await read(machines);
  let problems: Problem[] = [];
  let isChecked = false;
  /** What was tried out last: an edit that is saved is not checked once more. */
  let tried: { texts: string; problems: Problem[] } | undefined;

  return {
    good: () => good,
    problems: () => problems,
    async look() {
      const found = await read(machines);
      if (found === texts) return isChecked ? undefined : judgeFirst();
      texts = found;
      const folder = copy();
      problems =
        tried?.texts === texts ? tried.problems : inTerms(folder, (await check(folder)).problems);
      isChecked = true;
      const isGood = problems.length === 0;
      rmSync(isGood ? good : folder, { recursive: true, force: true });
      if (!isGood) return { problems };
      good = folder;
      return { folder, problems };
    },
    async tryOut(files) {
      const folder = copy();
      try {
        for (const [name, text] of Object.entries(files))
          if (text === "") rmSync(join(folder, name), { force: true });
          else writeFileSync(join(folder, name), text);
        const found = inTerms(folder, (await check(folder)).problems);
        tried = { texts: await read(folder), problems: found };
        return found;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };

  async function judgeFirst(): Promise<Edition | undefined> {
    isChecked = true;
    problems = inTerms(good, (await check(good)).problems);
    return problems.length > 0 ? { problems } : undefined;
  }

  function copy(): string {
    number += 1;
    const folder = join(home, `${number}`);
    cpSync(machines, folder, { recursive: true, filter: isWanted });
    return folder;
  }
}

/** An empty folder from which `xstate` resolves, and in which TypeScript is loaded as in the project. */
function prepare(home: string): void {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify({ type: "module" }));
  const libraries = join(PROJECT, "node_modules");
  if (existsSync(libraries)) symlinkSync(libraries, join(home, "node_modules"), "junction");
}

/** Problems with the file names that the designer knows. */
function inTerms(folder: string, problems: Problem[]): Problem[] {
  const here = relative(process.cwd(), folder);
  const name = (text: string) =>
    text.replaceAll(here, "machines").replaceAll(folder, "machines").replaceAll(sep, "/");
  return problems.map(({ file, line, sentence }) => ({
    file: name(file),
    line,
    sentence: name(sentence),
  }));
}

/** The content of a folder and its subfolders, in one text. */
async function read(folder: string): Promise<string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(isSource).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return JSON.stringify(names.map((name, index) => [name, texts[index]]));
}

/** Ignores the temporary files of editors. */
function isWanted(path: string): boolean {
  return isSource(path) || statSync(path).isDirectory();
}

function isSource(path: string): boolean {
  return path.endsWith(".ts");
}
