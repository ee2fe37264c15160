import { useEffect, useRef, useState } from "preact/hooks";
import type { Edit } from "../../edit-protocol.ts";
import { CloseButton } from "../close-button.tsx";
import { type Answer, preview, save } from "../server/edit-link.ts";
import { announce } from "../state/notice.ts";
import { Changes } from "./changes.tsx";
import { edits } from "./edits.ts";
import { missingIn } from "./question-edits.ts";
import { QuestionForm } from "./question-form.tsx";
import { StateForm } from "./state-form.tsx";
import { close, reopen, type Subject, subject } from "./subject.ts";
import { WordingForm } from "./wording-form.tsx";

/** After the last key: then the edits are checked. */
const QUIET_MS = 350;

export function EditDialog() {
  const opened = subject.value;
  return opened ? <Opened subject={opened} /> : null;
}

/** The form of what is edited, what would change, and Save. */
function Opened({ subject: opened }: { subject: Subject }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => {
      requestAnimationFrame(() => opener instanceof HTMLElement && opener.focus());
    };
  }, []);
  // Also where one form opens another.
  useEffect(() => {
    const fields = dialog.current?.querySelectorAll<HTMLElement>("[data-first], textarea");
    const first = [...(fields ?? [])].find((one) => one.dataset.first !== undefined) ?? fields?.[0];
    first?.focus();
  }, [opened]);
  const wanted = edits.value;
  const missing = opened.kind === "question" ? missingIn(opened) : undefined;
  const answer = usePreview(wanted);
  const [isSaving, setSaving] = useState(false);
  const isGood = answer?.ok === true && answer.preview.problems.length === 0;

  const saveAll = async () => {
    setSaving(true);
    const result = await save(wanted);
    setSaving(false);
    if (!result.ok) return announce(result.error);
    if (result.preview.problems.length > 0) return announce("It has problems and was not saved.");
    announce("Saved and served.");
    close();
  };

  return (
    <dialog
      ref={dialog}
      class={`edit is-${opened.kind}`}
      aria-labelledby="edit-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isGood && !isSaving) void saveAll();
        }}
      >
        <header>
          <h2 id="edit-title">{titleOf(opened)}</h2>
          <CloseButton label="Close without saving" onClose={close} />
        </header>
        <div class="edit-body">
          <Form subject={opened} />
        </div>
        <footer>
          <Changes edits={wanted} answer={answer} missing={missing} />
          <div class="edit-actions">
            {answer?.ok === false && (
              <button type="button" onClick={reopen}>
                Start from the file as it is now
              </button>
            )}
            <button type="button" onClick={close}>
              Cancel
            </button>
            <button type="submit" class="primary" disabled={!isGood || isSaving}>
              {isSaving ? "Saving…" : "Save"}
            </button>
          </div>
        </footer>
      </form>
    </dialog>
  );
}

function Form({ subject: opened }: { subject: Subject }) {
  switch (opened.kind) {
    case "wording":
      return <WordingForm wording={opened.wording} />;
    case "state":
      return <StateForm subject={opened} />;
    case "question":
      return <QuestionForm subject={opened} />;
  }
}

function titleOf(opened: Subject): string {
  if (opened.kind === "wording") return opened.wording.key;
  if (opened.kind === "question") return `A question after “${opened.state.title}”`;
  const [only] = opened.only ?? [];
  const edge = opened.chart.edges.find(({ id }) => id === only);
  return edge ? `From “${opened.state.title}”` : opened.state.title;
}

/** The answer to exactly these edits; `undefined` until it has come. */
function usePreview(wanted: Edit[]): Answer | undefined {
  const text = JSON.stringify(wanted);
  const [answer, setAnswer] = useState<{ text: string; answer: Answer }>();
  useEffect(() => {
    if (wanted.length === 0) return undefined;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const result = await preview(wanted);
      if (isCurrent) setAnswer({ text, answer: result });
    }, QUIET_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text]);
  return wanted.length > 0 && answer?.text === text ? answer.answer : undefined;
}
