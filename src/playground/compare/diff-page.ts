import type { Chart } from "../protocol.ts";
import { inert, type Marks, toSvg } from "../view/svg.ts";
import { diffWords } from "../word-diff.ts";
import type { Comparison, MachineChange, WordingChange } from "./compare.ts";

/**
 * A self-contained page of what changed since a revision: sentences, charts side by side, and wordings.
 * `style`: tokens.css, view/chart.css, diff.css and story.css. `paths`: the changed paths on phones, as HTML.
 */
export function toDiffPage(
  since: string,
  comparison: Comparison,
  style: string,
  paths?: string,
): string {
  const title = `What changed since ${inert(since)}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
${style}</style>
<h1>${title}</h1>
${toDiff(comparison, paths)}
</html>
`;
}

/** The content of the page, without its title. */
export function toDiff({ machines, wordings }: Comparison, paths?: string): string {
  if (machines.length + wordings.length === 0) return "<p>Nothing changed.</p>";
  const links = machines.map(({ machine }) => `<a href="#${inert(machine)}">${inert(machine)}</a>`);
  if (paths !== undefined) links.push('<a href="#paths">paths</a>');
  if (wordings.length > 0) links.push('<a href="#wordings">wordings</a>');
  return `<header><nav aria-label="Machines">${links.join(" ")}</nav>
<p><ins>added</ins> <mark>changed</mark> <del>removed</del></p></header>
<main>
${machines.map(sectionOf).join("\n")}
${paths === undefined ? "" : `<section id="paths"><h2>Changed paths</h2>${paths}</section>`}
${wordings.length > 0 ? wordingsSection(wordings) : ""}
</main>`;
}

function sectionOf(change: MachineChange): string {
  const { machine, before, after, words } = change;
  const marks = marksOf(change);
  const charts = [figureOf("before", before, marks), figureOf("now", after, marks)];
  return `<section id="${inert(machine)}"><h2>${inert(machine)}</h2>
<ul>${words.map((sentence) => `<li>${inert(sentence)}</li>`).join("")}</ul>
<div class="charts">${charts.join("")}</div></section>`;
}

function figureOf(when: "before" | "now", chart: Chart | undefined, marks: Marks): string {
  if (!chart) return "";
  return `<figure data-chart="${when} ${inert(chart.machine)}"><figcaption>${when}</figcaption>
${toSvg(chart, { isPicture: true, marks })}</figure>`;
}

/** What differs in the charts of a machine, by their ids. */
function marksOf({ added, changed, removed }: MachineChange): Marks {
  const of = (ids: string[], mark: "added" | "changed" | "removed") =>
    ids.map((id) => [id, mark] as const);
  return new Map([...of(changed, "changed"), ...of(added, "added"), ...of(removed, "removed")]);
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
