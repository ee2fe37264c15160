import { computed } from "@preact/signals";
import type { Edit, Texts } from "../../edit-protocol.ts";
import type { ChartEdge, ChartState } from "../../protocol.ts";
import { locales } from "../state/server.ts";
import { fieldOf } from "./field.ts";
import { choicesOf, nameFrom } from "./flow.ts";
import { placeholdersIn } from "./icu.ts";
import { partsOf } from "./parts.ts";
import { questionEdits } from "./question-edits.ts";
import { senders, speakersOf } from "./speakers.ts";
import { drafts, removed, type Subject, subject } from "./subject.ts";

const MINUTE_MS = 60_000;

/** The edits that the changed fields make. */
export const edits = computed<Edit[]>(() => {
  const now = subject.value;
  if (!now) return [];
  if (now.kind === "question") return questionEdits(now);
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
  const given = new Set(
    changed.flatMap((edit) => (edit.kind === "wording" ? newPlaceholders(edit) : [])),
  );
  return [...givenValues(key, given), ...changed, ...without, ...newChoice(key), ...newNames(key)];
}

const newPlaceholders = ({ was, text }: { was: string; text: string }): string[] =>
  placeholdersIn(text).filter((name) => !placeholdersIn(was).includes(name));

/** The values of fields that a text shows for the first time. */
function givenValues(key: string, names: ReadonlySet<string>): Edit[] {
  return speakersOf(key).flatMap(({ machine, fields }) =>
    fields
      .filter((field) => names.has(field))
      .map((field): Edit => ({ kind: "give value", machine, key, field })),
  );
}

function newChoice(key: string): Edit[] {
  const titles = titlesIn("new title");
  const { en: title = "" } = titles;
  if (Object.values(titles).some((one) => one === "")) return [];
  const ways = senders(key).flatMap(({ state }) => {
    const target = drafts.value[`new target ${state.id}`];
    return target ? [{ state: state.id, target }] : [];
  });
  const choice = drafts.value["new name"] ?? nameFrom(title);
  return [{ kind: "add choice", key, choice, titles, ways }];
}

function newNames(key: string): Edit[] {
  return Object.entries(drafts.value).flatMap(([field, name]): Edit[] => {
    const [, choice] = /^choice name (.+)$/.exec(field) ?? [];
    if (choice === undefined || choice === name || name === "") return [];
    return [{ kind: "rename choice", key, choice, name }];
  });
}

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
    ...tagsEdit(state),
    ...newWay(state),
    ...questionDeeds(state),
    ...namesChanged("field name", chart.kept, (field, to) => ({
      kind: "rename field",
      machine: chart.machine,
      field,
      name: to,
    })),
    ...namesChanged("event name", choicesOf(own), (choice, to) => ({
      kind: "rename event",
      state: state.id,
      event: `choice.${choice}`,
      name: to,
    })),
    ...duplicated(chart.machine),
    // Last, because the others name the state as it is.
    ...changeOf(name, state.key, (text) => ({ kind: "rename", state: state.id, name: text })),
  ];
}

function tagsEdit({ id, tags: was }: ChartState): Edit[] {
  const tags = drafts.value.tags?.split(",").filter(Boolean);
  if (tags === undefined || tags.join() === was.join()) return [];
  return [{ kind: "tags", state: id, was, tags }];
}

function newWay({ id }: ChartState): Edit[] {
  const { "way event": event, "way guard": guard, "way target": target } = drafts.value;
  if (!event || !target) return [];
  return [{ kind: "add way", state: id, event, ...(guard && { guard }), target }];
}

function questionDeeds({ id }: ChartState): Edit[] {
  const { "remove next": next, swap } = drafts.value;
  return [
    ...(swap ? [{ kind: "swap questions", first: id, second: swap } satisfies Edit] : []),
    ...(next ? [{ kind: "remove question", state: id, next } satisfies Edit] : []),
  ];
}

function namesChanged(
  prefix: string,
  names: string[],
  make: (name: string, to: string) => Edit,
): Edit[] {
  return names.flatMap((name) =>
    changeOf(drafts.value[`${prefix} ${name}`], name, (to) => make(name, to)),
  );
}

function duplicated(machine: string): Edit[] {
  const titles = titlesIn("form title");
  const { en: title = "" } = titles;
  if (Object.values(titles).some((one) => one === "")) return [];
  const name = drafts.value["form name"] ?? nameFrom(title);
  return [{ kind: "duplicate form", machine, name, titles }];
}

/** What is written in a field for each language. */
function titlesIn(field: string): Texts {
  return Object.fromEntries(
    locales.value.map((locale) => [locale, drafts.value[`${field} ${locale}`]?.trim() ?? ""]),
  );
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
