import { asObject, find } from "../../../src/check/ast.ts";
import type { PromiseEdit } from "../../../src/playground/edit-protocol.ts";
import { edited, machineOf } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { refuse } from "./refusal.ts";

/** Changes `meta: { messages: … }` of a machine. */
export function editPromise(files: Files, { machine, was, messages }: PromiseEdit): Edited {
  const file = machineOf(files, machine);
  const meta = file.states[0] && asObject(find(file.states[0].config, "meta")?.value);
  const value = meta && find(meta, "messages")?.value;
  if (value?.type !== "Literal" || value.value !== was)
    refuse(`What “${machine}” promises was changed meanwhile. Look at it again.`);
  if (!Number.isInteger(messages) || messages < 1)
    refuse("A form needs a whole number of messages, one at least.");
  return edited(
    file,
    [{ start: value.start, end: value.end, by: `${messages}` }],
    [`“${machine}” needs ${messages} messages of the member at most, instead of ${was}.`],
  );
}
