import type { DrawnCharts } from "../drawn-charts.ts";
import type { Chart, ChartEdge, ChartState, Wording } from "../protocol.ts";

/** What is different between two versions of the machines. */
export interface Comparison {
  /** Those that differ, in their order. */
  machines: MachineChange[];
  wordings: WordingChange[];
}

export interface MachineChange {
  machine: string;
  /** Absent: the machine is new, or is gone. */
  before?: Chart;
  after?: Chart;
  /** In sentences. */
  words: string[];
  /** Ids of states and edges. */
  added: string[];
  changed: string[];
  removed: string[];
}

export interface WordingChange {
  key: string;
  locale: string;
  before: string;
  after: string;
}

/** Compares charts and wordings as they were with those as they are. */
export function compare(before: DrawnCharts, after: DrawnCharts): Comparison {
  const names = new Set([...after.charts, ...before.charts].map(({ machine }) => machine));
  return {
    machines: [...names]
      .map((machine) => {
        const of = ({ charts }: DrawnCharts) => charts.find((chart) => chart.machine === machine);
        return compareCharts(machine, of(before), of(after));
      })
      .filter(({ words }) => words.length > 0),
    wordings: compareWordings(before.wordings, after.wordings),
  };
}

function compareCharts(
  machine: string,
  before: Chart | undefined,
  after: Chart | undefined,
): MachineChange {
  const states = pairs(before?.states ?? [], after?.states ?? [], ({ id }) => id);
  const edges = pairs(before?.edges ?? [], after?.edges ?? [], edgeKey);
  const isNew = before === undefined;
  const words = isNew
    ? [`The machine “${machine}” is new.`]
    : after === undefined
      ? [`The machine “${machine}” is gone.`]
      : [
          ...promiseWords(before, after),
          ...states.flatMap(([was, now]) => stateWords(was, now)),
          ...edges.flatMap(([was, now]) => edgeWords(was, now, states)),
        ];
  const all = [
    ...states.map(([was, now]) => ({ was, now, isOther: stateWords(was, now).length > 0 })),
    ...edges.map(([was, now]) => ({ was, now, isOther: edgeWords(was, now, []).length > 0 })),
  ];
  return {
    machine,
    ...(before && { before }),
    ...(after && { after }),
    words,
    added: all.flatMap(({ was, now }) => (now && !was ? [now.id] : [])),
    changed: all.flatMap(({ was, now, isOther }) =>
      was && now && isOther ? [...new Set([was.id, now.id])] : [],
    ),
    removed: all.flatMap(({ was, now }) => (was && !now ? [was.id] : [])),
  };
}

type Pair<Part> = readonly [Part | undefined, Part | undefined];

function pairs<Part>(before: Part[], after: Part[], keyOf: (part: Part) => string): Pair<Part>[] {
  const was = new Map(before.map((part) => [keyOf(part), part]));
  const now = new Map(after.map((part) => [keyOf(part), part]));
  return [...new Set([...now.keys(), ...was.keys()])].map((key) => [was.get(key), now.get(key)]);
}

/** A transition keeps its identity when another one is added before it. */
function edgeKey({ source, event, guard = "", id }: ChartEdge): string {
  const further = id.includes("~") ? id.slice(id.indexOf("~")) : "";
  return `${source}#${event}#${guard}${further}`;
}

function promiseWords(before: Chart, after: Chart): string[] {
  if (before.messages === after.messages) return [];
  const spell = (count: number | undefined) => (count === undefined ? "no limit" : `${count}`);
  return [
    `A member needs ${spell(after.messages)} messages at most, instead of ${spell(before.messages)}.`,
  ];
}

function stateWords(was: ChartState | undefined, now: ChartState | undefined): string[] {
  if (!was) return now ? [`Adds “${nameOf(now)}”: ${now.description}`] : [];
  const name = `“${nameOf(was)}”`;
  if (!now) return [`Removes ${name}: ${was.description}`];
  return [
    ...(was.description === now.description ? [] : [`Describes ${name} as “${now.description}”`]),
    ...(`${was.tags}` === `${now.tags}` ? [] : [`Tags ${name} ${listOf(now.tags)}.`]),
    ...saysWords(name, was.says, now.says),
    ...(was.calls?.name === now.calls?.name
      ? []
      : [`${name} calls ${listOf([now.calls?.name ?? ""])}.`]),
  ];
}

function edgeWords(
  was: ChartEdge | undefined,
  now: ChartEdge | undefined,
  states: Pair<ChartState>[],
): string[] {
  const edge = now ?? was;
  if (!edge) return [];
  const isGone = states.some(
    ([before, after]) => (!before || !after) && (before ?? after)?.id === edge.source,
  );
  // The sentence about the state says it.
  if (isGone) return [];
  const way = `“${pathOf(edge.source)}”, ${edge.label}:`;
  if (!was) return [`${way} new, enters “${pathOf(edge.target)}”.`];
  if (!now) return [`${way} removed.`];
  return [
    ...(was.target === now.target
      ? []
      : [`${way} enters “${pathOf(now.target)}” instead of “${pathOf(was.target)}”.`]),
    ...(was.label === now.label ? [] : [`${way} was ${was.label}.`]),
    ...saysWords(way, was.says, now.says),
  ];
}

function saysWords(what: string, was: string[], now: string[]): string[] {
  const added = now.filter((key) => !was.includes(key));
  const removed = was.filter((key) => !now.includes(key));
  return [
    ...(added.length > 0 ? [`${what} says ${listOf(added)}.`] : []),
    ...(removed.length > 0 ? [`${what} no longer says ${listOf(removed)}.`] : []),
  ];
}

const nameOf = ({ id }: ChartState) => pathOf(id);

/** "offer:filling.amount" → "filling.amount"; the machine itself is "offer". */
function pathOf(id: string | undefined): string {
  if (id === undefined) return "the same state";
  const [machine = "", path] = id.split(":");
  return path || machine;
}

const listOf = (names: string[]): string =>
  names
    .filter(Boolean)
    .map((name) => `“${name}”`)
    .join(", ") || "nothing";

function compareWordings(before: Wording[], after: Wording[]): WordingChange[] {
  return pairs(before, after, ({ key }) => key).flatMap(([was, now]) => {
    const locales = new Set([...Object.keys(now?.texts ?? {}), ...Object.keys(was?.texts ?? {})]);
    return [...locales].flatMap((locale) => {
      const change = {
        key: now?.key ?? was?.key ?? "",
        locale,
        before: was?.texts[locale]?.text ?? "",
        after: now?.texts[locale]?.text ?? "",
      };
      return change.before === change.after ? [] : [change];
    });
  });
}
