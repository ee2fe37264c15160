import type { RenameEventEdit } from "../../../src/playground/edit-protocol.ts";
import { localesIn, namesOffered, readCopyFile } from "./copy-file.ts";
import { machineOf, pathOf } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { stateAt, transitionsOf } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { renameChoice } from "./rename-choice.ts";
import { saidOnEntry } from "./said.ts";

const CHOICE = "choice.";

/**
 * Renames an event where it is handled, and the buttons and rows that send it. Other events are the same in every
 * machine, and the server sends them.
 */
export function renameEvent(files: Files, { state, event, name }: RenameEventEdit): Edited {
  const file = machineOf(files, state);
  const from = stateAt(file, pathOf(state));
  if (!transitionsOf(from).some((one) => one.event === event))
    refuse(`${from.name} does not react to “${event}” any more. Look at it again.`);
  if (!event.startsWith(CHOICE))
    refuse(`“${event}” is no button or row: the server sends it, to every machine by this name.`);
  const choice = event.slice(CHOICE.length);
  const [locale = "en"] = localesIn(files);
  const copy = readCopyFile(files, locale);
  const within = file.states.filter(
    ({ path }) => path === from.path || path.startsWith(`${from.path}.`) || from.path === "",
  );
  const key =
    within
      .flatMap((node) => saidOnEntry(file, node))
      .find((one) => namesOffered(copy, one).includes(choice)) ??
    refuse(`No wording of ${from.name} offers “${choice}”: rename it in your editor.`);
  return renameChoice(files, { kind: "rename choice", key, choice, name });
}
