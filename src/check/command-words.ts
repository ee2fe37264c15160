import { isNamed, nodesIn } from "./ast.ts";
import type { FlowModel } from "./flow-model.ts";
import type { Place } from "./problem.ts";

/** A word that members write for a command, in a language. */
export interface Word {
  locale: string;
  command: string;
  word: string;
}

/** Every word for a command. */
export function wordsIn({ words: { words } }: Pick<FlowModel, "words">): Word[] {
  return Object.entries(words).flatMap(([locale, byCommand]) =>
    Object.entries(byCommand).flatMap(([command, all]) =>
      all.map((word) => ({ locale, command, word })),
    ),
  );
}

/** Where a word or a command is first written, and where it is written last. */
export function placeOf(model: Pick<FlowModel, "words">, name: string): Place {
  return placesIn(model, "words", name)[0] ?? fileOf(model);
}

export function lastPlaceOf(model: Pick<FlowModel, "words">, name: string): Place {
  return placesIn(model, "words", name).at(-1) ?? fileOf(model);
}

export function fileOf({ words: { source } }: Pick<FlowModel, "words">): Place {
  return { file: source?.file ?? "copy/words.ts", line: 1 };
}

/** Every place of a name in one of the lists of words.ts. */
export function placesIn(
  { words: { source } }: Pick<FlowModel, "words">,
  list: "words" | "firm",
  name: string,
): Place[] {
  if (!source) return [];
  const declared = nodesIn(source.program).find(
    (node) => node.type === "VariableDeclarator" && isNamed(node.id, list),
  );
  return (declared ? nodesIn(declared) : []).flatMap((node) => {
    const isIt =
      (node.type === "Literal" && node.value === name) ||
      (node.type === "Property" && isNamed(node.key, name));
    return isIt ? [source.placeOf(node)] : [];
  });
}
