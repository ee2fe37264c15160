import type { ObjectExpression, ObjectProperty } from "oxc-parser";
import { asObject, bare, find, nameOf } from "../../../src/check/ast.ts";
import type { AddWayEdit } from "../../../src/playground/edit-protocol.ts";
import { edited, machineOf, pathOf } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { insertProperty, propertyOf } from "./insert.ts";
import { type MachineFile, propertiesOf, type StateNode, stateAt } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { applySplices, type Splice } from "./splice.ts";
import { isWithin, nameTarget } from "./targets.ts";
import { spellEvent } from "./transitions.ts";

/** Adds a transition for an event, with a guard where the event has one already. */
export function addWay(files: Files, { state, event, guard, target }: AddWayEdit): Edited {
  const file = machineOf(files, state);
  const from = stateAt(file, pathOf(state));
  const way = { state, event, guard, target };
  return edited(
    { ...file, text: addHandler(file, way) },
    [],
    [
      `${from.name}: ${spellEvent(event)} enters “${pathOf(target)}”${guard ? ` if “${guard}”` : ""}.`,
    ],
  );
}

interface Way {
  state: string;
  event: string;
  guard?: string | undefined;
  target: string;
}

/** The file with one more transition. */
export function addHandler(file: MachineFile, { state, event, guard, target }: Way): string {
  const from = stateAt(file, pathOf(state));
  const to = stateAt(file, pathOf(target));
  if (to === file.states[0]) refuse("A transition enters a state, not the machine itself.");
  if (to.state.isHistory && !isWithin(from.state, to.state.parent ?? to.state))
    refuse(`${to.name} repeats an open question: only the states around it may enter it.`);
  if (!/^[a-z][A-Za-z0-9.]*$/.test(event)) refuse(`“${event}” is no event.`);
  if (guard !== undefined && !/^[A-Za-z]\w*$/.test(guard)) refuse(`“${guard}” is no guard.`);
  return applySplices(file.text, [spliceWay(file.text, { from, to, event, guard })]);
}

interface Ends {
  from: StateNode;
  to: StateNode;
  event: string;
  guard: string | undefined;
}

function spliceWay(text: string, { from, to, event, guard }: Ends): Splice {
  const name = JSON.stringify(nameTarget(from.state, to.state));
  const reenters = isWithin(to.state, from.state);
  const parts = [
    ...(guard === undefined ? [] : [`guard: ${JSON.stringify(guard)}`]),
    `target: ${name}`,
    ...(reenters ? ["reenter: true"] : []),
  ];
  const way = parts.length === 1 ? name : `{ ${parts.join(", ")} }`;
  const on = find(from.config, "on");
  const events = asObject(on?.value);
  if (!events) {
    if (from.state.isFinal) refuse(`${from.name} is an end: nothing happens after it.`);
    const after = find(from.config, "entry") ?? find(from.config, "description");
    const source = `on: { ${propertyOf(event, way)} }`;
    return insertProperty(text, from.config, { after, source });
  }
  const known = find(events, event);
  if (!known)
    return insertProperty(text, events, {
      after: lastChoice(events, event),
      source: propertyOf(event, way),
    });
  if (guard === undefined)
    refuse(`${from.name} reacts to ${spellEvent(event)} already. Choose a condition.`);
  const written = bare(known.value);
  if (written?.type !== "ArrayExpression") {
    const before = { start: known.value.start, end: known.value.end };
    return { ...before, by: `[${way}, ${asWay(text.slice(before.start, before.end))}]` };
  }
  const open = written.elements.find(
    (one) => one && one.type !== "SpreadElement" && !find(asObject(one) ?? from.config, "guard"),
  );
  const at = open?.start ?? written.end - 1;
  return { start: at, end: at, by: open ? `${way}, ` : `, ${way}` };
}

/** In a list, transitions are written as objects. */
const asWay = (source: string): string =>
  source.startsWith('"') ? `{ target: ${source} }` : source;

/** Choices stand beside each other. */
function lastChoice(events: ObjectExpression, event: string): ObjectProperty | undefined {
  if (!event.startsWith("choice.")) return undefined;
  return propertiesOf(events).findLast((one) => nameOf(one)?.startsWith("choice."));
}
