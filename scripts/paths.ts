import { createCheck } from "../src/check/check.ts";
import {
  coverageOf,
  findBroken,
  findMisunderstood,
  findUnshown,
  findUnwalked,
  findUnwritten,
} from "../src/check/paths/coverage.ts";
import { explore } from "../src/check/paths/explore.ts";
import { findLongJourneys, journeysOf } from "../src/check/paths/journey.ts";
import { format, inOrder } from "../src/check/problem.ts";
import { serve } from "./machines/serve.ts";
import { writeStoryboard } from "./machines/storyboard.ts";
import { terms } from "./machines/terms.ts";

/**
 * `npm run machines:paths [-- folder [output]]`: explores every path through the machines, writes a storyboard,
 * and reports what no path covers; exit 1 if there is any.
 */

const [folder = "machines", output = "dist/storyboard"] = process.argv.slice(2);
const { model, problems: mistakes } = await createCheck(terms)(folder);
if (mistakes.length > 0) {
  for (const problem of mistakes) console.error(format(problem));
  console.error(`\nProblems: ${mistakes.length}. Paths are explored once they are fixed.`);
  process.exit(1);
}

const exploration = explore(model, await serve(model, folder));
const { edges } = exploration;
const coverage = coverageOf(model, edges);
const journeys = journeysOf(model, edges);
for (const { machine, parts, missing } of coverage) {
  const walked = ((100 * (parts.length - missing.length)) / parts.length).toFixed(1);
  const journey = journeys.find((one) => one.machine === machine);
  const happy = journey
    ? `shortest path: ${counted(journey.messages, "message")} of the member, ${counted(journey.bubbles, "bubble")} back`
    : "no successful path is known";
  console.log(
    `${machine.name.padEnd(14)} ${counted(parts.length, "state and transition", "states and transitions")}, ${walked}% covered; ${happy}`,
  );
}
const page = writeStoryboard({ model, exploration, journeys, folder: output });
console.log(`${edges.length} steps explored. Storyboard: ${page}`);

const problems = inOrder([
  ...findUnwalked(coverage),
  ...findBroken(model.machines, edges),
  ...findUnshown(model.machines, edges),
  ...findMisunderstood(model.machines, edges),
  ...findUnwritten(model, edges),
  ...findLongJourneys(journeys),
]);
for (const problem of problems) console.error(format(problem));
if (problems.length > 0) {
  console.error(`\nProblems: ${problems.length}.`);
  process.exitCode = 1;
}

function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
