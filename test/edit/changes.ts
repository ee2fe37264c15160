import { expect } from "vitest";
import { applyEdits } from "../../scripts/dev/edit/apply-edits.ts";
import { EditRefusal } from "../../scripts/dev/edit/refusal.ts";
import type { Edit } from "../../src/playground/edit-protocol.ts";
import { shipped } from "./shipped.ts";

/** The lines that an edit removes and adds, by file. */
export function changesOf(edits: Edit[], files = shipped) {
  const edited = applyEdits(files, edits);
  return {
    words: edited.words,
    lines: Object.entries(edited.files).map(([name, text]) => {
      const was = (files[name] ?? "").split("\n");
      const now = text.split("\n");
      return {
        name,
        removed: was.filter((line) => !now.includes(line)).map((line) => line.trim()),
        added: now.filter((line) => !was.includes(line)).map((line) => line.trim()),
      };
    }),
  };
}

/** The sentence by which an edit is refused. */
export const refusalOf = (edit: Edit, files = shipped) => {
  try {
    applyEdits(files, [edit]);
  } catch (error) {
    expect(error).toBeInstanceOf(EditRefusal);
    return (error as Error).message;
  }
  throw new Error("The edit was not refused.");
};

/** The files after edits, each by its name; those that did not change as they are shipped. */
export function edited(...edits: Edit[]): (name: string) => string {
  const { files } = applyEdits(shipped, edits);
  return (name) => files[name] ?? shipped[name] ?? "";
}
