import { draft, drafts } from "./subject.ts";

interface FieldProps {
  label: string;
  /** The name of the field in `drafts`. */
  name: string;
  value: string;
  isLong?: boolean;
  isNumber?: boolean;
  /** It has the focus when the form opens. */
  isFirst?: boolean;
}

/** A text or number that is edited. */
export function Field({ label, name, value, isLong, isNumber, isFirst }: FieldProps) {
  const text = drafts.value[name] ?? value;
  const id = idOf(name);
  const first = isFirst ? "" : undefined;
  return (
    <div class="edit-field">
      <label class="edit-label" for={id}>
        {label}
      </label>
      {isLong ? (
        <textarea
          id={id}
          rows={2}
          value={text}
          data-first={first}
          onInput={({ currentTarget }) => draft(name, currentTarget.value)}
        />
      ) : (
        <input
          id={id}
          value={text}
          data-first={first}
          {...(isNumber && { type: "number", min: "0.5", max: "60", step: "0.5" })}
          autocomplete="off"
          onInput={({ currentTarget }) => draft(name, currentTarget.value)}
        />
      )}
    </div>
  );
}

interface SelectProps {
  label: string;
  name: string;
  value: string;
  /** Values with their titles. */
  options: (readonly [string, string])[];
  isFirst?: boolean;
}

/** One of several values. */
export function Select({ label, name, value, options, isFirst }: SelectProps) {
  const id = idOf(name);
  return (
    <div class="edit-field">
      <label class="edit-label" for={id}>
        {label}
      </label>
      <select
        id={id}
        data-first={isFirst ? "" : undefined}
        value={drafts.value[name] ?? value}
        onChange={({ currentTarget }) => draft(name, currentTarget.value)}
      >
        {options.map(([option, title]) => (
          <option key={option} value={option}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}

const idOf = (name: string) => `edit-${name.replaceAll(/\W/g, "-")}`;
