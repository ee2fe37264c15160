import type { Figures, NumbersColumn } from "../../numbers-protocol.ts";
import type { Chart } from "../../protocol.ts";
import { chart } from "../chart/highlights.ts";
import { CloseButton } from "../close-button.tsx";
import { chartOf, charts } from "../state/server.ts";
import { pickedMachine, selectedState, show, trail } from "../state/view.ts";
import {
  areNone,
  areNumbersShown,
  columns,
  figuresOfState,
  isFunnelShown,
  numbers,
} from "./numbers.ts";
import { countWords, daysWords, estimate, shareWords } from "./words.ts";

type Row = Pick<Figures, "entered" | "left" | "answered">;

/** The form of the chart, question by question; for the root machine, all forms. */
export function Funnel() {
  const drawn = chart.value;
  const isHidden = !areNumbersShown.value || !isFunnelShown.value;
  if (isHidden || !drawn || areNone.value || selectedState.value !== undefined) return null;
  const openers = charts.value
    .flatMap(({ states }) => states)
    .filter(({ calls }) => calls?.isForm && calls.name === drawn.machine);
  const isForm = openers.length > 0;
  return (
    <aside class="state-panel funnel" aria-label={`Funnel of ${drawn.machine}`}>
      <div class="state-panel-head">
        <h3>{isForm ? drawn.machine : "All forms"}</h3>
        <CloseButton
          onClose={() => {
            isFunnelShown.value = false;
          }}
        />
      </div>
      <p class="faint">{daysWords(numbers.value?.days ?? [])}</p>
      {columns.value.length > 1 && <Columns />}
      {isForm ? <Form drawn={drawn} openers={openers.map(({ id }) => id)} /> : <Forms />}
    </aside>
  );
}

/** Which bar is whose. */
function Columns() {
  return (
    <ul class="funnel-columns">
      {columns.value.map((column, at) => (
        <li key={column.release ?? "all"}>
          <span class={`swatch column-${at}`} /> {nameOf(column)}
        </li>
      ))}
    </ul>
  );
}

export function nameOf({ release }: NumbersColumn): string {
  if (release === undefined) return "All releases";
  const known = numbers.value?.releases.find(({ id }) => id === release);
  return known?.name ?? `Build ${release.slice(0, 8)}`;
}

function Form({ drawn, openers }: { drawn: Chart; openers: string[] }) {
  const opened = openers.map(figuresOfState).find((figures) => figures.length > 0);
  if (!opened) return <p>Nobody opened this form.</p>;
  const widest = mostOf(opened);
  const questions = drawn.states.filter(({ says, calls, kind, history }) => {
    const isStop = says.length > 0 || calls !== undefined;
    return kind === "atomic" && !history && isStop;
  });
  return (
    <>
      <ol class="funnel-rows">
        <FunnelRow title="Opened" figures={opened} widest={widest} />
        {questions.map(({ id, title }) => {
          const figures = figuresOfState(id);
          if (figures.length === 0) return null;
          return (
            <FunnelRow
              key={id}
              title={title}
              figures={figures}
              widest={widest}
              open={() => show(id)}
            />
          );
        })}
      </ol>
      <dl class="funnel-sums">
        {columns.value.map((column, at) => (
          <Sum
            key={column.release ?? "all"}
            column={column}
            figures={opened[at]}
            openers={openers}
          />
        ))}
      </dl>
    </>
  );
}

/** How many finished the form, and what that took. */
function Sum(props: { column: NumbersColumn; figures: Row | undefined; openers: string[] }) {
  const { column, figures, openers } = props;
  if (!figures) return null;
  const share = estimate(figures.answered) / (estimate(figures.entered) || 1);
  const form = column.forms.find(({ state }) => openers.includes(state));
  const replies = form?.bubblesPerAnswer;
  return (
    <div>
      <dt>{columns.value.length > 1 ? `${nameOf(column)}: finished` : "Finished"}</dt>
      <dd>
        <b>{countWords(figures.answered)}</b> · {shareWords(share)}
      </dd>
      {replies !== undefined && <dd class="faint">{replies.toFixed(1)} replies for each</dd>}
    </div>
  );
}

function Forms() {
  const states = [
    ...new Set(columns.value.flatMap(({ forms }) => forms.map(({ state }) => state))),
  ];
  const rows = states.map((state) => ({ state, figures: figuresOfState(state) }));
  const widest = Math.max(1, ...rows.map(({ figures }) => mostOf(figures)));
  if (rows.length === 0) return <p>Nobody opened a form.</p>;
  return (
    <ol class="funnel-rows">
      {rows.map(({ state, figures }) => {
        const form = charts.value.flatMap((each) => each.states).find(({ id }) => id === state);
        const machine = form?.calls?.name;
        return (
          <FunnelRow
            key={state}
            title={machine ?? state}
            figures={figures}
            widest={widest}
            open={machine !== undefined && chartOf(machine) ? () => open(machine) : undefined}
          />
        );
      })}
    </ol>
  );
}

function open(machine: string): void {
  pickedMachine.value = machine === trail.value.at(-1) ? undefined : machine;
}

function FunnelRow(props: {
  title: string;
  figures: (Row | undefined)[];
  widest: number;
  open?: (() => void) | undefined;
}) {
  const { title, figures, widest, open } = props;
  return (
    <li>
      {open ? (
        <button type="button" class="text" onClick={open}>
          {title}
        </button>
      ) : (
        <b>{title}</b>
      )}
      {figures.map((row, at) => (
        <Bar key={at} row={row} column={at} widest={widest} />
      ))}
    </li>
  );
}

function Bar(props: { row: Row | undefined; column: number; widest: number }) {
  const { row = { entered: 0, left: 0, answered: 0 }, column, widest } = props;
  const [entered, left] = [estimate(row.entered), estimate(row.left)];
  const percent = (value: number) => `${(100 * value) / widest}%`;
  return (
    <div class="funnel-bar">
      <span class={`bar column-${column}`} aria-hidden="true">
        <i style={{ width: percent(Math.max(entered - left, 0)) }} />
        <i class="is-leaving" style={{ width: percent(Math.min(left, entered)) }} />
      </span>
      <span class="entered">{countWords(row.entered)}</span>
      <span class="lost">
        {row.left !== 0 && (
          <>
            <span class="only-spoken">left the form: </span>−{countWords(row.left)} ·{" "}
            {shareWords(left / (entered || 1))}
          </>
        )}
      </span>
    </div>
  );
}

function mostOf(figures: (Row | undefined)[]): number {
  return Math.max(0, ...figures.map((row) => estimate(row?.entered ?? 0)));
}
