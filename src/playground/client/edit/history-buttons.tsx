import { signal } from "@preact/signals";
import { Icon } from "../icon.tsx";
import { type Answer, redo, undo } from "../server/edit-link.ts";
import { announce } from "../state/notice.ts";
import { world } from "../state/world.ts";

/** How many clicks have no answer yet. */
const running = signal(0);

/** Undo and redo of what was saved. */
export function HistoryButtons() {
  const edits = world.value?.edits;
  if (!edits || (edits.undo === undefined && edits.redo === undefined)) return null;
  return (
    <fieldset class="edit-history" aria-label="Edits" aria-busy={running.value > 0}>
      <button
        type="button"
        class="quiet"
        disabled={edits.undo === undefined}
        aria-label="Undo the last edit"
        title={edits.undo === undefined ? "Nothing to undo" : `Undo: ${edits.undo}`}
        onClick={() => void move(undo, "Undone and served.")}
      >
        <Icon name="undo" />
      </button>
      <button
        type="button"
        class="quiet"
        disabled={edits.redo === undefined}
        aria-label="Redo the edit"
        title={edits.redo === undefined ? "Nothing to redo" : `Redo: ${edits.redo}`}
        onClick={() => void move(redo, "Done again and served.")}
      >
        <Icon name="redo" />
      </button>
    </fieldset>
  );
}

async function move(ask: () => Promise<Answer>, done: string): Promise<void> {
  running.value++;
  const answer = await ask();
  running.value--;
  if (!answer.ok) announce(answer.error);
  else announce(answer.preview.problems[0]?.sentence ?? done);
}
