import type { ObjectExpression, ObjectProperty } from "oxc-parser";
import { asObject, find, nameOf, nodesIn, parse } from "../../../src/check/ast.ts";
import { readWordings, type Wordings } from "../../copy/wordings.ts";
import type { Files } from "./files.ts";
import { propertiesOf } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { applySplices, type Splice, withComma } from "./splice.ts";

/** A language's file with the nodes of its syntax tree. */
export interface CopyFile {
  locale: string;
  name: string;
  text: string;
  /** The braces of all wordings. */
  copy: ObjectExpression;
  wordings: Wordings;
}

const LANGUAGE = /^copy\/([a-z]{2,3})\.ts$/;

/** Every language, English first. */
export function localesIn(files: Files): string[] {
  return Object.keys(files)
    .flatMap((name) => LANGUAGE.exec(name)?.[1] ?? [])
    .sort((one, other) => Number(other === "en") - Number(one === "en"));
}

/** Parses a language's file; refuses a language that has none. */
export function readCopyFile(files: Files, locale: string): CopyFile {
  const name = `copy/${locale}.ts`;
  const text = files[name] ?? refuse(`There is no file ${name}.`);
  const { program } = parse(name, text);
  for (const node of nodesIn(program))
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier" && node.init) {
      const copy = node.id.name === locale ? asObject(node.init) : undefined;
      if (copy) return { locale, name, text, copy, wordings: readWordings(locale, name, text) };
    }
  return refuse(`${name} has no wordings. Fix it in your editor first.`);
}

/** A wording by its copy key. */
export function wordingIn({ copy, name }: CopyFile, key: string): ObjectProperty {
  return find(copy, key) ?? refuse(`${name} has no wording “${key}” any more.`);
}

/** The buttons or rows of a wording, if it has any. */
export function choicesIn(file: CopyFile, key: string): ObjectExpression | undefined {
  const entry = asObject(wordingIn(file, key).value);
  const offered = entry && (find(entry, "buttons") ?? find(entry, "rows"));
  return offered && asObject(offered.value);
}

/** The button or row of a wording. */
export function choiceIn(file: CopyFile, key: string, choice: string): ObjectProperty {
  return (
    propertiesOf(choicesIn(file, key)).find((one) => nameOf(one) === choice) ??
    refuse(`“${key}” has no button or row “${choice}” in ${file.name} any more.`)
  );
}

/** The names of the choices that a wording offers: "account" for each row "account=A1". */
export function namesOffered(file: CopyFile, key: string): string[] {
  const isKnown = find(file.copy, key) !== undefined;
  return propertiesOf(isKnown ? choicesIn(file, key) : undefined).map((one) =>
    eventNameOf(nameOf(one) ?? ""),
  );
}

/** "account" of "account=A1". */
export function eventNameOf(choice: string): string {
  return choice.split("=")[0] ?? choice;
}

/** Takes a key from the list of wordings that a speaker has reviewed, if it is there. */
export function unreview({ text, wordings: { reviewed } }: CopyFile, key: string): Splice[] {
  if (!reviewed?.keys.includes(key)) return [];
  const start = text.indexOf(JSON.stringify(key), reviewed.start);
  if (start < 0 || start >= reviewed.end)
    refuse(`The list “reviewed” does not quote “${key}” as expected: change it in your editor.`);
  return [withComma(text, { start, end: start + JSON.stringify(key).length })];
}

/** A changed file, by its name. */
export function changed({ name, text }: { name: string; text: string }, splices: Splice[]): Files {
  return splices.length > 0 ? { [name]: applySplices(text, splices) } : {};
}
