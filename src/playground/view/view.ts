import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { words } from "../../../machines/copy/words.ts";
import { createFlowModel, type FlowModel } from "../../check/flow-model.ts";
import { toChartModel } from "../chart/chart-model.ts";
import { createLayout } from "../chart/layout.ts";
import { isMachine, machinesWithin } from "../chart/names.ts";
import { emptySourceInfo, sourceInfoOf } from "../chart/source-info.ts";
import { wordingsOf } from "../chart/wordings.ts";
import type { Chart, Wording } from "../protocol.ts";
import { toPage } from "./page.ts";

/**
 * The page that shows a file's machines and the machines that they invoke. If the file has copy next to it, the
 * page shows its wordings and places.
 * @throws {NoMachineError} when it exports none
 */
export async function view(path: string): Promise<string> {
  const { charts, wordings } = await drawn(path);
  return toPage(charts, wordings);
}

export class NoMachineError extends Error {
  readonly code = "no-machine";
  override readonly name = "NoMachineError";
}

async function drawn(path: string): Promise<{ charts: Chart[]; wordings: Wording[] }> {
  const folder = dirname(resolve(path));
  const exported: { [name: string]: unknown } = await import(pathToFileURL(resolve(path)).href);
  // CommonJS modules have their exports a second time, as the default.
  const all = [...Object.values(exported), ...Object.values(exported.default ?? {})];
  const machines = all.filter(isMachine).flatMap(machinesWithin);
  if (machines.length === 0)
    throw new NoMachineError(`${path} exports no machine: add \`export\` before it.`);
  const known = existsSync(join(folder, "copy")) ? await readFolder(folder) : undefined;
  const charts: Chart[] = [];
  const layout = createLayout();
  for (const machine of new Set(machines)) {
    const written = known?.machines.find(({ id }) => id === machine.id);
    const notes =
      known && written
        ? sourceInfoOf(known, written, words)
        : emptySourceInfo(relative(process.cwd(), path));
    charts.push(await layout(toChartModel(machine, notes)));
  }
  return { charts, wordings: known ? wordingsOf(known) : [] };
}

/** What can be read from a folder of machines. The check reports what is wrong in it. */
async function readFolder(folder: string): Promise<FlowModel> {
  const found = await createFlowModel(relative(process.cwd(), folder) || ".", {
    sessionMs: 0,
    isRepeatable: () => false,
    breachesOf: () => [],
  });
  return found.model;
}
