import { LIMITS } from "../../../whatsapp/limits.ts";
import { languageOf } from "../languages.ts";
import { locales } from "../state/server.ts";
import { fieldOf } from "./field.ts";
import { Field, Select } from "./fields.tsx";
import { titleOf } from "./flow.ts";
import type { Part } from "./parts.ts";
import { type QuestionSubject, questionDraft, ROWS } from "./question-edits.ts";
import { draft, drafts } from "./subject.ts";
import { WordingField } from "./wording-field.tsx";
import { WordingPreview } from "./wording-preview.tsx";

const KINDS = [
  ["words", "words"],
  ["amount", "an amount"],
  ["date", "a date"],
  ["choice", "a choice"],
] as const;

/** A new question: after which answer, what it asks for, where that is kept, and its wordings. */
export function QuestionForm({ subject }: { subject: QuestionSubject }) {
  const { groups, group, kind, most, choices, isList, isPromised } = questionDraft(subject);
  const { messages } = subject.chart;
  return (
    <div class="edit-state">
      <div class="edit-pair">
        {groups.length > 1 && (
          <Select
            label="Asked after the answer"
            name="after"
            value={`${Math.max(groups.indexOf(group ?? { target: subject.state, edges: [] }), 0)}`}
            options={groups.map(({ edges, target }, index) => [
              `${index}`,
              `${edges.map(({ label }) => label).join(", ")} → ${titleOf(target)}`,
            ])}
          />
        )}
        <Field label="What happens here" name="description" value="" isFirst />
        <Field label="What is kept, in a few words" name="keeps" value="" />
        <Field label="Name in the file, and of what is kept" name="name" value="" />
      </div>
      <fieldset class="edit-kinds">
        <legend>It asks for</legend>
        {KINDS.map(([name, label]) => (
          <label key={name}>
            <input
              type="radio"
              name="kind"
              checked={kind === name}
              onChange={() => draft("kind", name)}
            />
            {label}
          </label>
        ))}
        {kind === "words" && (
          <label class="edit-most">
            Of
            <input
              type="number"
              min="1"
              max="1000"
              aria-label="Characters at most"
              value={most}
              onInput={({ currentTarget }) => draft("most", currentTarget.value)}
            />
            characters at most
          </label>
        )}
      </fieldset>
      <Texts subject={subject} />
      {kind === "choice" && choices.length < ROWS && (
        <p>
          <button
            type="button"
            class="text"
            onClick={() => draft("choices", `${choices.length + 1}`)}
          >
            One more choice
          </button>
          {isList && <span class="faint"> More than three are a list.</span>}
        </p>
      )}
      {messages !== undefined && (
        <label class="edit-check">
          <input
            type="checkbox"
            checked={isPromised}
            onChange={({ currentTarget }) => draft("promise", currentTarget.checked ? "yes" : "no")}
          />
          “{subject.chart.machine}” promises {messages} messages of the member at most: promise one
          more
        </label>
      )}
    </div>
  );
}

function Texts({ subject }: { subject: QuestionSubject }) {
  const { kind, choices, isList } = questionDraft(subject);
  const button = isList ? LIMITS.list.title : LIMITS.buttons.title;
  const parts = [
    { name: "ask", label: "Question", limit: LIMITS.buttons.body },
    ...(kind === "choice"
      ? choices.map((name, at) => ({ name, label: `Choice ${at + 1}`, limit: button }))
      : [{ name: "invalid", label: "To any other answer", limit: LIMITS.text.body }]),
    ...(isList ? [{ name: "list", label: "Opens the list", limit: LIMITS.list.button }] : []),
  ];
  return (
    <div class="edit-languages">
      {locales.value.map((locale) => {
        const written = parts.map(
          (part): Part => ({ ...part, text: drafts.value[fieldOf(locale, part.name)] ?? "" }),
        );
        return (
          <section
            key={locale}
            aria-label={languageOf(locale)}
            style={{ gridRow: `span ${parts.length + 2}` }}
          >
            <h3>{languageOf(locale)}</h3>
            {written.map((part) => (
              <WordingField
                key={part.name}
                locale={locale}
                part={part}
                placeholders={[]}
                offered={subject.chart.fields}
              />
            ))}
            <WordingPreview locale={locale} parts={shown(written)} />
          </section>
        );
      })}
    </div>
  );
}

/** The question as the preview names its parts. */
function shown(parts: Part[]): Part[] {
  return parts.flatMap((part) => {
    if (part.text === "" || part.name === "invalid") return [];
    if (part.name === "ask") return [{ ...part, name: "text" }];
    return [part.name === "list" ? part : { ...part, name: `button ${part.name}` }];
  });
}
