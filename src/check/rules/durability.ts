import type { FlowModel } from "../flow-model.ts";
import type { Problem } from "../problem.ts";

/** Every state has a description of one sentence. */
export function findUndescribed({ machines }: FlowModel): Problem[] {
  return machines.flatMap(({ states }) =>
    states
      .filter(({ parent, description }) => parent && !description?.trim())
      .map(({ path, place }) => ({
        ...place,
        sentence: `“${path}” has no description. Describe in one sentence what happens here; the charts and storyboards show it.`,
      })),
  );
}

/** A state's name is one word: a dot would make it two. */
export function findDottedKeys({ machines }: FlowModel): Problem[] {
  return machines.flatMap(({ states }) =>
    states
      .filter(({ key }) => /[.#]/.test(key))
      .map(({ key, place }) => ({
        ...place,
        sentence: `The state's name “${key}” contains a character that has another meaning in a target. Use letters and digits only.`,
      })),
  );
}
