import { type Comment, type Expression, type Node, parseSync } from "oxc-parser";
import type { Copy, Entry } from "../../machines/copy/copy.ts";
import { asObject, nameOf, nodesIn, textIn } from "../../src/check/ast.ts";

/** A parsed file of a language. */
export interface Wordings {
  code: string;
  /** Its name in messages. */
  file: string;
  text: string;
  /** In the order of the file. */
  cells: Cell[];
  /** The comment before a key. */
  notes: Map<string, string>;
  /** Keys that a speaker has reviewed; `undefined` where there is no such list. */
  reviewed: (Span & { keys: string[] }) | undefined;
  /** Where to insert a missing wording. */
  end: number;
}

/** One text of a wording: `text`, `list`, or `button`, `title` and `description` with the choice after it. */
export interface Cell extends Span {
  key: string;
  part: string;
  value: string;
}

interface Span {
  start: number;
  end: number;
}

/** Parses `export const sn = { … }` and `export const reviewed = [ … ]`. */
export function readWordings(code: string, file: string, text: string): Wordings {
  const { program, comments } = parseSync(file, text);
  const declared = (name: string): Expression | undefined =>
    [...nodesIn(program)].flatMap((node) => initOf(node, name))[0];
  const copy = asObject(declared(code));
  if (!copy) throw new Error(`${file} does not contain \`export const ${code} = { … }\``);
  const notes = new Map<string, string>();
  const cells: Cell[] = [];
  let before = copy.start;
  for (const property of copy.properties) {
    const key = property.type === "Property" ? nameOf(property) : undefined;
    if (property.type !== "Property" || key === undefined) continue;
    const note = noteIn(comments, { start: before, end: property.start });
    if (note) notes.set(key, note);
    cells.push(...cellsOf(property.value).map((cell) => ({ key, ...cell })));
    before = property.end;
  }
  const list = declared("reviewed");
  const reviewed = list && { start: list.start, end: list.end, keys: textsIn(list) };
  return { code, file, text, cells, notes, reviewed, end: copy.end - 1 };
}

function initOf(node: Node, name: string): Expression[] {
  const isIt =
    node.type === "VariableDeclarator" && node.id.type === "Identifier" && node.id.name === name;
  return isIt && node.init ? [node.init] : [];
}

function noteIn(comments: Comment[], { start, end }: Span): string {
  return comments
    .filter((comment) => comment.start >= start && comment.end <= end)
    .map(({ value }) => value.replaceAll(/^\s*\*? ?/gm, "").trim())
    .join("\n");
}

function cellsOf(value: Expression): Omit<Cell, "key">[] {
  const object = asObject(value);
  if (!object) return cellOf("text", value);
  return object.properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    const name = nameOf(property) ?? "";
    const items = asObject(property.value)?.properties ?? [];
    if (name !== "buttons" && name !== "rows") return cellOf(name, property.value);
    return items.flatMap((item) => {
      if (item.type !== "Property") return [];
      const choice = nameOf(item) ?? "";
      if (name === "buttons") return cellOf(`button ${choice}`, item.value);
      const row = asObject(item.value);
      if (!row) return cellOf(`title ${choice}`, item.value);
      return row.properties.flatMap((part) =>
        part.type === "Property" ? cellOf(`${nameOf(part)} ${choice}`, part.value) : [],
      );
    });
  });
}

function cellOf(part: string, node: Expression): Omit<Cell, "key">[] {
  const value = textIn(node);
  return value === undefined ? [] : [{ part, value, start: node.start, end: node.end }];
}

function textsIn(node: Expression): string[] {
  return [...nodesIn(node)].flatMap((one) =>
    one.type === "Literal" && typeof one.value === "string" ? [one.value] : [],
  );
}

/** The wordings that cells form. */
export function toCopy(cells: readonly Pick<Cell, "key" | "part" | "value">[]): Copy {
  const keys = [...new Set(cells.map(({ key }) => key))];
  return Object.fromEntries(
    keys.map((key) => [key, toEntry(cells.filter((cell) => cell.key === key))]),
  );
}

function toEntry(cells: readonly Pick<Cell, "part" | "value">[]): Entry {
  const named = (kind: string): [choice: string, value: string][] =>
    cells.flatMap(({ part, value }) =>
      part.startsWith(`${kind} `) ? [[part.slice(kind.length + 1), value]] : [],
    );
  const of = (part: string) => cells.find((cell) => cell.part === part)?.value;
  const text = of("text") ?? "";
  const list = of("list");
  if (list !== undefined) {
    const rows = named("title").map(([choice, title]) => {
      const description = of(`description ${choice}`);
      return [choice, description === undefined ? title : { title, description }] as const;
    });
    return { text, list, rows: Object.fromEntries(rows) };
  }
  const buttons = named("button");
  return buttons.length > 0 ? { text, buttons: Object.fromEntries(buttons) } : text;
}
