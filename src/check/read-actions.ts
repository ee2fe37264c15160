import type { Expression } from "oxc-parser";
import { asObject, bare, find, isNamed, type Source, textIn } from "./ast.ts";
import type { Action, Named } from "./machine.ts";
import { objectsIn } from "./read-params.ts";
import { listed, type ReaderContext, readReference } from "./reader-context.ts";

export function readActions(context: ReaderContext, value: Expression | undefined): Action[] {
  return listed(value).flatMap((one) => {
    const named = readReference(context, one);
    if (!named) return [];
    return [{ ...named, keys: named.name === "reply" ? readKeys(context, one) : [] }];
  });
}

/** Every copy key that a reply may have. */
function readKeys(context: ReaderContext, action: Expression): Named[] {
  const config = asObject(action);
  const params = config && find(config, "params")?.value;
  const keys = (params ? objectsIn(context, params) : []).flatMap(({ object, source }) =>
    textsIn(source, find(object, "key")?.value).map((node) => ({ node, source })),
  );
  const named = keys.flatMap(({ node, source }) => {
    const name = textIn(node);
    return node && name !== undefined ? [{ name, place: source.placeOf(node) }] : [];
  });
  if (keys.length > 0 && named.length === keys.length) return named;
  context.problems.push({
    ...context.source.placeOf(action),
    sentence:
      'The check cannot determine which wording this sends. Write the copy key in quotes: `params: { key: "offer.sent" }`; two wordings that depend on something are `key: condition ? "one" : "other"`.',
  });
  return [];
}

/** The texts that an expression can evaluate to, `undefined` for one that cannot be determined. */
function textsIn(source: Source, node: Expression | undefined): (Expression | undefined)[] {
  const inner = node && bare(node);
  switch (inner?.type) {
    case "ConditionalExpression":
      return [...textsIn(source, inner.consequent), ...textsIn(source, inner.alternate)];
    case "LogicalExpression":
      return [...textsIn(source, inner.left), ...textsIn(source, inner.right)];
    case "MemberExpression":
      return textsOfTable(source, inner.object);
    default:
      return [textIn(inner) === undefined ? undefined : inner];
  }
}

/** All values of a table of texts in the same file. */
function textsOfTable(source: Source, table: Expression): (Expression | undefined)[] {
  const values = source.program.body.flatMap((node) =>
    node.type === "VariableDeclaration"
      ? node.declarations.flatMap(({ id, init }) =>
          id.type === "Identifier" && isNamed(table, id.name)
            ? (asObject(init ?? undefined)?.properties ?? [])
            : [],
        )
      : [],
  );
  if (values.length === 0) return [undefined];
  return values.flatMap((entry) =>
    entry.type === "Property" ? textsIn(source, entry.value) : [undefined],
  );
}
