interface SwitchProps<Mode extends string> {
  name: string;
  options: { mode: Mode; title: string; effect: string }[];
  value: Mode;
  onPick(mode: Mode): unknown;
}

/** One of several modes, and what the selected one does. */
export function Switch<Mode extends string>({ name, options, value, onPick }: SwitchProps<Mode>) {
  return (
    <fieldset data-troubled={value !== "fine"}>
      <legend>{name}</legend>
      <div class="switch">
        {options.map(({ mode, title }) => (
          <label key={mode}>
            <input
              type="radio"
              name={name}
              checked={mode === value}
              onChange={() => void onPick(mode)}
            />
            <span>{title}</span>
          </label>
        ))}
      </div>
      <p class="effect">{options.find(({ mode }) => mode === value)?.effect}</p>
    </fieldset>
  );
}
