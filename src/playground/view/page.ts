import { readFileSync } from "node:fs";
import type { Chart, ChartState, Wording } from "../protocol.ts";
import { inert, toSvg } from "./svg.ts";

/** A chart as the page's script needs it, besides the drawing. */
export interface Shown {
  machine: string;
  width: number;
  height: number;
  /** The first state that a reader should look at. */
  begins?: { x: number; y: number };
  states: {
    id: string;
    title: string;
    path: string;
    description: string;
    /** The name of what it calls. */
    calls?: string;
    says: string[];
    place?: string;
    ways: { id: string; label: string; to?: { id: string; title: string } }[];
  }[];
}

/** A self-contained page that shows machines: no other file, no network. */
export function toPage(charts: Chart[], wordings: Wording[]): string {
  const [first] = charts;
  const file = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
  const data = JSON.stringify(charts.map((chart) => shownOf(chart, wordings)));
  const tabs = charts.map(
    ({ machine }) => `<button role="tab" aria-selected="false">${inert(machine)}</button>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${inert(first?.machine ?? "Machines")}</title>
<style>
${file("../tokens.css")}${file("chart.css")}${file("style.css")}</style>
<header><h1>${inert(first?.file ?? "")}</h1><nav role="tablist" aria-label="Machines">${tabs.join(" ")}</nav></header>
<main>
<div id="paper">
${charts.map((chart) => toSvg(chart)).join("\n")}
<div id="zoom"><button id="in" aria-label="Closer">+</button><button id="out" aria-label="Further away">−</button><button id="fit">Fit</button></div>
</div>
<aside aria-live="polite"></aside>
</main>
<script type="application/json" id="charts">${data.replaceAll("<", "\\u003c")}</script>
<script type="module">
${file("client.js")}</script>
</html>
`;
}

function shownOf({ machine, width, height, states, edges }: Chart, wordings: Wording[]): Shown {
  const titles = new Map(states.map(({ id, title }) => [id, title]));
  const texts = new Map(
    wordings.flatMap(({ key, texts }) =>
      Object.values(texts)
        .slice(0, 1)
        .map(({ text }): [string, string] => [key, text]),
    ),
  );
  const [begins] = states.find(({ start }) => start)?.start ?? [];
  return {
    machine,
    width,
    height,
    ...(begins && { begins }),
    states: states.map((state) => ({
      id: state.id,
      title: state.title,
      path: state.id,
      description: state.description,
      ...(state.calls && { calls: state.calls.name }),
      says: state.says.map((key) => texts.get(key) ?? key),
      ...(state.place && { place: placeOf(state.place) }),
      ways: edges
        .filter(({ source }) => source === state.id)
        .map(({ id, label, target }) => ({
          id,
          label,
          ...(target && { to: { id: target, title: titles.get(target) ?? target } }),
        })),
    })),
  };
}

function placeOf({ file, line }: NonNullable<ChartState["place"]>): string {
  return `${file}:${line}`;
}
