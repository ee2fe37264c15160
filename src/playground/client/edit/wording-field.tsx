import { useRef } from "preact/hooks";
import { Icon } from "../icon.tsx";
import { languageOf } from "../languages.ts";
import { fieldOf } from "./field.ts";
import { exampleOf, longestLength, placeholdersIn, splitAtPlaceholders } from "./icu.ts";
import type { Part } from "./parts.ts";
import { draft, remove } from "./subject.ts";

interface FieldProps {
  locale: string;
  part: Part;
  /** Those of the whole wording: one that is missing here is marked. */
  placeholders: string[];
  /** Further values that the text may show. */
  offered?: string[];
}

/** One text: its placeholders are marked, and its longest form is counted against WhatsApp's limit. */
export function WordingField({ locale, part, placeholders, offered = [] }: FieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const { name, text, label, choice, limit } = part;
  const id = `edit-${locale}-${name.replaceAll(/\W/g, "-")}`;
  const write = (written: string) => draft(fieldOf(locale, name), written);
  const insert = (placeholder: string) => {
    const { selectionStart: at = text.length, selectionEnd: to = at } = area.current ?? {};
    write(`${text.slice(0, at)}{${placeholder}}${text.slice(to)}`);
    area.current?.focus();
  };
  return (
    <div class="edit-field">
      <div class="edit-label">
        <label for={id}>
          {label} <span class="only-spoken">in {languageOf(locale)}</span>
        </label>
        <Count text={text} locale={locale} limit={limit} />
        {choice !== undefined && !name.startsWith("description") && (
          <button
            type="button"
            class="quiet"
            aria-label={`Remove “${choice}” in every language`}
            title="Remove it in every language"
            onClick={() => remove(choice)}
          >
            <Icon name="close" size={14} />
          </button>
        )}
      </div>
      <div class="edit-text">
        <div aria-hidden="true">
          {splitAtPlaceholders(text).map((piece, index) =>
            index % 2 ? <mark key={index}>{piece}</mark> : piece,
          )}{" "}
        </div>
        <textarea
          ref={area}
          id={id}
          lang={locale}
          rows={1}
          value={text}
          spellcheck={locale === "en"}
          onInput={({ currentTarget }) => write(currentTarget.value)}
        />
      </div>
      {(name === "text" || name === "ask") && placeholders.length + offered.length > 0 && (
        <Chips
          used={placeholdersIn(text)}
          expected={placeholders}
          offered={offered.filter((one) => !placeholders.includes(one))}
          onPick={insert}
        />
      )}
    </div>
  );
}

function Count({ text, locale, limit }: { text: string; locale: string; limit: number }) {
  const longest = longestLength(text, locale);
  if (longest === undefined) return <small class="edit-count is-over">cannot be read</small>;
  return (
    <small class={longest > limit ? "edit-count is-over" : "edit-count"}>
      {longest === text.length ? "" : "up to "}
      {longest} of {limit}
    </small>
  );
}

/** A tap inserts the value where the cursor is. */
function Chips({
  used,
  expected,
  offered,
  onPick,
}: {
  used: string[];
  expected: string[];
  offered: string[];
  onPick: (placeholder: string) => void;
}) {
  return (
    <div class="edit-chips">
      {[...expected, ...offered].map((placeholder) => (
        <button
          key={placeholder}
          type="button"
          class="chip"
          data-missing={expected.includes(placeholder) && !used.includes(placeholder)}
          data-offered={offered.includes(placeholder) && !used.includes(placeholder)}
          title={`Insert {${placeholder}}`}
          onClick={() => onPick(placeholder)}
        >
          <span class="only-spoken">Insert </span>
          {placeholder} <span>{exampleOf(placeholder)}</span>
        </button>
      ))}
    </div>
  );
}
