import { machine, pickedMachine, selectedState, step, trail } from "../state/view.ts";

/** Where another machine is shown than the one that the conversation is in. */
export function Follow() {
  const at = trail.value.at(-1);
  if (pickedMachine.value === undefined || at === machine.value || !step.value?.active.length)
    return null;
  return (
    <p class="follow" role="status">
      <span>
        <span class="looked">
          You look at <b>{machine.value}</b>, the conversation is{" "}
        </span>
        in <b>{at}</b>
      </span>
      <button
        type="button"
        onClick={() => {
          pickedMachine.value = undefined;
          selectedState.value = undefined;
        }}
      >
        Follow
      </button>
    </p>
  );
}
