import type { ImportDeclaration, Program } from "oxc-parser";
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
  return rewrite(file, [insertSpecifier(same, wanted)]);
}

/** Removes the names that nothing in the file uses. */
export function withoutUnusedImports(file: MachineFile): MachineFile {
  const { program } = file.machine.source;
  const used = new Set(
    program.body
      .filter(({ type }) => type !== "ImportDeclaration")
      .flatMap((one) =>
        nodesIn(one).flatMap((node) => (node.type === "Identifier" ? [node.name] : [])),
      ),
  );
  const splices = importsIn(program).flatMap((declaration): Splice[] => {
    const gone = declaration.specifiers.filter(({ local }) => !used.has(local.name));
    if (gone.length === 0) return [];
    if (gone.length < declaration.specifiers.length)
      return gone.map((one) => withComma(file.text, one));
    return [{ start: declaration.start, end: declaration.end + 1, by: "" }];
  });
  return splices.length > 0 ? rewrite(file, splices) : file;
}

function importsIn(program: Program): ImportDeclaration[] {
  return program.body.flatMap((one) => (one.type === "ImportDeclaration" ? [one] : []));
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
