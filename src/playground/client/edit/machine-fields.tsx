import type { Chart, ChartEdge } from "../../protocol.ts";
import { languageOf } from "../languages.ts";
import { locales } from "../state/server.ts";
import { Field } from "./fields.tsx";
import { choicesOf, nameFrom } from "./flow.ts";
import { drafts } from "./subject.ts";

/** The names of the buttons and rows that a state handles. */
export function EventNames({ edges }: { edges: ChartEdge[] }) {
  const choices = choicesOf(edges);
  if (choices.length === 0) return null;
  return (
    <details class="edit-more">
      <summary>Names of the choices in the file</summary>
      {choices.map((choice) => (
        <Field
          key={choice}
          label={`Name of “${choice}”`}
          name={`event name ${choice}`}
          value={choice}
        />
      ))}
    </details>
  );
}

/** The names of what a machine keeps. */
export function FieldNames({ chart: { kept } }: { chart: Chart }) {
  if (kept.length === 0) return null;
  return (
    <details class="edit-more">
      <summary>Names of what is kept</summary>
      {kept.map((field) => (
        <Field
          key={field}
          label={`Name of “${field}”`}
          name={`field name ${field}`}
          value={field}
        />
      ))}
    </details>
  );
}

/** A form once more, under another name. */
export function Duplicate() {
  const title = drafts.value["form title en"] ?? "";
  return (
    <details class="edit-more">
      <summary>Duplicate this form</summary>
      <div class="edit-pair">
        {locales.value.map((locale) => (
          <Field
            key={locale}
            label={`Its row at home in ${languageOf(locale)}`}
            name={`form title ${locale}`}
            value=""
          />
        ))}
      </div>
      <Field label="Name of the new form" name="form name" value={nameFrom(title)} />
    </details>
  );
}
