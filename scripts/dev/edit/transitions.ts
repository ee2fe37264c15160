import type { Expression } from "oxc-parser";
import { asObject, find, textIn } from "../../../src/check/ast.ts";
import { resolveTarget } from "../../../src/check/resolve-target.ts";
import type { MachineFile, StateNode } from "./machine-file.ts";
import { type Splice, withComma } from "./splice.ts";
import { isWithin, nameTarget } from "./targets.ts";

/** Changes the target of a transition, and whether it re-enters. */
export function spliceTarget(
  { text }: MachineFile,
  { from, to, value }: { from: StateNode; to: StateNode; value: Expression },
): Splice[] {
  const name = JSON.stringify(nameTarget(from.state, to.state));
  // Without it a state that enters itself would not repeat its question.
  const reenters = isWithin(to.state, from.state);
  const object = asObject(value);
  const [first] = object?.properties ?? [];
  if (!object || !first) {
    const by = reenters ? `{ target: ${name}, reenter: true }` : name;
    return [{ start: value.start, end: value.end, by }];
  }
  const written = find(object, "target");
  const reenter = find(object, "reenter");
  const by = `target: ${name}${reenters && !reenter ? ", reenter: true" : ""}`;
  const target = written
    ? { start: written.start, end: written.end, by }
    : { start: first.start, end: first.start, by: `${by}, ` };
  return reenter && !reenters ? [target, withComma(text, reenter)] : [target];
}

/** The id of the state that a transition enters. */
export function destinationOf(
  file: MachineFile,
  { state }: StateNode,
  value: Expression,
): string | undefined {
  const target = targetIn(value);
  if (!target) return undefined;
  const to = resolveTarget(state, target.name, file.machine.states);
  const node = file.states.find((one) => one.state === to);
  return node && `${file.machine.id}:${node.path}`;
}

/** The target that a transition names, if it names one. */
export function targetIn(
  value: Expression,
): { name: string; start: number; end: number } | undefined {
  const object = asObject(value);
  const written = object ? find(object, "target")?.value : value;
  const name = textIn(written);
  return written && name !== undefined
    ? { name, start: written.start, end: written.end }
    : undefined;
}

/** An event in a sentence. */
export function spellEvent(event: string): string {
  if (event.startsWith("after.")) return "the limit of time";
  if (event.startsWith("done.")) return "the call's success";
  if (event.startsWith("error.")) return "the call's failure";
  return event === "always" ? "the automatic transition" : `“${event}”`;
}

/** The word "back", and a button or row of this name: the check wants both to do the same. */
export function goesBack(event: string): boolean {
  return event === "back" || event === "choice.back";
}
