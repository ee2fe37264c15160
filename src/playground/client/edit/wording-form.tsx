import type { Wording } from "../../protocol.ts";
import { languageOf } from "../languages.ts";
import { ChoiceForm } from "./choice-form.tsx";
import { fieldOf } from "./field.ts";
import { placeholdersIn } from "./icu.ts";
import { type Part, partsOf } from "./parts.ts";
import { speakersOf } from "./speakers.ts";
import { drafts, removed } from "./subject.ts";
import { WordingField } from "./wording-field.tsx";
import { WordingPreview } from "./wording-preview.tsx";

/** A wording in all languages, side by side. */
export function WordingForm({ wording: { key, texts } }: { wording: Wording }) {
  const [original] = Object.values(texts);
  const known = original
    ? placeholdersIn(
        partsOf(original.entry)
          .map(({ text }) => text)
          .join(" "),
      )
    : [];
  const fields = [...new Set(speakersOf(key).flatMap((chart) => chart.fields))];
  const choices = original ? partsOf(original.entry).flatMap(({ choice }) => choice ?? []) : [];
  return (
    <>
      <div class="edit-languages">
        {Object.entries(texts).map(([locale, { entry, isReviewed }]) => {
          const parts = draftsOf(locale, partsOf(entry));
          return (
            <section
              key={locale}
              aria-label={languageOf(locale)}
              // A heading, the fields and the phone are in line with those of the other languages.
              style={{ gridRow: `span ${parts.length + 2}` }}
            >
              <h3>
                {languageOf(locale)} {!isReviewed && <small>not reviewed yet</small>}
              </h3>
              {parts.slice(0, 1).map((part) => (
                <WordingField
                  key={part.name}
                  locale={locale}
                  part={part}
                  placeholders={known}
                  offered={fields}
                />
              ))}
              <WordingPreview locale={locale} parts={parts} />
              {parts.slice(1).map((part) => (
                <WordingField
                  key={part.name}
                  locale={locale}
                  part={part}
                  placeholders={known}
                  offered={fields}
                />
              ))}
            </section>
          );
        })}
      </div>
      <ChoiceForm of={key} choices={choices} />
    </>
  );
}

/** The parts as they would be saved. */
function draftsOf(locale: string, parts: Part[]): Part[] {
  return parts
    .filter(({ choice }) => choice === undefined || !removed.value.has(choice))
    .map((part) => ({ ...part, text: drafts.value[fieldOf(locale, part.name)] ?? part.text }));
}
