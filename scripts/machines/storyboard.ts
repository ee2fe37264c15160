import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FlowModel } from "../../src/check/flow-model.ts";
import type { Exploration } from "../../src/check/paths/explore.ts";
import type { Journey } from "../../src/check/paths/journey.ts";
import { selectPaths } from "../../src/check/paths/select-paths.ts";
import { createCards } from "./cards.ts";
import { indexPage, machinePage } from "./pages.ts";

/** Writes a page for each machine, with each of its paths as bubbles in each language. Returns the first page. */
export function writeStoryboard(options: {
  model: FlowModel;
  exploration: Exploration;
  journeys: Journey[];
  folder: string;
}): string {
  const { model, exploration, journeys, folder } = options;
  const names = model.machines.map(({ name }) => name);
  const locales = model.locales.map(({ code }) => code);
  const cardOf = createCards(model, exploration);
  mkdirSync(folder, { recursive: true });
  for (const machine of model.machines) {
    const journey = journeys.find((one) => one.machine === machine);
    const happy = journey?.path.at(-1);
    const cards = selectPaths(machine, exploration.edges, happy).map((path) => {
      const last = path.at(-1);
      const isHappy = last === undefined || last === happy;
      return cardOf(machine, path, isHappy ? "The shortest successful path" : undefined);
    });
    const page = machinePage({ machine: machine.name, names, locales, cards });
    writeFileSync(join(folder, `${machine.name}.html`), page);
  }
  const index = join(folder, "index.html");
  writeFileSync(index, indexPage({ names, journeys, locales: model.locales }));
  return index;
}
