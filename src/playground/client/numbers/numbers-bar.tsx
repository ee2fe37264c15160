import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Icon } from "../icon.tsx";
import { languageOf } from "../languages.ts";
import {
  areNumbersShown,
  beside,
  isFunnelShown,
  loadAgain,
  locale,
  numbers,
  period,
  release,
} from "./numbers.ts";

/** The switch that lays the numbers on the chart. */
export function NumbersSwitch() {
  return (
    <button
      type="button"
      class="numbers-switch"
      aria-pressed={areNumbersShown.value}
      title="Where members give up"
      onClick={() => {
        areNumbersShown.value = !areNumbersShown.value;
      }}
    >
      <Icon name="numbers" /> <span>Numbers</span>
    </button>
  );
}

const PERIODS = [
  ["1", "Today"],
  ["7", "Last 7 days"],
  ["30", "Last 30 days"],
] as const;

/** What the numbers are of. */
export function NumbersBar() {
  if (!areNumbersShown.value) return null;
  const { releases = [], locales = [], today = "", firstDay = "" } = numbers.value ?? {};
  const isDay = PERIODS.every(([days]) => days !== period.value);
  return (
    <section class="numbers-bar" aria-label="Numbers">
      <Choice label="Days" of={period}>
        {PERIODS.map(([days, name]) => (
          <option key={days} value={days}>
            {name}
          </option>
        ))}
        <option value={isDay ? period.value : today}>One day…</option>
      </Choice>
      {isDay && (
        <label class="numbers-day">
          <span>Day</span>
          <input
            type="date"
            min={firstDay}
            max={today}
            value={period.value}
            onChange={({ currentTarget }) => {
              period.value = currentTarget.value || today;
            }}
          />
        </label>
      )}
      <Choice label="Release" of={release}>
        <option value="">All</option>
        <ReleaseOptions releases={releases} chosen={release.value} />
      </Choice>
      <Choice label="Beside" of={beside}>
        <option value="">None</option>
        <ReleaseOptions releases={releases} chosen={beside.value} />
      </Choice>
      <Choice label="Language" of={locale}>
        <option value="">All</option>
        {[...new Set([...locales, locale.value])].filter(Boolean).map((code) => (
          <option key={code} value={code}>
            {languageOf(code)}
          </option>
        ))}
      </Choice>
      <span class="spring" />
      <button
        type="button"
        class="quiet"
        aria-label="Load the numbers again"
        title="Load the numbers again"
        onClick={loadAgain}
      >
        <Icon name="redo" />
      </button>
      <button
        type="button"
        class="funnel-switch"
        aria-pressed={isFunnelShown.value}
        onClick={() => {
          isFunnelShown.value = !isFunnelShown.value;
        }}
      >
        <Icon name="funnel" /> Funnel
      </button>
    </section>
  );
}

function Choice(props: { label: string; of: Signal<string>; children: ComponentChildren }) {
  const { label, of, children } = props;
  return (
    <label>
      <span>{label}</span>
      <select
        value={of.value}
        onChange={({ currentTarget }) => {
          of.value = currentTarget.value;
        }}
      >
        {children}
      </select>
    </label>
  );
}

/** A release that was chosen for other days stays among the choices. */
function ReleaseOptions(props: { releases: { id: string; name: string }[]; chosen: string }) {
  const { releases, chosen } = props;
  const isKnown = chosen === "" || releases.some(({ id }) => id === chosen);
  const other = { id: chosen, name: `Build ${chosen.slice(0, 8)}` };
  return (isKnown ? releases : [...releases, other]).map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
}
