import { readFileSync } from "node:fs";
import { readFiles, writeFiles } from "./files.ts";
import { planImport } from "./import-plan.ts";

/** `npm run copy:import -- file.csv`: applies a sheet; exit 1, and no file changed, if anything in it is wrong. */

const [path, folder = "machines/copy"] = process.argv.slice(2);
if (path === undefined) {
  console.error("Usage: npm run copy:import -- file.csv");
  process.exit(1);
}
const plan = planImport(readFileSync(path, "utf8"), readFiles(folder));
if (plan.ok) {
  writeFiles(folder, plan.texts);
  const names = Object.keys(plan.texts).map((code) => `${code}.ts`);
  console.log(`${plan.changed} texts changed; written: ${names.join(", ") || "nothing"}.`);
} else {
  for (const problem of plan.problems) console.error(`${path} ${problem}`);
  console.error(`\nProblems: ${plan.problems.length}. Nothing was changed.`);
  process.exitCode = 1;
}
