import { computed, effect, signal, untracked } from "@preact/signals";
import type { Member, Step } from "../../protocol.ts";
import { now } from "./clock.ts";
import { charts, conversations, isRedacted, stepsOf } from "./server.ts";
import { members, number } from "./world.ts";

/** The selection: conversation, step, machine and state. */

export type Pane = "phone" | "chart" | "record" | "log" | "check" | "world";

/** On a narrow screen, the only pane; else the one at the side, if it is one of those. */
export const pane = signal<Pane>("phone");
export const sidePane = signal<Pane>("record");
export const shownPane = computed<Pane>(() =>
  isRedacted.value && pane.value === "phone" ? "chart" : pane.value,
);

/** On a wide screen, the chart has the whole width. */
export const isWide = signal(false);

/** Where there are no phones, a conversation is selected by its id. */
export const pickedConversation = signal<string | undefined>(undefined);
export const conversationId = computed(() =>
  isRedacted.value
    ? (pickedConversation.value ?? conversations.value[0]?.id)
    : conversations.value.find((each) => each.number === number.value)?.id,
);
export const member = computed<Member | undefined>(() =>
  members.value.find((each) => each.number === number.value),
);

export const steps = computed<Step[]>(() =>
  conversationId.value === undefined ? [] : stepsOf(conversationId.value),
);
/** The number of the selected step; absent while live, which follows the newest. */
const position = signal<number | undefined>(undefined);
const index = computed(() => {
  const at = steps.value.findIndex((step) => step.number === position.value);
  return at < 0 ? steps.value.length - 1 : at;
});
export const step = computed<Step | undefined>(() => steps.value[index.value]);
export const stepBefore = computed<Step | undefined>(() => steps.value[index.value - 1]);
export const isLive = computed(() => step.value?.number === steps.value.at(-1)?.number);

/** The time of the selected step when it is past. The half-second clock is never behind a step. */
export const shownTime = computed(() => {
  const at = step.value?.at ?? 0;
  return isLive.value ? Math.max(now.value, at) : at;
});

/** Moves to an earlier or later step; past the newest, it is live. */
export function move(by: number): void {
  const target = steps.value[Math.max(0, index.value + by)];
  if (target) moveTo(target.number);
}
export function moveTo(stepNumber: number | undefined): void {
  position.value = stepNumber === steps.value.at(-1)?.number ? undefined : stepNumber;
}

/** The machines from the root to the innermost form. */
export const trail = computed<string[]>(() => {
  const machines = new Set(["root", ...(step.value?.active ?? []).map(machineOf)]);
  return [...machines].filter((machine) => charts.value.some((each) => each.machine === machine));
});
/** Selected by hand, until the conversation moves to another machine. */
export const pickedMachine = signal<string | undefined>(undefined);
export const machine = computed(() => pickedMachine.value ?? trail.value.at(-1) ?? "root");
export const machineOf = (stateId: string): string => stateId.split(":")[0] ?? stateId;

export const selectedState = signal<string | undefined>(undefined);
export const selectedBubble = signal<string | undefined>(undefined);

/** Selects a machine, or one of its states. */
export function show(stateId: string): void {
  const of = machineOf(stateId);
  pickedMachine.value = of === trail.value.at(-1) ? undefined : of;
  selectedState.value = stateId;
  pane.value = "chart";
}

const trailWords = computed(() => trail.value.join(" "));
effect(() => {
  trailWords.value;
  pickedMachine.value = undefined;
  untracked(() => {
    if (selectedState.value && machineOf(selectedState.value) !== machine.value)
      selectedState.value = undefined;
  });
});
effect(() => {
  conversationId.value;
  position.value = undefined;
  selectedBubble.value = undefined;
});
