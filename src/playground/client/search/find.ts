import type { Chart, Wording } from "../../protocol.ts";

/** A place of the charts that a text was found in. */
export interface Hit {
  kind: "state" | "transition" | "wording";
  /** The state to show. */
  state: string;
  /** The text in which it was found, and where that is. */
  text: string;
  where: string;
}

/** More would not be read. */
const MOST = 40;

/**
 * States, transitions and wordings that contain every word of the query, in any language; first those in which a
 * word begins with it, each kind in the order of the charts.
 */
export function find(query: string, charts: Chart[], wordings: Wording[]): Hit[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const hits = [
    ...charts.flatMap(statesIn),
    ...charts.flatMap(transitionsIn),
    ...wordings.flatMap((wording) => textsOf(wording, charts)),
  ];
  const found = hits.flatMap((hit) => {
    const text = plain(`${hit.text} ${hit.where}`);
    if (!words.every((word) => text.includes(word))) return [];
    return [{ hit, isStart: words.every((word) => ` ${text}`.includes(` ${word}`)) }];
  });
  const sorted = found
    .sort((one, other) => Number(other.isStart) - Number(one.isStart))
    .map(({ hit }) => hit);
  // A wording is listed in the first of its languages.
  return sorted
    .filter((hit, at) => sorted.findIndex((other) => isSame(hit, other)) === at)
    .slice(0, MOST);
}

const isSame = (one: Hit, other: Hit): boolean =>
  one.kind === other.kind &&
  one.where === other.where &&
  (one.kind === "wording" || one.text === other.text);

/** Without marks upon letters, and without what separates words in names. */
const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/(?<=[a-z])(?=[A-Z])|[.:*“”_]/g, " ")
    .toLowerCase();

function statesIn({ machine, states }: Chart): Hit[] {
  return states.map(({ id, title, history }) => ({
    kind: "state",
    state: id,
    text: history ? "the open question again" : title,
    where: id.endsWith(":") ? machine : id.replace(":", " · "),
  }));
}

function transitionsIn({ edges }: Chart): Hit[] {
  return edges.map(({ source, event, label }) => ({
    kind: "transition",
    state: source,
    text: label,
    where: `${source.replace(/:$/, "").replace(":", " · ")} · ${event}`,
  }));
}

function textsOf({ key, texts }: Wording, charts: Chart[]): Hit[] {
  const state = stateThatSays(key, charts);
  if (state === undefined) return [];
  return Object.values(texts).map(({ text }) => ({
    kind: "wording",
    state,
    text: text.replace(/\s+/g, " "),
    where: key,
  }));
}

/** The state that sends a wording on entry, else one whose transition does. */
function stateThatSays(key: string, charts: Chart[]): string | undefined {
  const states = charts.flatMap((chart) => chart.states);
  const edges = charts.flatMap((chart) => chart.edges);
  return (
    states.find(({ says }) => says.includes(key))?.id ??
    edges.find(({ says }) => says.includes(key))?.source
  );
}
