import { Icon } from "../icon.tsx";
import { languageOf } from "../languages.ts";
import { Markup } from "../phone/markup.tsx";
import { showExample } from "./icu.ts";
import type { Part } from "./parts.ts";

/** The wording on a phone, with example values; the rows of a list are in a sheet of their own. */
export function WordingPreview({ locale, parts }: { locale: string; parts: Part[] }) {
  const shown = parts.map((part) => ({ ...part, example: showExample(part.text, locale) }));
  const wrong = shown.find(({ example }) => !example.ok);
  const saidBy = (test: (name: string) => boolean) =>
    shown.flatMap(({ name, example }) =>
      test(name) && example.ok ? [{ name, text: example.text }] : [],
    );
  const [body] = saidBy((name) => name === "text");
  const [list] = saidBy((name) => name === "list");
  if (parts.length === 0) return null;
  return (
    <section class="edit-phone" aria-label={`${languageOf(locale)} on a phone`} lang={locale}>
      {body && (
        <p class="bubble">
          <span class="bubble-text">
            <Markup text={body.text} />
          </span>
        </p>
      )}
      {saidBy((name) => name.startsWith("button ")).map(({ name, text }) => (
        <span key={name} class="edit-button">
          {text}
        </span>
      ))}
      {list && (
        <span class="edit-button">
          <Icon name="list" size={16} /> {list.text}
        </span>
      )}
      {wrong && !wrong.example.ok && (
        <p class="edit-refused">
          {wrong.label}: this cannot be read yet ({wrong.example.reason}).
        </p>
      )}
    </section>
  );
}
