import { languageOf } from "../languages.ts";
import { locales } from "../state/server.ts";
import { Field, Select } from "./fields.tsx";
import { nameFrom, targetsIn, titleOf } from "./flow.ts";
import { senders } from "./speakers.ts";
import { drafts } from "./subject.ts";

/** Names of the choices, and one more choice. */
export function ChoiceForm({ of: key, choices }: { of: string; choices: string[] }) {
  const names = [...new Set(choices.map((choice) => choice.split("=")[0] ?? choice))];
  const title = drafts.value["new title en"] ?? "";
  return (
    <div class="edit-choices">
      {names.length > 0 && (
        <details class="edit-more">
          <summary>Names of the choices in the file</summary>
          {names.map((name) => (
            <Field
              key={name}
              label={`Name of “${name}”`}
              name={`choice name ${name}`}
              value={name}
            />
          ))}
        </details>
      )}
      <details class="edit-more">
        <summary>Add a button or row</summary>
        <div class="edit-pair">
          {locales.value.map((locale) => (
            <Field
              key={locale}
              label={`Title in ${languageOf(locale)}`}
              name={`new title ${locale}`}
              value=""
            />
          ))}
        </div>
        <Field label="Name in the file" name="new name" value={nameFrom(title)} />
        {senders(key).map(({ chart, state }) => (
          <Select
            key={state.id}
            label={`From “${state.id.split(":")[1]}” it enters`}
            name={`new target ${state.id}`}
            value=""
            options={[["", "—"], ...targetsIn(chart).map((one) => [one.id, titleOf(one)] as const)]}
          />
        ))}
      </details>
    </div>
  );
}
