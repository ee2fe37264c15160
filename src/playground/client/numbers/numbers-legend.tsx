import { columns, numbers } from "./numbers.ts";

/** What the marks of the numbers mean. */
export function NumbersLegend() {
  const bound = numbers.value?.blurredBelow;
  return (
    <>
      <li>
        <span class="mark is-flow" /> The thicker, the more members went this way
      </li>
      <li>
        <span class="mark is-loss" /> Here members left the form without an answer
      </li>
      <li>
        <span class="mark is-count">9</span>{" "}
        {columns.value.length > 1
          ? "In a state, how often it was entered under each release; on a transition, its share of those from its state"
          : "How often a state was entered, or a transition taken, with its share of those from its state"}
      </li>
      {bound !== undefined && (
        <li>
          <span class="mark">≈</span> Counts are rounded down to {bound}; smaller ones are &lt;
          {bound}
        </li>
      )}
    </>
  );
}
