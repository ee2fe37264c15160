import { computed, signal } from "@preact/signals";
import type { Chart, ChartEdge, ChartState, Wording } from "../../protocol.ts";
import { chartOf, wordingOf } from "../state/server.ts";
import { machineOf } from "../state/view.ts";
import { world } from "../state/world.ts";

/** What is edited, as the page showed it when the editing began: later changes of it are conflicts. */
export type Subject =
  | { kind: "wording"; wording: Wording }
  /** With `only`, nothing but these transitions of the state. */
  | { kind: "state"; state: ChartState; chart: Chart; edge?: string; only?: string[] }
  /** A question that is added after a state. */
  | { kind: "question"; state: ChartState; chart: Chart };

export const subject = signal<Subject | undefined>(undefined);

/** The fields that the designer has changed, by the name of the field. */
export const drafts = signal<{ [field: string]: string }>({});
/** The buttons and rows that the designer removes. */
export const removed = signal<ReadonlySet<string>>(new Set());

/** Edits are made in development only. */
export const isEditable = computed(() => world.value !== undefined);

export function editWording(key: string): void {
  const wording = wordingOf(key);
  if (wording) open({ kind: "wording", wording });
}

/** Opens a state, or one of its transitions. */
export function editState(id: string, edge?: string): void {
  const chart = chartOf(machineOf(id));
  const state = chart?.states.find((one) => one.id === id);
  if (chart && state) open({ kind: "state", state, chart, ...(edge !== undefined && { edge }) });
}

/** Opens transitions of one state with another target, as if it was chosen in the form. */
export function retarget(edges: ChartEdge[], target: string): void {
  const [first] = edges;
  const chart = first && chartOf(machineOf(first.source));
  const state = chart?.states.find(({ id }) => id === first?.source);
  if (!first || !chart || !state) return;
  open({ kind: "state", state, chart, edge: first.id, only: edges.map(({ id }) => id) });
  for (const { id } of edges) draft(`target ${id}`, target);
}

/** Opens a state with a transition to add. */
export function addWay(state: string, event: string, target: string): void {
  editState(state);
  draft("way event", event);
  draft("way target", target);
}

/** Opens the form of a new question, which is asked after a state. */
export function addQuestion(id: string): void {
  const chart = chartOf(machineOf(id));
  const state = chart?.states.find((one) => one.id === id);
  if (chart && state) open({ kind: "question", state, chart });
}

/** Begins again with what the server serves now. */
export function reopen(): void {
  const now = subject.value;
  if (now?.kind === "wording") editWording(now.wording.key);
  if (now?.kind === "state") editState(now.state.id, now.edge);
  if (now?.kind === "question") addQuestion(now.state.id);
}

export function close(): void {
  subject.value = undefined;
}

function open(next: Subject): void {
  drafts.value = {};
  removed.value = new Set();
  subject.value = next;
}

export function draft(field: string, text: string): void {
  drafts.value = { ...drafts.value, [field]: text };
}

export function remove(choice: string): void {
  removed.value = new Set(removed.value).add(choice);
}
