import type { Figure } from "../../../numbers/blur.ts";
import type { StateFigures } from "../../numbers-protocol.ts";
import { nameOf } from "./funnel.tsx";
import { columns, figuresOfEdge, figuresOfState } from "./numbers.ts";
import { countWords, secondsWords, shareWords } from "./words.ts";

const ROWS = [
  ["entered", "Entered"],
  ["answered", "Answered"],
  ["invalid", "Not understood"],
  ["failed", "Call failed"],
  ["cancelled", "Cancelled"],
  ["timedOut", "Timed out"],
  ["restarted", "Restarted"],
  ["left", "Left the form"],
] as const;

/** The numbers of a state, in words. */
export function StateNumbersTable({ id }: { id: string }) {
  const found = figuresOfState(id);
  if (found.length === 0) return null;
  return (
    <table class="state-numbers">
      <caption>Numbers</caption>
      {found.length > 1 && (
        <thead>
          <tr>
            <th scope="col">Release</th>
            {columns.value.map((column) => (
              <th key={column.release ?? "all"} scope="col">
                {nameOf(column)}
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody>
        {ROWS.filter(([name]) => found.some((state) => isMore(state?.[name]))).map(
          ([name, title]) => (
            <tr key={name} class={name === "left" ? "is-leaving" : undefined}>
              <th scope="row">{title}</th>
              {found.map((state, at) => (
                <td key={at}>{countWords(state?.[name] ?? 0)}</td>
              ))}
            </tr>
          ),
        )}
        {found.some((state) => state?.medianSeconds) && <Median of={found} />}
      </tbody>
    </table>
  );
}

const isMore = (figure: Figure | undefined) => figure !== undefined && figure !== 0;

function Median({ of: found }: { of: (StateFigures | undefined)[] }) {
  return (
    <tr>
      <th scope="row">Half answer within</th>
      {found.map((state, at) => (
        <td key={at}>{state?.medianSeconds ? secondsWords(state.medianSeconds) : "–"}</td>
      ))}
    </tr>
  );
}

/** How often a transition was taken. */
export function EdgeNumbers({ id }: { id: string }) {
  const found = figuresOfEdge(id);
  if (found.length === 0) return null;
  const words = found.map((edge) =>
    edge ? `${countWords(edge.times)} (${shareWords(edge.share)})` : "0",
  );
  const isLeaving = found.some((edge) => edge?.isLeaving);
  return (
    <span class={`edge-numbers ${isLeaving ? "is-leaving" : ""}`}>{words.join(" · ")} times</span>
  );
}
