import type { TargetEdit } from "../../../src/playground/edit-protocol.ts";
import { edited, machineOf, pathOf } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { stateAt, transitionsOf } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { isWithin } from "./targets.ts";
import { destinationOf, spellEvent, spliceTarget } from "./transitions.ts";

/** Changes the state that a transition enters. */
export function editTarget(files: Files, { edge, was, target }: TargetEdit): Edited {
  const [source = "", event = "", index = ""] = edge.split("#");
  const file = machineOf(files, edge);
  const from = stateAt(file, pathOf(source));
  const to = stateAt(file, pathOf(target));
  const written =
    transitionsOf(from).find((one) => one.event === event && `${one.index}` === index) ??
    refuse(`${from.name} has no such transition any more. Choose it again.`);
  const now = destinationOf(file, from, written.value);
  if (now !== was)
    refuse(`This transition of ${from.name} was changed meanwhile. Look at it again.`);
  if (to === file.states[0]) refuse("A transition enters a state, not the machine itself.");
  if (to.state.isHistory && !isWithin(from.state, to.state.parent ?? to.state))
    refuse(`${to.name} repeats an open question: only the states around it may enter it.`);
  return edited(file, spliceTarget(file, { from, to, value: written.value }), [
    `${from.name}: ${spellEvent(event)} now enters ${to.name}${
      was === undefined ? "" : ` instead of “${pathOf(was)}”`
    }.`,
  ]);
}
