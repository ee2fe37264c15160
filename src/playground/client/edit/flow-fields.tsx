import type { Chart, ChartState } from "../../protocol.ts";
import { Select } from "./fields.tsx";
import { answersOf, neighboursOf, targetsIn, titleOf } from "./flow.ts";
import { addQuestion, draft, drafts } from "./subject.ts";

interface FlowProps {
  state: ChartState;
  chart: Chart;
}

const TAGS: { [tag: string]: string } = {
  money: "its choices can move money",
  text: "asks for a name or a handle",
  goal: "what the form is for",
};

/** The tags of a state, as boxes to tick. */
export function Tags({ state }: { state: ChartState }) {
  const chosen = drafts.value.tags?.split(",").filter(Boolean) ?? state.tags;
  const all = [...new Set([...Object.keys(TAGS), ...state.tags])];
  return (
    <fieldset class="edit-tags">
      <legend>Tags</legend>
      {all.map((tag) => (
        <label key={tag}>
          <input
            type="checkbox"
            checked={chosen.includes(tag)}
            onChange={({ currentTarget }) =>
              draft(
                "tags",
                all
                  .filter((one) => (one === tag ? currentTarget.checked : chosen.includes(one)))
                  .join(),
              )
            }
          />
          <span>
            <b>{tag}</b> <span class="faint">{TAGS[tag]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Events that a state may react to, besides the choices that it offers. */
const EVENTS = [
  ["text", "writes something"],
  ["back", "writes “go back”"],
  ["cancel", "writes “cancel”"],
  ["home", "writes “menu”"],
  ["help", "writes “help”"],
  ["offers", "writes “offers”"],
  ["language", "writes “language”"],
  ["media", "sends a picture, …"],
  ["unexpected", "anything else"],
] as const;

/** One more transition: when, on which condition, and where it leads. */
export function NewWay({ state, chart }: FlowProps) {
  if (state.kind === "final" || state.history) return null;
  const own = chart.edges.filter(({ source, kind }) => source === state.id && kind === "event");
  const known = own.map(({ event, label }) => [event, label.split(",")[0] ?? event] as const);
  const events = new Map([...EVENTS, ...known]);
  return (
    <details class="edit-more">
      <summary>Add a transition</summary>
      <Select label="When the member" name="way event" value="" options={[["", "—"], ...events]} />
      <Select
        label="If"
        name="way guard"
        value=""
        options={[["", "always"], ...chart.guards.map((guard) => [guard, guard] as const)]}
      />
      <Select
        label="It enters"
        name="way target"
        value=""
        options={[["", "—"], ...targetsIn(chart).map((one) => [one.id, titleOf(one)] as const)]}
      />
    </details>
  );
}

/** What can be done with a question as a whole. */
export function QuestionDeeds({ state, chart }: FlowProps) {
  const answers = answersOf(chart, state);
  if (answers.length === 0) return null;
  const next = drafts.value["remove next"];
  const swap = drafts.value.swap;
  return (
    <fieldset class="edit-question">
      <legend>Question</legend>
      <button type="button" onClick={() => addQuestion(state.id)}>
        Add a question after this one
      </button>
      {neighboursOf(chart, state).map((one) => (
        <button
          key={one.id}
          type="button"
          aria-pressed={swap === one.id}
          onClick={() => draft("swap", swap === one.id ? "" : one.id)}
        >
          Ask “{one.title}” before this one
        </button>
      ))}
      <button
        type="button"
        aria-pressed={Boolean(next)}
        onClick={() => draft("remove next", next ? "" : (answers[0]?.target.id ?? ""))}
      >
        Remove this question
      </button>
      {next && (
        <Select
          label="What follows instead"
          name="remove next"
          value={next}
          options={answers.map(({ target }) => [target.id, titleOf(target)] as const)}
        />
      )}
    </fieldset>
  );
}
