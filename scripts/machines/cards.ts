import type { FlowModel } from "../../src/check/flow-model.ts";
import type { Machine } from "../../src/check/machine.ts";
import type { Exploration } from "../../src/check/paths/explore.ts";
import { createPhones, type Phone } from "../../src/check/paths/phone.ts";
import { describeStep } from "../../src/check/paths/step.ts";
import type { Edge } from "../../src/check/paths/walk.ts";
import type { Place } from "../../src/check/problem.ts";

/** A path, on a phone for each language. */
export interface Card {
  title: string;
  phones: (Phone & { locale: string; places: ReadonlyMap<string, Place> })[];
}

/** Makes cards of paths; a path is named by its last step, unless it has a title. */
export function createCards(
  model: FlowModel,
  exploration: Exploration,
): (machine: Machine, path: Edge[], title?: string) => Card {
  const locales = model.locales.map(({ code, places }) => ({
    code,
    places,
    phoneOf: createPhones(exploration, code),
  }));
  return (machine, path, title = titleOf(path)) => ({
    title,
    phones: locales.map(({ code, places, phoneOf }) => ({
      locale: code,
      places,
      ...phoneOf(machine, path),
    })),
  });
}

/** The state in which the last step of a path starts, and the step. */
function titleOf(path: Edge[]): string {
  const last = path.at(-1);
  if (!last) return "";
  const stage = last.from.stage.split("/").at(-1);
  return stage ? `${stage}: ${describeStep(last.step)}` : describeStep(last.step);
}
