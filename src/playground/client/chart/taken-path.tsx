import { charts } from "../state/server.ts";
import { machine, pickedMachine, selectedState, trail } from "../state/view.ts";

/** The machines from the root to the open form; any other machine can be selected too. */
export function TakenPath() {
  const look = (name: string) => {
    pickedMachine.value = name === trail.value.at(-1) ? undefined : name;
    selectedState.value = undefined;
  };
  if (charts.value.length === 0) return null;
  const isElsewhere = !trail.value.includes(machine.value);
  return (
    <nav class="trail" aria-label="Machines">
      <ol>
        {trail.value.map((name) => (
          <li key={name}>
            <button
              type="button"
              aria-current={machine.value === name ? "true" : undefined}
              onClick={() => look(name)}
            >
              {name}
            </button>
          </li>
        ))}
      </ol>
      <select
        aria-label="Another machine"
        data-chosen={isElsewhere}
        value={isElsewhere ? machine.value : ""}
        onChange={({ currentTarget }) =>
          look(currentTarget.value || (trail.value.at(-1) ?? "root"))
        }
      >
        <option value="">{isElsewhere ? "Follow" : "Others…"}</option>
        {charts.value
          .filter((each) => !trail.value.includes(each.machine))
          .map((each) => (
            <option key={each.machine} value={each.machine}>
              {each.machine}
            </option>
          ))}
      </select>
    </nav>
  );
}
