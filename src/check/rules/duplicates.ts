import type { ObjectExpression } from "oxc-parser";
import { nameOf, nodesIn, type Source } from "../ast.ts";
import type { FlowModel } from "../flow-model.ts";
import type { Problem } from "../problem.ts";

/** No name is given twice within one pair of braces: the second would replace the first silently. */
export function findDuplicates({ sources, copies }: FlowModel): Problem[] {
  return [...sources, ...copies].flatMap((source) =>
    nodesIn(source.program).flatMap((node) =>
      node.type === "ObjectExpression" ? duplicatesIn(source, node) : [],
    ),
  );
}

function duplicatesIn(source: Source, { properties }: ObjectExpression): Problem[] {
  const named = properties.flatMap((property) => {
    const name = property.type === "Property" ? nameOf(property) : undefined;
    return name === undefined ? [] : [{ name, place: source.placeOf(property) }];
  });
  return named.flatMap(({ name, place }, index) => {
    const first = named.findIndex((one) => one.name === name);
    if (first === index) return [];
    return [
      {
        ...place,
        sentence: `“${name}” is already in line ${named[first]?.place.line}, and this one would replace it. Remove one, or give it another name.`,
      },
    ];
  });
}
