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

/** Machines and copy as they were at a save. Each lies in a folder of its own, so that it is loaded afresh. */
export interface Editions {
  /** The folder of the last one that the check had nothing against. */
  good(): string;
  /** What the check has against the last one that was looked at. */
  problems(): Problem[];
  /** Looks at what lies there now; `undefined` if that is what was looked at last. */
  look(): Promise<Edition | undefined>;
}

export interface Edition {
  /** Absent where there are problems. */
  folder?: string;
  problems: Problem[];
}

const PROJECT = new URL("../../", import.meta.url).pathname;

/** Takes what lies in `machines` as good at first: `npm run dev` has checked it a moment before. */
export async function openEditions({
  machines,
  home,
}: {
  machines: string;
  /** Of the editions: emptied first. */
  home: string;
}): Promise<Editions> {
  prepare(home);
  const check = createCheck(terms);
  let number = 0;
  let good = copy();
  let texts = await read(machines);
  let problems: Problem[] = [];
  let isChecked = false;

  return {
    good: () => good,
    problems: () => problems,
    async look() {
      const found = await read(machines);
      if (found === texts) return isChecked ? undefined : judgeFirst();
      texts = found;
      const folder = copy();
      problems = inTerms(folder, (await check(folder)).problems);
      isChecked = true;
      const isGood = problems.length === 0;
      rmSync(isGood ? good : folder, { recursive: true, force: true });
      if (!isGood) return { problems };
      good = folder;
      return { folder, problems };
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

/** An empty folder from which `xstate` is found, and in which TypeScript is read as it is in the project. */
function prepare(home: string): void {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify({ type: "module" }));
  const libraries = join(PROJECT, "node_modules");
  if (existsSync(libraries)) symlinkSync(libraries, join(home, "node_modules"), "junction");
}

/** Problems with the files named as the designer knows them. */
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

/** What is written in a folder and below it, in one text. */
async function read(folder: string): Promise<string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(isSource).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return JSON.stringify(names.map((name, index) => [name, texts[index]]));
}

/** Editors leave much beside the files. */
function isWanted(path: string): boolean {
  return isSource(path) || statSync(path).isDirectory();
}

function isSource(path: string): boolean {
  return path.endsWith(".ts");
}
