import { signal } from "@preact/signals";
import { Icon } from "../icon.tsx";
import { areNumbersShown } from "../numbers/numbers.ts";
import { NumbersLegend } from "../numbers/numbers-legend.tsx";

const isOpen = signal(false);

/** What the marks and colours of the chart mean. */
const MARKS: { class: string; text: string }[] = [
  { class: "is-here", text: "The conversation is here" },
  { class: "is-taken", text: "The transition of this step" },
  { class: "is-possible", text: "A transition that is possible now" },
  { class: "is-dashed", text: "By a limit of time, or a failure" },
  { class: "is-end", text: "An end" },
];
const SIGNS = [
  ["▸", "Opens a form"],
  ["⇄", "Calls credex-core; in amber, it moves money"],
  ["H", "The question that was open before"],
] as const;

/** What is of a conversation only. */
const OF_A_STEP = ["is-here", "is-taken", "is-possible"];

export function Legend() {
  const marks = MARKS.filter((mark) => !areNumbersShown.value || !OF_A_STEP.includes(mark.class));
  return (
    <div class="legend">
      {isOpen.value && (
        <ul id="legend" aria-label="Legend">
          {areNumbersShown.value && <NumbersLegend />}
          {marks.map(({ class: mark, text }) => (
            <li key={mark}>
              <span class={`mark ${mark}`} /> {text}
            </li>
          ))}
          {SIGNS.map(([sign, text]) => (
            <li key={sign}>
              <span class="mark">{sign}</span> {text}
            </li>
          ))}
        </ul>
      )}
      <button
        type="button"
        aria-expanded={isOpen.value}
        aria-controls="legend"
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        <Icon name="legend" size={16} /> Legend
      </button>
    </div>
  );
}
