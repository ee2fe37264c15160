import type { ImportDeclaration, Node, Program } from "oxc-parser";
import { nodesIn } from "../../../src/check/ast.ts";
import { rewrite } from "./edited-machine.ts";
import type { MachineFile } from "./machine-file.ts";
import { type Splice, withComma } from "./splice.ts";

/** A name that a file needs from another. */
export interface Import {
  name: string;
  from: string;
  isType?: boolean;
}

/** Imports a name, unless it is there already; sorted as the formatter sorts. */
export function withImport(file: MachineFile, wanted: Import): MachineFile {
  const { program } = file.machine.source;
  const declarations = importsIn(program);
  const same = declarations.find(({ source }) => source.value === wanted.from);
  if (!same) return rewrite(file, [insertDeclaration(declarations, wanted)]);
  if (same.specifiers.some(({ local }) => local.name === wanted.name)) return file;
  if (same.importKind === "type" && !wanted.isType) return rewrite(file, [asValues(same, wanted)]);
  return rewrite(file, [insertSpecifier(same, wanted)]);
}

/** Removes imports, and constants, functions and types of the file, that nothing in it uses. */
export function withoutUnused(file: MachineFile): MachineFile {
  const { body } = file.machine.source.program;
  const unused = body.find(
    (one) =>
      isDeclaration(one) &&
      !body.some(
        (other) => other !== one && namesUsedIn(other).some((name) => declares(one, name)),
      ),
  );
  if (!unused) return withoutUnusedImports(file);
  const comment = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(file.text.slice(0, unused.start));
  const start = unused.start - (comment?.[0].length ?? 0);
  const end = unused.end + (/^\n*/.exec(file.text.slice(unused.end))?.[0].length ?? 0);
  return withoutUnused(rewrite(file, [{ start, end, by: "" }]));
}

type Statement = Program["body"][number];

const DECLARATIONS: readonly string[] = [
  "VariableDeclaration",
  "FunctionDeclaration",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
];
const isDeclaration = ({ type }: Statement): boolean => DECLARATIONS.includes(type);

function declares(statement: Statement, name: string): boolean {
  if (statement.type === "VariableDeclaration")
    return statement.declarations.some(({ id }) => id.type !== "Identifier" || id.name === name);
  return "id" in statement && statement.id?.type === "Identifier" && statement.id.name === name;
}

function withoutUnusedImports(file: MachineFile): MachineFile {
  const { program } = file.machine.source;
  const used = new Set(
    program.body.filter(({ type }) => type !== "ImportDeclaration").flatMap(namesUsedIn),
  );
  const splices = importsIn(program).flatMap((declaration): Splice[] => {
    const gone = declaration.specifiers.filter(({ local }) => !used.has(local.name));
    if (gone.length === 0) return [];
    const kept = declaration.specifiers.filter((one) => !gone.includes(one));
    const isMixed = declaration.importKind !== "type";
    if (kept.length > 0 && isMixed && kept.every(isType)) return [asTypes(declaration, kept)];
    if (kept.length > 0) return gone.map((one) => withComma(file.text, one));
    return [{ start: declaration.start, end: declaration.end + 1, by: "" }];
  });
  return splices.length > 0 ? rewrite(file, splices) : file;
}

/** Identifiers other than the names of properties. */
function namesUsedIn(part: Node): string[] {
  const nodes = nodesIn(part);
  const keys = new Set(nodes.flatMap((node) => propertyNameOf(node) ?? []));
  return nodes.flatMap((node) =>
    node.type === "Identifier" && !keys.has(node) ? [node.name] : [],
  );
}

function propertyNameOf(node: Node): Node | undefined {
  if (node.type === "MemberExpression") return node.computed ? undefined : node.property;
  if (node.type === "TSPropertySignature") return node.computed ? undefined : node.key;
  return node.type === "Property" && !node.computed && !node.shorthand ? node.key : undefined;
}

function importsIn(program: Program): ImportDeclaration[] {
  return program.body.flatMap((one) => (one.type === "ImportDeclaration" ? [one] : []));
}

type Specifier = ImportDeclaration["specifiers"][number];

const isType = (one: Specifier): boolean =>
  one.type === "ImportSpecifier" && one.importKind === "type";

/** `import type { … }` with a value among its types. */
function asValues({ start, end, specifiers, source }: ImportDeclaration, wanted: Import): Splice {
  const names = [
    { name: wanted.name, written: wanted.name },
    ...specifiers.map(({ local: { name } }) => ({ name, written: `type ${name}` })),
  ].sort((one, other) => compare(one.name, other.name));
  const written = names.map((one) => one.written).join(", ");
  return { start, end, by: `import { ${written} } from "${source.value}";` };
}

/** An import of nothing but types. */
function asTypes({ start, end, source }: ImportDeclaration, kept: Specifier[]): Splice {
  const written = kept.map(({ local }) => local.name).join(", ");
  return { start, end, by: `import type { ${written} } from "${source.value}";` };
}

function insertDeclaration(declarations: ImportDeclaration[], wanted: Import): Splice {
  const next = declarations.find(
    ({ source }) => source.value.startsWith(".") && compare(source.value, wanted.from) > 0,
  );
  const written = `import ${wanted.isType ? "type " : ""}{ ${wanted.name} } from "${wanted.from}";`;
  if (next) return { start: next.start, end: next.start, by: `${written}\n` };
  const end = declarations.at(-1)?.end ?? 0;
  return { start: end, end, by: `\n${written}` };
}

function insertSpecifier({ specifiers, importKind }: ImportDeclaration, wanted: Import): Splice {
  const written = wanted.isType && importKind !== "type" ? `type ${wanted.name}` : wanted.name;
  const next = specifiers.find(({ local }) => compare(local.name, wanted.name) > 0);
  if (next) return { start: next.start, end: next.start, by: `${written}, ` };
  const end = specifiers.at(-1)?.end ?? 0;
  return { start: end, end, by: `, ${written}` };
}

/** Without regard to case, as the formatter compares. */
function compare(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}
