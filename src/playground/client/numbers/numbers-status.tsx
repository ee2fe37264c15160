import { Icon } from "../icon.tsx";
import { areNone, areNumbersShown, isLoading, loadAgain, numbers, problem } from "./numbers.ts";
import { daysWords } from "./words.ts";

/** Why there are no numbers on the chart, if there are none. */
export function NumbersStatus() {
  if (!areNumbersShown.value) return null;
  if (isLoading.value)
    return (
      <p class="numbers-status" role="status">
        <span class="spinner" /> Adding up…
      </p>
    );
  if (problem.value !== undefined)
    return (
      <p class="numbers-status is-problem" role="alert">
        <span>No numbers: {problem.value}</span>
        <button type="button" onClick={loadAgain}>
          <Icon name="redo" /> Try again
        </button>
      </p>
    );
  if (!areNone.value) return null;
  return (
    <p class="numbers-status" role="status">
      No numbers for {daysWords(numbers.value?.days ?? [])} yet
    </p>
  );
}
