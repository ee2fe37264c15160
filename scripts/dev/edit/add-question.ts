import { isGiven } from "../../../machines/copy/placeholders.ts";
import { asObject, find, nameOf } from "../../../src/check/ast.ts";
import { fieldsIn, shownFieldsIn } from "../../../src/check/context-fields.ts";
import { placeholdersOf } from "../../../src/check/wording.ts";
import type { AddQuestionEdit, Texts } from "../../../src/playground/edit-protocol.ts";
import { type AnswerParts, partsOfAnswer } from "./answer-parts.ts";
import { changed, localesIn, readCopyFile } from "./copy-file.ts";
import { machineOf, pathOf, rewrite } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import {
  actionsOf,
  contextTypeOf,
  fieldKeptBy,
  initialContextOf,
  settingOf,
  valuesIn,
} from "./form-parts.ts";
import { withImport } from "./imports.ts";
import { insertProperty, propertyOf } from "./insert.ts";
import {
  type MachineFile,
  propertiesOf,
  type StateNode,
  stateAt,
  transitionsOf,
} from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { saidOnEntry } from "./said.ts";
import { nameTarget } from "./targets.ts";
import { destinationOf, goesBack, spliceTarget } from "./transitions.ts";

/** Adds a question after another one: its state, its field, its guard, and its wordings in every language. */
export function addQuestion(files: Files, edit: AddQuestionEdit): Edited {
  const { name, after } = edit;
  const file = machineOf(files, after);
  const plan = planOf(file, edit);
  const locales = localesIn(files);
  mustHaveTexts(edit, locales);
  const key = `${file.machine.id}.${name}`;
  const answer = partsOfAnswer(edit, fieldsIn(file.machine));
  const copies = locales.map((locale) => {
    const copy = readCopyFile(files, locale);
    if (find(copy.copy, `${key}.ask`)) refuse(`There is a wording “${key}.ask” already.`);
    const last = propertiesOf(copy.copy).findLast((one) =>
      (nameOf(one) ?? "").startsWith(`${plan.topic}.`),
    );
    const source = wordingsOf(edit, key, locale)
      .map(([each, text]) => propertyOf(each, text))
      .join(",\n");
    return changed(copy, [insertProperty(copy.text, copy.copy, { after: last, source })]);
  });
  const steps = [
    (one: MachineFile) => withField(one, edit, plan, answer),
    (one: MachineFile) => withNames(one, edit, plan, answer),
    (one: MachineFile) => withState(one, edit, plan, answer),
    (one: MachineFile) => withWays(one, edit, plan),
    (one: MachineFile) => answer.imports.reduce(withImport, one),
  ];
  const result = steps.reduce((one, step) => step(one), file);
  return {
    files: Object.assign({}, ...copies, { [file.file]: result.text }),
    words: [
      `Asks for ${answer.words} after ${plan.from.name}, and keeps it as “${name}”.`,
      `${plan.to.name} follows.`,
    ],
  };
}

interface Plan {
  from: StateNode;
  to: StateNode;
  /** The action and the guard of the way there so far, if it has them. */
  action: string | undefined;
  guard: string | undefined;
  /** The field that the question before keeps its answer in. */
  field: string | undefined;
  /** What the copy keys of the question before begin with. */
  topic: string;
}

function planOf(file: MachineFile, { after, before, ways, name }: AddQuestionEdit): Plan {
  if (!/^[a-z][A-Za-z0-9]{0,29}$/.test(name))
    refuse("The name of a question begins with a small letter and has only letters and digits.");
  const from = stateAt(file, pathOf(after));
  const { parent } = from.state;
  if (!parent || from.state.states.length > 0) refuse(`${from.name} is no question.`);
  if (parent.states.some(({ key }) => key === name))
    refuse(`There is a state “${name}” beside ${from.name} already.`);
  if (fieldsIn(file.machine).some((field) => field.name === name))
    refuse(`“${file.machine.id}” keeps a “${name}” already: choose another name.`);
  const written = transitionsOf(from).filter(({ event, index }) =>
    ways.includes(`${after}#${event}#${index}`),
  );
  if (written.length === 0 || written.length !== ways.length)
    refuse(`The transitions of ${from.name} were changed meanwhile. Look at it again.`);
  const targets = new Set(written.map(({ value }) => destinationOf(file, from, value)));
  const [target] = targets;
  if (targets.size !== 1 || target === undefined)
    refuse("The answers after which it is asked enter different states. Choose fewer of them.");
  if (target !== before)
    refuse(`${from.name} does not lead to “${pathOf(before)}” any more. Look at it again.`);
  const found = from.state.transitions.filter(
    ({ to, guard }) => to && idOf(file, to) === target && guard,
  );
  const [first] = found;
  const action = first?.actions.map((one) => one.name).find((one) => fieldKeptBy(file, one));
  const [said = ""] = saidOnEntry(file, from);
  return {
    from,
    to: stateAt(file, pathOf(target)),
    action,
    guard: first?.guard?.name,
    field: action && fieldKeptBy(file, action),
    topic: said.split(".").slice(0, -1).join("."),
  };
}

function idOf(file: MachineFile, state: StateNode["state"]): string | undefined {
  const node = file.states.find((one) => one.state === state);
  return node && `${file.machine.id}:${node.path}`;
}

function mustHaveTexts(edit: AddQuestionEdit, locales: string[]): void {
  if (!edit.description.trim()) refuse("A question needs a description.");
  if (!edit.keeps.trim() || edit.keeps.includes("*/")) refuse("Say in a few words what is kept.");
  for (const [what, texts] of textsOf(edit)) {
    const missing = locales.find((locale) => !texts[locale]?.trim());
    if (missing !== undefined) refuse(`There is no text in “${missing}” for ${what} yet.`);
  }
}

/** Every text that the question needs, with what it is. */
function textsOf({ ask, invalid, answer }: AddQuestionEdit): [string, Texts][] {
  const question: [string, Texts] = ["the question", ask];
  if (answer.kind !== "choice") return [question, ["what is said to any other answer", invalid]];
  const { choices, list } = answer;
  if (choices.length === 0) refuse("A question with choices needs at least one.");
  if (choices.some(({ name }) => !/^\w{1,30}$/.test(name)))
    refuse("The name of a choice has only letters and digits.");
  return [
    question,
    ...choices.map(({ name, titles }): [string, Texts] => [`“${name}”`, titles]),
    ...(choices.length > BUTTONS
      ? [["the button that opens the list", list] satisfies [string, Texts]]
      : []),
  ];
}

/** What WhatsApp shows below a message. */
const BUTTONS = 3;

function wordingsOf(
  { name, ask, invalid, answer }: AddQuestionEdit,
  key: string,
  locale: string,
): [string, string][] {
  const text = JSON.stringify(ask[locale]);
  if (answer.kind !== "choice")
    return [
      [`${key}.ask`, text],
      [`${key}.invalid`, JSON.stringify(invalid[locale])],
    ];
  const offered = answer.choices
    .map((choice) => propertyOf(`${name}=${choice.name}`, JSON.stringify(choice.titles[locale])))
    .join(", ");
  const asked =
    answer.choices.length > BUTTONS
      ? `{ text: ${text}, list: ${JSON.stringify(answer.list[locale])}, rows: { ${offered} } }`
      : `{ text: ${text}, buttons: { ${offered} } }`;
  return [[`${key}.ask`, asked]];
}

function withField(
  file: MachineFile,
  { name, keeps }: AddQuestionEdit,
  { field }: Plan,
  { type, blank, blankWords }: AnswerParts,
): MachineFile {
  const fields = fieldsIn(file.machine);
  const before = fields.find((one) => one.name === field) ?? fields.at(-1);
  const at = before?.end ?? contextTypeOf(file).body.start + 1;
  const note = `/** ${keeps[0]?.toUpperCase()}${keeps.slice(1)}${blankWords}. */`;
  const remembered = rewrite(file, [{ start: at, end: at, by: `\n${note}\n${name}: ${type};` }]);
  const context = initialContextOf(remembered);
  const after = (field && find(context, field)) || undefined;
  const source = propertyOf(name, blank);
  return rewrite(remembered, [insertProperty(remembered.text, context, { after, source })]);
}

/** Names what a good answer is, and how it is kept. */
function withNames(
  file: MachineFile,
  edit: AddQuestionEdit,
  { action, guard }: Plan,
  { keep, keepName, guardName, isGood }: AnswerParts,
): MachineFile {
  mustBeShown(file, edit, edit.ask);
  if (isGood) mustBeShown(file, edit, edit.invalid);
  const actions = actionsOf(file);
  if (find(actions, keepName)) refuse(`There is an action “${keepName}” already.`);
  const last = (action && find(actions, action)) || undefined;
  const source = propertyOf(keepName, keep);
  const keeping = rewrite(file, [insertProperty(file.text, actions, { after: last, source })]);
  return isGood ? withGuard(keeping, guard, { name: guardName, source: isGood }) : keeping;
}

function withGuard(
  file: MachineFile,
  before: string | undefined,
  { name, source }: { name: string; source: string },
): MachineFile {
  const written = propertyOf(name, source);
  const guards = settingOf(file, "guards");
  if (!guards) {
    const { settings } = file.machine;
    const after = find(settings, "actors") ?? settingOf(file, "actions");
    const whole = `guards: { ${written} }`;
    return rewrite(file, [insertProperty(file.text, settings, { after, source: whole })]);
  }
  const object = asObject(guards.value);
  if (!object) {
    const { start, end } = guards.value;
    const by = `{ ...${file.text.slice(start, end)}, ${written} }`;
    return rewrite(file, [{ start: guards.start, end, by: `guards: ${by}` }]);
  }
  if (find(object, name)) refuse(`There is a guard “${name}” already.`);
  const after = (before && find(object, before)) || undefined;
  return rewrite(file, [insertProperty(file.text, object, { after, source: written })]);
}

/** A text shows fields of the form, and what the machine has beside them for its wordings. */
function mustBeShown(file: MachineFile, { name }: AddQuestionEdit, texts: Texts): void {
  const wanted = [
    ...new Set(Object.entries(texts).flatMap(([locale, text]) => shownIn(text, locale))),
  ];
  const shown = [
    ...shownFieldsIn(file.machine).map((field) => field.name),
    ...valuesIn(file),
  ].filter((one) => one !== name);
  const unknown = wanted.filter((one) => !shown.includes(one));
  const inBraces = (names: string[]) => names.map((one) => `{${one}}`).join(", ");
  if (unknown.length > 0)
    refuse(
      `“${file.machine.id}” has no ${inBraces(unknown)} to show. It has ${inBraces([...new Set(shown)])}.`,
    );
}

function shownIn(text: string, locale: string): string[] {
  try {
    return [...placeholdersOf(text, locale)].filter((one) => !isGiven(one));
  } catch {
    return refuse(`“${text}” cannot be read in “${locale}”. Look for a brace that is missing.`);
  }
}

function withState(
  file: MachineFile,
  { name, description, answer, after }: AddQuestionEdit,
  plan: Plan,
  { keepName, guardName }: AnswerParts,
): MachineFile {
  const from = stateAt(file, pathOf(after));
  const to = stateAt(file, plan.to.path);
  const key = `${file.machine.id}.${name}`;
  const target = JSON.stringify(nameTarget(from.state, to.state));
  const quoted = JSON.stringify(name);
  const answers =
    answer.kind === "choice"
      ? [
          propertyOf(`choice.${name}`, `{ target: ${target}, actions: "${keepName}" }`),
          `unexpected: { target: ${quoted}, reenter: true }`,
        ]
      : [
          `text: [{ guard: "${guardName}", target: ${target}, actions: "${keepName}" },
          { target: ${quoted}, reenter: true, actions: "${key}.invalid" }]`,
        ];
  const limit = find(from.config, "after");
  const source = `${name}: {
    description: ${JSON.stringify(description)},
    entry: "${key}.ask",
    on: {
      ${[...othersOf(file, from, name), `back: ${JSON.stringify(from.state.key)}`, ...answers].join(",\n")},
    },
    ${limit ? `${file.text.slice(limit.start, limit.end)},` : ""}
  }`;
  const states = asObject(find(aroundOf(file, from).config, "states")?.value);
  if (!states || !from.property) return refuse(`${from.name} is no question.`);
  return rewrite(file, [insertProperty(file.text, states, { after: from.property, source })]);
}

function aroundOf(file: MachineFile, { state }: StateNode): StateNode {
  return file.states.find((one) => one.state === state.parent) ?? refuse("It is no question.");
}

/** What the question before reacts to besides its answers: the new one does so as well. */
function othersOf(file: MachineFile, from: StateNode, name: string): string[] {
  const on = asObject(find(from.config, "on")?.value);
  const own = /^(?:text|yes|no|back|unexpected|choice\..*)$/;
  return propertiesOf(on)
    .filter((one) => !own.test(nameOf(one) ?? ""))
    .map(({ start, end }) =>
      file.text
        .slice(start, end)
        .replaceAll(`target: "${from.state.key}"`, `target: ${JSON.stringify(name)}`),
    );
}

/** The answers of the question before enter the new one; what went back from the next one does so as well. */
function withWays(
  file: MachineFile,
  { after, ways, name }: AddQuestionEdit,
  plan: Plan,
): MachineFile {
  const from = stateAt(file, pathOf(after));
  const to = stateAt(file, plan.to.path);
  const { path } = plan.from;
  const added = stateAt(file, path.slice(0, path.lastIndexOf(".") + 1) + name);
  const forward = transitionsOf(from)
    .filter(({ event, index }) => ways.includes(`${after}#${event}#${index}`))
    .flatMap(({ value }) => spliceTarget(file, { from, to: added, value }));
  const back = transitionsOf(to)
    .filter(({ event, value }) => goesBack(event) && destinationOf(file, to, value) === after)
    .flatMap(({ value }) => spliceTarget(file, { from: to, to: added, value }));
  return rewrite(file, [...forward, ...back]);
}
