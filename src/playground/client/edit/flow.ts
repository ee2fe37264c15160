import type { Chart, ChartEdge, ChartState } from "../../protocol.ts";

/** Events that answer a question. */
const ANSWER = /^(?:text|yes|choice\..*)$/;

/** Answers of a question that enter the same state. */
export interface Answers {
  target: ChartState;
  edges: ChartEdge[];
}

/** The answers of a question by the state that they enter, the good ones first; none if it is no question. */
export function answersOf({ states, edges }: Chart, { id, kind, parent }: ChartState): Answers[] {
  if (parent === undefined || kind !== "atomic") return [];
  const own = edges.filter(
    ({ source, event, target, id: edge }) =>
      source === id &&
      ANSWER.test(event) &&
      target !== undefined &&
      target !== id &&
      !edge.includes("~"),
  );
  const text = own.filter(({ event, guard }) => event === "text" && guard !== undefined);
  const targets = new Set([...text, ...own].map(({ target }) => target));
  return [...targets].flatMap((target) => {
    const state = states.find((each) => each.id === target);
    return state ? [{ target: state, edges: own.filter((one) => one.target === target) }] : [];
  });
}

/** Questions beside this one that one of its answers enters. */
export function neighboursOf(chart: Chart, state: ChartState): ChartState[] {
  return answersOf(chart, state)
    .map(({ target }) => target)
    .filter((target) => target.parent === state.parent && answersOf(chart, target).length > 0);
}

/** The states that a transition may enter. */
export function targetsIn({ states }: Chart): ChartState[] {
  return states.filter(({ parent }) => parent !== undefined);
}

/** The choices that transitions answer, each once. */
export function choicesOf(edges: ChartEdge[]): string[] {
  const events = edges.flatMap(({ event }) => /^choice\.(\w+)$/.exec(event)?.[1] ?? []);
  return [...new Set(events)];
}

/** A state as an item of a list. */
export const titleOf = ({ id, title, history }: ChartState): string =>
  `${history ? "the open question again" : title} · ${id.split(":")[1]}`;

/** "Ask me later" → "askMeLater". */
export function nameFrom(title: string): string {
  const [first = "", ...others] = title
    .normalize("NFD")
    .replaceAll(/[^A-Za-z0-9 ]/g, "")
    .split(/\s+/)
    .filter(Boolean);
  const name =
    first.toLowerCase() +
    others.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()).join("");
  return name.replace(/^\d+/, "").slice(0, 30);
}
