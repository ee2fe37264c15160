import type { Edit } from "../../../src/playground/edit-protocol.ts";
import { addChoice } from "./add-choice.ts";
import { addQuestion } from "./add-question.ts";
import { addWay } from "./add-way.ts";
import { duplicateForm } from "./duplicate-form.ts";
import type { Edited, Files } from "./files.ts";
import { giveValue } from "./give-value.ts";
import { editPromise } from "./promise-edit.ts";
import { removeChoice } from "./remove-choice.ts";
import { removeQuestion } from "./remove-question.ts";
import { renameChoice } from "./rename-choice.ts";
import { renameEvent } from "./rename-event.ts";
import { renameField } from "./rename-field.ts";
import { renameState } from "./rename-state.ts";
import { editDelay, editDescription } from "./state-edits.ts";
import { swapQuestions } from "./swap-questions.ts";
import { editTags } from "./tags-edit.ts";
import { editTarget } from "./target-edit.ts";
import { editWording } from "./wording-edit.ts";

/**
 * Applies edits one after the other. Only the nodes that an edit names change; every other byte stays. The
 * result is not formatted. Throws an `EditRefusal` where an edit cannot be made, and then nothing was changed.
 */
export function applyEdits(files: Files, edits: readonly Edit[]): Edited {
  return edits.reduce<Edited>(
    (done, edit) => {
      const { files: changed, words } = applyEdit({ ...files, ...done.files }, edit);
      return { files: { ...done.files, ...changed }, words: [...done.words, ...words] };
    },
    { files: {}, words: [] },
  );
}

function applyEdit(files: Files, edit: Edit): Edited {
  switch (edit.kind) {
    case "wording":
      return editWording(files, edit);
    case "description":
      return editDescription(files, edit);
    case "delay":
      return editDelay(files, edit);
    case "target":
      return editTarget(files, edit);
    case "rename":
      return renameState(files, edit);
    case "tags":
      return editTags(files, edit);
    case "add way":
      return addWay(files, edit);
    case "add choice":
      return addChoice(files, edit);
    case "rename choice":
      return renameChoice(files, edit);
    case "rename field":
      return renameField(files, edit);
    case "rename event":
      return renameEvent(files, edit);
    case "duplicate form":
      return duplicateForm(files, edit);
    case "add question":
      return addQuestion(files, edit);
    case "remove question":
      return removeQuestion(files, edit);
    case "swap questions":
      return swapQuestions(files, edit);
    case "give value":
      return giveValue(files, edit);
    case "promise":
      return editPromise(files, edit);
    case "remove choice":
      return removeChoice(files, edit);
  }
}
