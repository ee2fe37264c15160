import { createCheck } from "../src/check/check.ts";
import { format } from "../src/check/problem.ts";
import { unreviewedCopyNotes } from "../src/check/unreviewed-copy.ts";
import { terms } from "./machines/terms.ts";

/** `npm run machines:check [-- folder …]`: reports problems in the machines and their copy; exit 1 if there are any. */

const folders = process.argv.length > 2 ? process.argv.slice(2) : ["machines"];
const check = createCheck(terms);
let count = 0;
for (const folder of folders) {
  const { problems, model } = await check(folder);
  count += problems.length;
  for (const problem of problems) console.error(format(problem));
  if (problems.length === 0)
    console.log(
      `${folder}: no problems in ${model.machines.length} machines and their copy (${model.locales.map(({ code }) => code).join(", ")}).`,
    );
  for (const note of unreviewedCopyNotes(model)) console.log(note);
}
if (count > 0) {
  console.error(`\nProblems: ${count}. Build and dev server are blocked until they are fixed.`);
  process.exitCode = 1;
}
