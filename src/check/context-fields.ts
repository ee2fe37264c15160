import type { Node, TSInterfaceDeclaration } from "oxc-parser";
import { isNamed, nodesIn } from "./ast.ts";
import type { Machine } from "./machine.ts";

/** What a machine remembers under a name. */
export interface Field {
  name: string;
  /** The type, as it is written, where it is a single name. */
  type: string;
  start: number;
  end: number;
}

/** Types whose values a wording can show as they are. */
const SHOWN = new Set(["string", "number", "Amount", "Denomination"]);

/** The interface of a machine's context, if it is declared as one in the same file. */
export function contextTypeIn({ settings, source }: Machine): TSInterfaceDeclaration | undefined {
  const name = nodesIn(settings).flatMap((node) => {
    const type = declaredIn(node);
    return type?.type === "TSTypeReference" && type.typeName.type === "Identifier"
      ? [type.typeName.name]
      : [];
  })[0];
  for (const node of nodesIn(source.program))
    if (node.type === "TSInterfaceDeclaration" && node.id.name === name) return node;
  return undefined;
}

/** The type in `context: Form`, or in `FormTypes<Form, …>` of kit.ts. */
function declaredIn(node: Node): Node | undefined {
  if (node.type === "TSPropertySignature" && isNamed(node.key, "context"))
    return node.typeAnnotation?.typeAnnotation;
  return node.type === "TSTypeReference" && isNamed(node.typeName, "FormTypes")
    ? node.typeArguments?.params[0]
    : undefined;
}

/** The fields of a machine's context. */
export function fieldsIn(machine: Machine): Field[] {
  return (contextTypeIn(machine)?.body.body ?? []).flatMap((member) => {
    if (member.type !== "TSPropertySignature" || member.key.type !== "Identifier") return [];
    const type = member.typeAnnotation?.typeAnnotation;
    const { start, end } = member;
    return [{ name: member.key.name, type: type ? nameOfType(type) : "", start, end }];
  });
}

/** The fields that a wording can show as they are. */
export function shownFieldsIn(machine: Machine): Field[] {
  return fieldsIn(machine).filter(({ type }) => SHOWN.has(type));
}

const KEYWORDS: { [type: string]: string } = {
  TSStringKeyword: "string",
  TSNumberKeyword: "number",
};

function nameOfType(type: { type: string; typeName?: unknown }): string {
  const { typeName } = type;
  const isName = typeof typeName === "object" && typeName !== null && "name" in typeName;
  return isName ? String(typeName.name) : (KEYWORDS[type.type] ?? "");
}
