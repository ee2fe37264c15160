import { find } from "../../../src/check/ast.ts";
import type { TagsEdit } from "../../../src/playground/edit-protocol.ts";
import { edited, machineOf, pathOf } from "./edited-machine.ts";
import type { Edited, Files } from "./files.ts";
import { insertProperty } from "./insert.ts";
import { stateAt } from "./machine-file.ts";
import { refuse } from "./refusal.ts";
import { withComma } from "./splice.ts";

/** Replaces the tags of a state. */
export function editTags(files: Files, { state, was, tags }: TagsEdit): Edited {
  const file = machineOf(files, state);
  const node = stateAt(file, pathOf(state));
  if (node.state.tags.join() !== was.join())
    refuse(`The tags of ${node.name} were changed meanwhile. Look at the state again.`);
  if (tags.some((tag) => !/^[a-z][A-Za-z0-9]*$/.test(tag)))
    refuse("A tag begins with a small letter and has only letters and digits.");
  const written = find(node.config, "tags");
  const [only] = tags;
  const by =
    tags.length === 1
      ? JSON.stringify(only)
      : `[${tags.map((tag) => JSON.stringify(tag)).join(", ")}]`;
  const words = [
    ...tags.filter((tag) => !was.includes(tag)).map((tag) => `Tags ${node.name} “${tag}”.`),
    ...was
      .filter((tag) => !tags.includes(tag))
      .map((tag) => `Takes the tag “${tag}” from ${node.name}.`),
  ];
  if (written && tags.length === 0) return edited(file, [withComma(file.text, written)], words);
  if (written)
    return edited(file, [{ start: written.value.start, end: written.value.end, by }], words);
  if (tags.length === 0) return edited(file, [], words);
  const after = find(node.config, "description") ?? find(node.config, "type");
  return edited(
    file,
    [insertProperty(file.text, node.config, { after, source: `tags: ${by}` })],
    words,
  );
}
