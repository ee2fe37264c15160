import { shownTime, step, stepBefore } from "../state/view.ts";
import { countdown, exactTimeOf } from "../time/words.ts";
import { Tree } from "./tree.tsx";

/** The conversation record after the selected step. */
export function RecordPane() {
  const at = step.value;
  if (!at) return <p class="blank">There is no record yet: the first message creates one.</p>;
  const before = stepBefore.value;
  const left = at.expiresAt - shownTime.value;
  return (
    <div class="record">
      <dl class="facts">
        <Fact name="_version" value={at.version} isNew={at.version !== before?.version} />
        <Fact name="_last_updated" value={exactTimeOf(Date.parse(at.lastUpdated))} />
        <Fact name="goes in" value={left > 0 ? countdown(left) : "gone"} />
        <Fact
          name="stage"
          value={at.metadata.stage}
          isNew={at.metadata.stage !== before?.metadata.stage}
        />
        <Fact
          name="option"
          value={at.metadata.option ?? "–"}
          isNew={at.metadata.option !== before?.metadata.option}
        />
        <Fact
          name="direction"
          value={
            at.metadata.direction === "IN" ? "IN: waiting for the member" : "OUT: waiting for us"
          }
          isNew={at.metadata.direction !== before?.metadata.direction}
        />
      </dl>
      <Pending />
      <h3>Contexts</h3>
      <Tree value={at.contexts} before={before?.contexts} />
      <h3>The rest</h3>
      <Tree value={at.record} before={before?.record} />
    </div>
  );
}

function Fact({
  name,
  value,
  isNew = false,
}: {
  name: string;
  value: string | number;
  isNew?: boolean;
}) {
  return (
    <div data-new={isNew}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Pending timers and calls. */
function Pending() {
  const at = step.value;
  if (!at || at.pending.timers.length + at.pending.calls.length === 0) return null;
  return (
    <>
      <h3>Pending</h3>
      <ul class="pending">
        {at.pending.timers.map(({ token, state, event, dueAt }) => (
          <li key={token}>
            <b>{countdown(dueAt - shownTime.value)}</b> {event} <small>{state}</small>
          </li>
        ))}
        {at.pending.calls.map(({ token, operation }) => (
          <li key={token}>
            <span class="spinner" /> {operation}
          </li>
        ))}
      </ul>
    </>
  );
}
