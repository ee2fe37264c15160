import { isAboutMoney, unreviewedIn } from "../../machines/copy/review.ts";
import type { FlowModel } from "./flow-model.ts";

/** Not a mistake, but worth knowing: the wordings that no speaker has reviewed, and the consequence. */
export function unreviewedCopyNotes({ locales }: Pick<FlowModel, "locales">): string[] {
  return locales.flatMap(({ code, copy, reviewed }) => {
    const waiting = unreviewedIn(copy, reviewed);
    if (waiting.length === 0) return [];
    const [first] = waiting;
    const count = waiting.length === 1 ? `“${first}” waits` : `${waiting.length} wordings wait`;
    const isHeld = waiting.some(isAboutMoney);
    return [
      `${code}: ${count} for a speaker's review${isHeld ? "; not offered outside dev" : ""}.`,
    ];
  });
}
