import type { AnyStateNode, AnyTransitionDefinition } from "xstate";
import { createCheck } from "../../src/check/check.ts";
import { explore } from "../../src/check/paths/explore.ts";
import { selectCovering } from "../../src/check/paths/select-paths.ts";
import type { Edge } from "../../src/check/paths/walk.ts";
import { edgeIdOf, stateIdOf } from "../../src/playground/chart/names.ts";
import { type Comparison, compare } from "../../src/playground/compare/compare.ts";
import { drawCharts } from "../../src/playground/draw-charts.ts";
import type { Chart } from "../../src/playground/protocol.ts";
import { createCards } from "./cards.ts";
import { storyPart } from "./pages.ts";
import { drawRevision } from "./revision.ts";
import { serve } from "./serve.ts";
import { terms } from "./terms.ts";

/** What changed in the machines since a git revision, and the changed paths on phones as part of a page, if any. */
export interface Changes {
  comparison: Comparison;
  paths?: string;
}

/**
 * @throws {RevisionError} when git cannot read the revision
 * @throws with the first problem of machines that do not pass the check
 */
export async function readChanges(since: string): Promise<Changes> {
  const before = await drawRevision(since, drawCharts);
  const after = await drawCharts("machines");
  const comparison = compare(before, after);
  const paths = await drawChangedPaths("machines", after.charts, comparison);
  return { comparison, ...(paths !== undefined && { paths }) };
}

/**
 * Walks the machines of a folder, and draws the paths through all that a comparison lists as added or changed, and
 * to each wording that it lists, as part of a page. `undefined` where there is none.
 * @throws with the first problem of machines that do not pass the check
 */
async function drawChangedPaths(
  folder: string,
  charts: readonly Chart[],
  comparison: Comparison,
): Promise<string | undefined> {
  const changed = charts
    .map((chart) => ({ machine: chart.machine, marks: marksIn(chart, comparison) }))
    .filter(({ marks }) => marks.size > 0);
  if (changed.length === 0) return undefined;
  const { model, problems } = await createCheck(terms)(folder);
  const [problem] = problems;
  if (problem) throw new Error(`${problem.file}:${problem.line}  ${problem.sentence}`);
  const exploration = explore(model, await serve(model, folder));
  const cardOf = createCards(model, exploration);
  const all = new Set(changed.flatMap(({ marks }) => [...marks]));
  const passed = new Map(exploration.edges.map((edge) => [edge, marksOn(edge, all)]));
  const none: ReadonlySet<string> = new Set();
  const machines = model.machines.flatMap((machine) => {
    const marks = changed.find((one) => one.machine === machine.name)?.marks;
    if (!marks) return [];
    const covers = (edge: Edge) => passed.get(edge) ?? none;
    const paths = selectCovering(marks, exploration.edges, covers);
    return [{ machine: machine.name, cards: paths.map((path) => cardOf(machine, path)) }];
  });
  return storyPart(
    machines.filter(({ cards }) => cards.length > 0),
    model.locales.map(({ code }) => code),
  );
}

/** Ids of what is new or changed in a machine, and the keys of changed wordings that it says. */
function marksIn({ machine, states, edges }: Chart, comparison: Comparison): Set<string> {
  const change = comparison.machines.find((one) => one.machine === machine);
  const parts = [...states, ...edges];
  const ids = new Set(parts.map(({ id }) => id));
  const said = new Set(parts.flatMap(({ says }) => says));
  return new Set([
    ...[...(change?.added ?? []), ...(change?.changed ?? [])].filter((id) => ids.has(id)),
    ...comparison.wordings.map(({ key }) => key).filter((key) => said.has(key)),
  ]);
}

/** Which of these marks a step passes. */
function marksOn({ to }: Edge, all: ReadonlySet<string>): ReadonlySet<string> {
  const ids = [...to.taken].map((part) =>
    isNode(part) ? stateIdOf(part) : edgeIdOf(part as AnyTransitionDefinition),
  );
  const keys = to.received.flatMap((bubble) => bubble.keys);
  return new Set([...ids, ...keys].filter((mark) => all.has(mark)));
}

const isNode = (part: object): part is AnyStateNode => "machine" in part;
