import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const project = new URL("../../", import.meta.url).pathname;

/** As in package.json: a walk makes much garbage. */
const NODE_ARGS = ["--max-semi-space-size=64", "--import", "tsx"];

/** A copy of machines/ to change, and to run the commands of designers on. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "scratch-"));
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: join(project, "tsconfig.json"),
      compilerOptions: { rootDir: "." },
      files: [],
      include: ["machines"],
    }),
  );
  cpSync(join(project, "machines"), join(folder, "machines"), { recursive: true });
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  return {
    folder,
    read,
    write: (file: string, text: string) => writeFileSync(join(folder, file), text),
    /** Replaces every occurrence of a text in a file. */
    replace(file: string, from: string, by: string): void {
      const text = read(file);
      if (!text.includes(from)) throw new Error(`${file} no longer holds ${from}`);
      writeFileSync(
        join(folder, file),
        text.replaceAll(from, () => by),
      );
    },
    /** The line of a file that first holds this. */
    lineOf: (file: string, part: string) =>
      read(file).slice(0, read(file).indexOf(part)).split("\n").length,
    /** Runs `check`, `paths` or `docs` as npm does; those of the copy, where it has them. */
    run(script: string) {
      const home = existsSync(join(folder, "scripts")) ? folder : project;
      return spawn(folder, [process.execPath, ...NODE_ARGS, join(home, `scripts/${script}.ts`)]);
    },
    /** Runs the tests of these files, which the copy has to have: how many passed, and what failed. */
    tests(...files: string[]): { passed: number; failed: string[] } {
      const vitest = join(project, "node_modules/vitest/vitest.mjs");
      const args = ["run", "--config", "test/vitest.config.ts", "--reporter", "json", ...files];
      const { stdout, stderr } = spawn(folder, [process.execPath, vitest, ...args]);
      if (!stdout.startsWith("{")) throw new Error(stderr || stdout);
      const report: Report = JSON.parse(stdout);
      const failed = report.testResults.flatMap(({ assertionResults }) =>
        assertionResults.filter(({ status }) => status === "failed"),
      );
      return {
        passed: report.numPassedTests,
        failed: failed.map((each) => [each.fullName, ...each.failureMessages].join("\n")),
      };
    },
    types: () => spawn(folder, [join(project, "node_modules/.bin/tsc"), "-p", "."]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Of vitest's report in JSON. */
interface Report {
  numPassedTests: number;
  testResults: {
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

export type Scratch = ReturnType<typeof scratch>;

function spawn(cwd: string, [command = "", ...args]: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** A stand-in for a translation: the same keys, marks and values, and hardly a word the same. */
export function pretendTranslation(text: string, ending: string): string {
  return text.replaceAll(/(?<=[\s“*])[a-z]+(?=[\s.,?!"”*])/gi, (word) => `${word}${ending}`);
}

/** A walk takes seconds where nothing else runs, and more beside other tests. */
export const WALK_TIMEOUT_MS = 900_000;
