import { computed } from "@preact/signals";
import type { Edit } from "../../edit-protocol.ts";
import type { ChartEdge } from "../../protocol.ts";
import { partsOf } from "./parts.ts";
import { drafts, removed, type Subject, subject } from "./subject.ts";

const MINUTE_MS = 60_000;

/** The edits that the changed fields make. */
export const edits = computed<Edit[]>(() => {
  const now = subject.value;
  if (!now) return [];
  return now.kind === "wording" ? wordingEdits(now) : stateEdits(now);
});

function wordingEdits({ wording }: Extract<Subject, { kind: "wording" }>): Edit[] {
  const { key, texts } = wording;
  const changed = Object.entries(texts).flatMap(([locale, { entry }]) =>
    partsOf(entry)
      .filter(({ choice }) => choice === undefined || !removed.value.has(choice))
      .flatMap(({ name, text: was }): Edit[] => {
        const text = drafts.value[fieldOf(locale, name)];
        if (text === undefined || text === was) return [];
        return [{ kind: "wording", locale, key, part: name, was, text }];
      }),
  );
  const without = [...removed.value].map(
    (choice): Edit => ({ kind: "remove choice", key, choice }),
  );
  return [...changed, ...without];
}

export const fieldOf = (locale: string, part: string): string => `${locale} ${part}`;

function stateEdits({ state, chart }: Extract<Subject, { kind: "state" }>): Edit[] {
  const { description, name } = drafts.value;
  const own = chart.edges.filter(({ source }) => source === state.id);
  return [
    ...changeOf(description, state.description, (text) => ({
      kind: "description",
      state: state.id,
      was: state.description,
      text,
    })),
    ...own.flatMap(targetEdit),
    ...limitsOf(own).flatMap(({ delay, minutes }) =>
      changeOf(drafts.value[`delay ${delay}`], `${minutes}`, (text) => ({
        kind: "delay",
        machine: chart.machine,
        delay,
        was: minutes,
        minutes: Number(text),
      })),
    ),
    // Last, because the others name the state as it is.
    ...changeOf(name, state.key, (text) => ({ kind: "rename", state: state.id, name: text })),
  ];
}

function targetEdit({ id, target }: ChartEdge): Edit[] {
  return changeOf(drafts.value[`target ${id}`], target ?? "", (text) => ({
    kind: "target",
    edge: id,
    was: target,
    target: text,
  }));
}

function changeOf(text: string | undefined, was: string, make: (text: string) => Edit): Edit[] {
  return text === undefined || text === was ? [] : [make(text)];
}

/** The limits of time among transitions, in minutes. */
export function limitsOf(edges: ChartEdge[]): { delay: string; minutes: number }[] {
  return edges.flatMap(({ kind, event, delayMs }) =>
    kind === "after" && delayMs !== undefined
      ? [{ delay: event.slice("after.".length), minutes: delayMs / MINUTE_MS }]
      : [],
  );
}
