import { foldWord } from "../../../machines/text.ts";
import { fileOf, lastPlaceOf, placeOf, placesIn, wordsIn } from "../command-words.ts";
import type { FlowModel } from "../flow-model.ts";
import { leavesOf, reachable, waits } from "../graph.ts";
import {
  answersTo,
  type Machine,
  type Named,
  type State,
  type Transition,
  transitionsOf,
} from "../machine.ts";
import { suggest } from "../nearest.ts";
import type { Problem } from "../problem.ts";
import { offeredAt } from "../prompts.ts";
import { titlesOf } from "../wording.ts";
import { isSameWay } from "./silence.ts";

/** Every word for a command is found as it is written, and means one command in its language. */
export function findWrongWords(model: FlowModel): Problem[] {
  const all = wordsIn(model);
  return all.flatMap(({ locale, command, word }, index) => {
    const place = placeOf(model, word);
    const folded = foldWord(word);
    if (folded !== word)
      return [
        {
          ...place,
          sentence: `Nobody can write “${word}”: what members write is compared in small letters, with single spaces and without marks around. Write “${folded}”.`,
        },
      ];
    const earlier = all.findIndex((one) => one.locale === locale && one.word === word);
    if (earlier === index) return [];
    const other = all[earlier]?.command ?? command;
    return [
      {
        ...lastPlaceOf(model, word),
        sentence:
          other === command
            ? `“${word}” is listed twice for “${command}”. Remove one.`
            : `“${word}” means both “${other}” and “${command}” in “${locale}”, and only one can be meant. Remove it from one of them.`,
      },
    ];
  });
}

/** Every firm word is a word for a command. */
export function findUnknownFirmWords(model: FlowModel): Problem[] {
  const known = wordsIn(model).map(({ word }) => word);
  return model.words.firm
    .filter((word) => !known.includes(word))
    .map((word) => ({
      ...(placesIn(model, "firm", word)[0] ?? fileOf(model)),
      sentence: `“${word}” in \`firm\` is no word for any command. ${suggest(
        word,
        known.filter((one) => one[0] === word[0]),
      )}`,
    }));
}

/** Every command is an event that a machine handles. */
export function findUnansweredCommands(model: FlowModel): Problem[] {
  const events = new Set(
    model.machines
      .flatMap(transitionsOf)
      .flatMap(({ trigger }) => (trigger.kind === "event" ? [trigger.event] : [])),
  );
  const commands = new Set(wordsIn(model).map(({ command }) => command));
  return [...commands]
    .filter((command) => !events.has(command))
    .map((command) => ({
      ...placeOf(model, command),
      sentence: `No machine handles “${command}”, so nothing happens when a member writes one of its words. ${suggest(
        command,
        [...events].filter((event) => /^[a-z]+$/.test(event)),
      )}`,
    }));
}

/** A button or row that has a command's word as its title does what the word does. */
export function findStolenWords(model: FlowModel): Problem[] {
  const commands = new Map(wordsIn(model).map(({ word, command }) => [word, command]));
  return model.machines.flatMap((machine) =>
    [...reachable(machine)].filter(waits).flatMap((leaf) =>
      offeredAt(model, machine, leaf).flatMap(({ name, key }) =>
        titlesIn(model, key).flatMap(({ id, title, place }) => {
          const command = commands.get(foldWord(title));
          if (id.split("=")[0] !== name || command === undefined) return [];
          if (doesTheSame(model, { machine, leaf, choice: name, command })) return [];
          return [
            {
              ...place,
              sentence: `“${title}” is also a word for “${command}”, which does something else at “${leaf.path}”: a member who writes it gets what the button or row does. Choose another title, or the same target as \`${command}\`.`,
            },
          ];
        }),
      ),
    ),
  );
}

/** The titles of a wording in every language. */
function titlesIn({ locales }: FlowModel, key: Named) {
  return locales.flatMap(({ copy, places }) => {
    const entry = copy[key.name];
    if (entry === undefined) return [];
    const place = places.get(key.name) ?? key.place;
    return Object.entries(titlesOf(entry)).map(([id, title]) => ({ id, title, place }));
  });
}

function doesTheSame(
  { machines }: FlowModel,
  at: { machine: Machine; leaf: State; choice: string; command: string },
): boolean {
  const { machine, leaf, choice, command } = at;
  // A word "back" that is not answered as the button "back" is reported for itself.
  if (choice === "back" && command === "back") return true;
  const button = answersTo(leaf, `choice.${choice}`);
  const own = answersTo(leaf, command);
  const root = machines.find(({ name }) => name === "root");
  if (isOpenedBy(machine, root, command)) return true;
  if (own.length > 0) return isSameWay(button, own);
  const isRoot = machine.name === "root";
  const isAnsweredAbove =
    !isRoot && root?.states.some((state) => answersTo(state, command).length > 0);
  // `yes` and `no` are commands only where they are answered.
  if (!isAnsweredAbove || command === "yes" || command === "no") return true;
  // To end the form is to go home.
  return command === "home" && button.every((way) => endsForm(way));
}

/** Whether a command opens this very form: within it, its words are answers. */
function isOpenedBy({ name }: Machine, root: Machine | undefined, command: string): boolean {
  return (root?.states ?? []).some((state) =>
    answersTo(state, command).some(({ to }) => to?.invokes.some(({ src }) => src.name === name)),
  );
}

function endsForm({ to }: Transition): boolean {
  return to !== undefined && leavesOf(to).every(({ isFinal }) => isFinal);
}
