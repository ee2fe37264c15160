import { basename } from "node:path";
import type { Expression, Node } from "oxc-parser";
import type { Source } from "../ast.ts";

/** A file's own names, and those that it imports from other files of the folder. */
export interface Module {
  source: Source;
  declared: ReadonlyMap<string, Node>;
  imported: ReadonlyMap<string, { from: string; name: string }>;
  others: ReadonlyMap<string, Module>;
}

const known = new WeakMap<readonly Source[], ReadonlyMap<string, Module>>();

/** A file with its top-level names. */
export function moduleOf(sources: readonly Source[], source: Source): Module {
  const found = modulesOf(sources).get(basename(source.file));
  if (!found) throw new TypeError(`${source.file} is not among the files of its folder`);
  return found;
}

/** Every file by its name, each with its top-level names. */
function modulesOf(sources: readonly Source[]): ReadonlyMap<string, Module> {
  const read = known.get(sources);
  if (read) return read;
  const modules = new Map<string, Module>();
  known.set(sources, modules);
  for (const source of sources) {
    const { body } = source.program;
    const declared = new Map(
      body.flatMap((one) =>
        declaredIn(one.type === "ExportNamedDeclaration" ? one.declaration : one),
      ),
    );
    const imported = new Map(body.flatMap(importedIn));
    modules.set(basename(source.file), { source, declared, imported, others: modules });
  }
  return modules;
}

function importedIn(node: Node): [string, { from: string; name: string }][] {
  if (node.type !== "ImportDeclaration") return [];
  const from = basename(node.source.value);
  return node.specifiers.flatMap((each): [string, { from: string; name: string }][] =>
    each.type === "ImportSpecifier" && each.imported.type === "Identifier"
      ? [[each.local.name, { from, name: each.imported.name }]]
      : [],
  );
}

function declaredIn(node: Node | null): [string, Node][] {
  switch (node?.type) {
    case "VariableDeclaration":
      return node.declarations.flatMap(({ id, init }): [string, Node][] =>
        id.type === "Identifier" && init ? [[id.name, init]] : [],
      );
    case "FunctionDeclaration":
      return node.id ? [[node.id.name, node]] : [];
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return [[node.id.name, node]];
    default:
      return [];
  }
}

/** Where a top-level name is declared: in this file, or in the one that it is imported from. */
export function findDeclared(
  module: Module,
  name: string,
): { node: Node; module: Module } | undefined {
  const node = module.declared.get(name);
  if (node) return { node, module };
  const origin = module.imported.get(name);
  const other = origin && module.others.get(origin.from);
  return other && other !== module ? findDeclared(other, origin.name) : undefined;
}

/** Follows names to what they were declared as: `confirm` to `saysOneOf(…)`. */
export function declarationOf(
  module: Module,
  node: Expression,
): { node: Node; module: Module } | undefined {
  if (node.type !== "Identifier") return { node, module };
  return findDeclared(module, node.name);
}
