import { readFileSync } from "node:fs";
import type { Chart } from "../../src/playground/protocol.ts";
import { inert, toSvg } from "../../src/playground/view/svg.ts";
import { diffWords } from "../../src/playground/word-diff.ts";
import type { Comparison, MachineChange, WordingChange } from "./compare.ts";

const css = (name: string) =>
  readFileSync(new URL(`../../src/playground/view/${name}`, import.meta.url), "utf8");

/** A self-contained page of what changed since a revision: sentences, charts side by side, and wordings. */
export function toDiffPage(since: string, { machines, wordings }: Comparison): string {
  const title = `What changed since ${inert(since)}`;
  const nothing = machines.length + wordings.length === 0 ? "<p>Nothing changed.</p>" : "";
  const links = machines.map(({ machine }) => `<a href="#${inert(machine)}">${inert(machine)}</a>`);
  if (wordings.length > 0) links.push('<a href="#wordings">wordings</a>');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
${css("chart.css")}${STYLE}
${machines.map(coloursOf).join("\n")}</style>
<header><h1>${title}</h1><nav aria-label="Machines">${links.join(" ")}</nav>
<p><ins>added</ins> <mark>changed</mark> <del>removed</del></p></header>
<main>
${nothing}
${machines.map(sectionOf).join("\n")}
${wordings.length > 0 ? wordingsSection(wordings) : ""}
</main>
</html>
`;
}

const STYLE = `
:root { --added: light-dark(#0f7a45, #5fd79a); --changed: light-dark(#8a5a00, #f0c05a); --removed: light-dark(#b3261e, #ff9c92); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.5 system-ui, sans-serif; }
header, main { padding: 12px 20px; }
header { border-bottom: 1px solid var(--frame); }
h1 { margin: 0; font-size: 20px; }
h2 { margin: 28px 0 4px; font-size: 17px; }
nav { display: flex; flex-wrap: wrap; gap: 4px 16px; }
header p { margin: 6px 0 0; }
a { color: var(--chosen); }
ins, mark, del { padding: 0 4px; border-radius: 4px; background: none; text-decoration: none; box-shadow: inset 0 0 0 1px currentColor; }
ins { color: var(--added); }
mark { color: var(--changed); }
del { color: var(--removed); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 16px; }
figure { min-width: 0; margin: 0; padding: 10px; border: 1px solid var(--frame); border-radius: 10px; }
figure svg { width: 100%; height: auto; }
figcaption { color: var(--soft); }
dl { display: grid; gap: 10px; max-width: 900px; }
dt { font-weight: 600; overflow-wrap: anywhere; }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
`;

function sectionOf({ machine, before, after, words }: MachineChange): string {
  const charts = [figureOf("before", machine, before), figureOf("now", machine, after)];
  return `<section id="${inert(machine)}"><h2>${inert(machine)}</h2>
<ul>${words.map((sentence) => `<li>${inert(sentence)}</li>`).join("")}</ul>
<div class="charts">${charts.join("")}</div></section>`;
}

function figureOf(when: "before" | "now", machine: string, chart: Chart | undefined): string {
  if (!chart) return "";
  return `<figure data-chart="${when} ${inert(machine)}"><figcaption>${when}</figcaption>
${toSvg(chart, { isPicture: true })}</figure>`;
}

/** The rules that colour what differs in the charts of a machine. */
function coloursOf({ machine, added, changed, removed }: MachineChange): string {
  const rules = [
    ["now", added, "added"],
    ["before", removed, "removed"],
    ["now", changed, "changed"],
    ["before", changed, "changed"],
  ] as const;
  return rules
    .filter(([, ids]) => ids.length > 0)
    .map(([when, ids, colour]) => {
      const chart = `[data-chart="${when} ${machine}"]`;
      const each = (what: (id: string) => string) => ids.map(what).join(",");
      return `${each((id) => `${chart} .box[data-state="${id}"] > rect`)},${each((id) => `${chart} .line[data-edge="${id}"]`)} { stroke: var(--${colour}); stroke-width: 2.5; }
${each((id) => `${chart} .label[data-edge="${id}"] text`)} { fill: var(--${colour}); font-weight: 650; }`;
    })
    .join("\n");
}

function wordingsSection(wordings: WordingChange[]): string {
  const items = wordings.map(
    ({ key, locale, before, after }) =>
      `<div><dt>${inert(key)} · ${inert(locale)}</dt><dd>${diffWords(before, after)
        .map(({ kind, text }) => TAGS[kind](inert(text)))
        .join("")}</dd></div>`,
  );
  return `<section id="wordings"><h2>Wordings</h2><dl>${items.join("\n")}</dl></section>`;
}

const TAGS = {
  same: (text: string) => text,
  added: (text: string) => `<ins>${text}</ins>`,
  removed: (text: string) => `<del>${text}</del>`,
};
