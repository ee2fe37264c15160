import { createCheck } from "../src/check/check.ts";
import { notesOn } from "../src/check/notes.ts";
import { format } from "../src/check/problem.ts";
import { contract } from "../src/credex/contract.ts";
import { breachesOf } from "../src/whatsapp/limits.ts";

/** `npm run machines:check [-- folder …]`: what is wrong in the machines and their copy; exit 1 if anything is. */

/** What the seed promises: five quiet minutes. */
const SESSION_MS = 5 * 60_000;

const folders = process.argv.length > 2 ? process.argv.slice(2) : ["machines"];
const repeatable = new Map([
  ...Object.entries(contract).map(([name, operation]) => [name, operation.repeatable] as const),
  // Ours: the same language may be kept again.
  ["keepLanguage", true] as const,
]);
const check = createCheck({
  sessionMs: SESSION_MS,
  isRepeatable: (operation) => repeatable.get(operation) ?? false,
  breachesOf,
});
let count = 0;
for (const folder of folders) {
  const { problems, study } = await check(folder);
  count += problems.length;
  for (const problem of problems) console.error(format(problem));
  if (problems.length === 0)
    console.log(
      `${folder}: nothing to mend in ${study.machines.length} machines and their copy (${study.locales.map(({ code }) => code).join(", ")}).`,
    );
  for (const note of notesOn(study)) console.log(note);
}
if (count > 0) {
  console.error(`\n${count} to mend. Nothing is served or built until then.`);
  process.exitCode = 1;
}
