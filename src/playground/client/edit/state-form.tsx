import type { Chart, ChartEdge } from "../../protocol.ts";
import { limitsOf } from "./edits.ts";
import { Field } from "./fields.tsx";
import { NewWay, QuestionDeeds, Tags } from "./flow-fields.tsx";
import { Duplicate, EventNames, FieldNames } from "./machine-fields.tsx";
import { draft, drafts, editWording, type Subject } from "./subject.ts";

type StateSubject = Extract<Subject, { kind: "state" }>;

/** A state: its name, description, limits of time, wordings, and where its transitions lead. */
export function StateForm({ subject: { state, chart, edge, only } }: { subject: StateSubject }) {
  const own = chart.edges.filter(({ source, id }) => source === state.id && !id.includes("~"));
  const isMachine = state.parent === undefined;
  if (only) {
    const chosen = own.filter(({ id }) => only.includes(id));
    return (
      <div class="edit-state">
        <Targets edges={chosen} chart={chart} first={edge} />
      </div>
    );
  }
  return (
    <div class="edit-state">
      <Field label="What happens here" name="description" value={state.description} isLong />
      {!isMachine && <Field label="Name in the file" name="name" value={state.key} />}
      {limitsOf(own).map(({ delay, minutes }) => (
        <Field
          key={delay}
          label={`Minutes without an answer until it closes, in all of “${chart.machine}”`}
          name={`delay ${delay}`}
          value={`${minutes}`}
          isNumber
        />
      ))}
      {state.says.length > 0 && (
        <p class="edit-says">
          Says
          {state.says.map((key) => (
            <button key={key} type="button" class="text" onClick={() => editWording(key)}>
              {key}
            </button>
          ))}
        </p>
      )}
      {own.length > 0 && <Targets edges={own} chart={chart} first={edge} />}
      <EventNames edges={own} />
      {isMachine && <FieldNames chart={chart} />}
      {isMachine && chart.machine !== "root" && <Duplicate />}
      <NewWay state={state} chart={chart} />
      <QuestionDeeds state={state} chart={chart} />
      <Tags state={state} />
    </div>
  );
}

function Targets(props: { edges: ChartEdge[]; chart: Chart; first: string | undefined }) {
  const { edges, chart, first } = props;
  return (
    <fieldset class="edit-targets">
      <legend>Transitions</legend>
      <ul>
        {edges.map((one) => (
          <Target key={one.id} edge={one} chart={chart} isFirst={one.id === first} />
        ))}
      </ul>
    </fieldset>
  );
}

/** The state that a transition enters, chosen among all of the machine. */
function Target({ edge, chart, isFirst }: { edge: ChartEdge; chart: Chart; isFirst: boolean }) {
  const field = `target ${edge.id}`;
  const states = chart.states.filter(
    ({ parent, id }) => parent !== undefined || id === edge.target,
  );
  return (
    <li>
      <label>
        <span>{edge.label}</span>
        <select
          data-first={isFirst ? "" : undefined}
          value={drafts.value[field] ?? edge.target ?? ""}
          onChange={({ currentTarget }) => draft(field, currentTarget.value)}
        >
          {edge.target === undefined && <option value="">stays</option>}
          {states.map(({ id, title, history }) => (
            <option key={id} value={id}>
              {history ? "the open question again" : title} · {id.split(":")[1]}
            </option>
          ))}
        </select>
      </label>
    </li>
  );
}
