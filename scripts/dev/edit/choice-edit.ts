import type { ObjectExpression, ObjectProperty, Program } from "oxc-parser";
import { asObject, find, nameOf, nodesIn, parse } from "../../../src/check/ast.ts";
import { listed } from "../../../src/check/reader-context.ts";
import type { ChoiceEdit } from "../../../src/playground/edit-protocol.ts";
import type { Edited, Files } from "./files.ts";
import { type MachineFile, propertiesOf, readMachineFile, type StateNode } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { applySplices, withComma } from "./splice.ts";
import { readLanguage } from "./wording-edit.ts";

const LANGUAGE = /^copy\/([a-z]{2,3})\.ts$/;

/**
 * Removes a button or row from a wording in every language, and the transitions for it from the states that
 * send the wording.
 */
export function removeChoice(files: Files, { key, choice }: ChoiceEdit): Edited {
  const locales = Object.keys(files).flatMap((name) => LANGUAGE.exec(name)?.[1] ?? []);
  const copies = locales.map((locale) => withoutChoice(files, { locale, key, choice }));
  const event = `choice.${choice.split("=")[0]}`;
  const machines = copies.some(({ isStillOffered }) => isStillOffered)
    ? []
    : Object.entries(files).flatMap(([name, text]) => withoutHandlers(name, text, { key, event }));
  const states = machines.flatMap(({ names }) => names);
  return {
    files: Object.fromEntries([...copies, ...machines].map(({ name, text }) => [name, text])),
    words: [
      `Removes “${choice}” from “${key}” in ${copies.length} languages.`,
      ...states.map((state) => `${state} does not react to it any more.`),
    ],
  };
}

interface Choice {
  locale: string;
  key: string;
  choice: string;
}

function withoutChoice(files: Files, { locale, key, choice }: Choice) {
  const { name, original } = readLanguage(files, locale);
  const entry = entryIn(parse(name, original).program, { locale, key });
  const offered = entry && (find(entry, "buttons") ?? find(entry, "rows"));
  const choices = propertiesOf(offered && asObject(offered.value));
  const removed =
    choices.find((one) => nameOf(one) === choice) ??
    refuse(`“${key}” has no button or row “${choice}” in ${name} any more.`);
  if (choices.length === 1)
    refuse(`“${choice}” is the only choice of “${key}”: a question needs at least one.`);
  const isSame = (one: ObjectProperty) => nameOf(one)?.split("=")[0] === choice.split("=")[0];
  return {
    name,
    text: applySplices(original, [withComma(original, removed)]),
    isStillOffered: choices.some((one) => one !== removed && isSame(one)),
  };
}

/** The braces of a wording. */
function entryIn(
  program: Program,
  { locale, key }: { locale: string; key: string },
): ObjectExpression | undefined {
  for (const node of nodesIn(program))
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier" && node.init) {
      const copy = node.id.name === locale ? asObject(node.init) : undefined;
      if (copy) return asObject(find(copy, key)?.value);
    }
  return undefined;
}

function withoutHandlers(
  name: string,
  text: string,
  { key, event }: { key: string; event: string },
): { name: string; text: string; names: string[] }[] {
  if (name.includes("/") || !text.includes("createMachine(")) return [];
  const file = readMachineFile(name, text);
  const found = file ? handlersIn(file, { key, event }) : [];
  if (found.length === 0) return [];
  return [
    {
      name,
      text: applySplices(
        text,
        found.map(({ handler }) => withComma(text, handler)),
      ),
      names: found.map(({ node }) => node.name),
    },
  ];
}

function handlersIn(
  { states }: MachineFile,
  { key, event }: { key: string; event: string },
): { node: StateNode; handler: ObjectProperty }[] {
  return states
    .filter(({ config }) => entriesOf(config).includes(key))
    .flatMap((node) => {
      const on = asObject(find(node.config, "on")?.value);
      const handler = on && find(on, event);
      return handler ? [{ node, handler }] : [];
    });
}

/** The names of a state's entry actions. */
function entriesOf(config: ObjectExpression): unknown[] {
  return listed(find(config, "entry")?.value).map((one) => one.type === "Literal" && one.value);
}
