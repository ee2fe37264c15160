import type { Edit } from "../../edit-protocol.ts";
import { diffWords } from "../../word-diff.ts";
import { languageOf } from "../languages.ts";
import { PlaceName } from "../place-name.tsx";
import type { Answer } from "../server/edit-link.ts";

/** What the edits would do, in words, and what the check says of it. */
export function Changes({
  edits,
  answer,
  missing,
}: {
  edits: Edit[];
  answer: Answer | undefined;
  /** What the form needs before anything can be checked. */
  missing: string | undefined;
}) {
  if (missing !== undefined) return <p class="faint edit-changes">Still needed: {missing}.</p>;
  if (edits.length === 0)
    return (
      <p class="faint edit-changes">
        Nothing is changed yet. Everything is checked before it is saved.
      </p>
    );
  return (
    <section class="edit-changes" aria-label="Changes" aria-live="polite">
      <ul>
        {edits.flatMap((edit) =>
          edit.kind === "wording" || edit.kind === "description" ? (
            <li key={JSON.stringify(edit)}>
              <Diff edit={edit} />
            </li>
          ) : (
            []
          ),
        )}
        {answer?.ok &&
          answer.preview.words.filter(isNews).map((sentence) => <li key={sentence}>{sentence}</li>)}
      </ul>
      {!answer && (
        <p class="faint">
          <span class="spinner" /> Checking…
        </p>
      )}
      {answer?.ok && <Verdict problems={answer.preview.problems} />}
      {answer?.ok === false && (
        <p class="edit-refused" role="alert">
          {answer.error}
        </p>
      )}
    </section>
  );
}

/** The texts themselves are shown as diffs. */
const isNews = (sentence: string) => !/^(Changes the|Describes)/.test(sentence);

function Diff({ edit }: { edit: Extract<Edit, { kind: "wording" | "description" }> }) {
  return (
    <span class="edit-diff">
      <b>{edit.kind === "wording" ? languageOf(edit.locale) : "Description"}</b>{" "}
      {diffWords(edit.was, edit.text).map(({ kind, text }, index) => {
        const key = `${index} ${kind}`;
        if (kind === "added") return <ins key={key}>{text}</ins>;
        return kind === "removed" ? <del key={key}>{text}</del> : <span key={key}>{text}</span>;
      })}
    </span>
  );
}

function Verdict({ problems }: { problems: { file: string; line: number; sentence: string }[] }) {
  if (problems.length === 0) return <p class="edit-fine">The check finds no problems.</p>;
  return (
    <ul class="problems" role="alert">
      {problems.map((problem) => (
        <li key={`${problem.file}:${problem.line}:${problem.sentence}`}>
          <PlaceName place={problem} />
          <p>{problem.sentence}</p>
        </li>
      ))}
    </ul>
  );
}
