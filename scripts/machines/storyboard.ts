import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FlowModel } from "../../src/check/flow-model.ts";
import type { Exploration } from "../../src/check/paths/explore.ts";
import type { Journey } from "../../src/check/paths/journey.ts";
import { createPhones } from "../../src/check/paths/phone.ts";
import { selectPaths } from "../../src/check/paths/select-paths.ts";
import { describeStep } from "../../src/check/paths/step.ts";
import type { Edge } from "../../src/check/paths/walk.ts";
import { type Card, indexPage, machinePage } from "./pages.ts";

/** Writes a page for each machine, with each of its paths as bubbles in each language. Returns the first page. */
export function writeStoryboard(options: {
  model: FlowModel;
  exploration: Exploration;
  journeys: Journey[];
  folder: string;
}): string {
  const { model, exploration, journeys, folder } = options;
  const names = model.machines.map(({ name }) => name);
  const locales = model.locales.map((locale) => ({
    ...locale,
    phoneOf: createPhones(exploration, locale.code),
  }));
  mkdirSync(folder, { recursive: true });
  for (const machine of model.machines) {
    const journey = journeys.find((one) => one.machine === machine);
    const happy = journey?.path.at(-1);
    const paths = selectPaths(machine, exploration.edges, happy);
    const cards = paths.map((path): Card => {
      const last = path.at(-1);
      return {
        title:
          last === undefined || last === happy ? "The shortest successful path" : titleOf(last),
        phones: locales.map(({ code, places, phoneOf }) => ({
          locale: code,
          places,
          ...phoneOf(machine, path),
        })),
      };
    });
    const locale = locales.map(({ code }) => code);
    const page = machinePage({ machine: machine.name, names, locales: locale, cards });
    writeFileSync(join(folder, `${machine.name}.html`), page);
  }
  const index = join(folder, "index.html");
  writeFileSync(index, indexPage({ names, journeys, locales: model.locales }));
  return index;
}

/** The state in which the last step of a path starts, and the step. */
function titleOf({ from, step }: Edge): string {
  const stage = from.stage.split("/").at(-1);
  return stage ? `${stage}: ${describeStep(step)}` : describeStep(step);
}
