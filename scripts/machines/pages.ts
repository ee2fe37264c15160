import type { Journey } from "../../src/check/paths/journey.ts";
import type { Line } from "../../src/check/paths/phone.ts";
import type { Place } from "../../src/check/problem.ts";
import type { Choices } from "../../src/conversation/model/effect.ts";
import type { Card } from "./cards.ts";
import { style } from "./style.ts";

/** One machine: its paths side by side. Self-contained and without a script. */
export function machinePage(page: {
  machine: string;
  names: string[];
  locales: string[];
  cards: Card[];
}): string {
  const { machine, names, locales, cards } = page;
  return htmlPage(
    `${machine} · storyboard`,
    `<style>${choosing(locales)}</style>${locales.map(radio).join("")}${locales.length > 1 ? radio("all", locales.length) : ""}
<header>${navigation(names, machine)}
<p class="tabs">${locales.map(tab).join("")}${locales.length > 1 ? tab("all") : ""}</p></header>
<h1>${html(machine)}</h1>
<p class="lead">${cards.length} paths go through all that can happen here. What stands between bubbles is what no phone shows; below a bubble stands where its wording is written. credex-core is scripted here, so what home counts stays as it was.</p>
<main class="story">${cardsHtml(cards, "h2")}</main>`,
  );
}

/** Paths of several machines as a part of a page with the style of compare/story.css, in one language at a time. */
export function storyPart(
  machines: { machine: string; cards: Card[] }[],
  locales: string[],
): string {
  const radios = locales.map(
    (code, index) =>
      `<label><input type="radio" name="locale"${index === 0 ? " checked" : ""}> ${code}</label>`,
  );
  const parts = machines.map(
    ({ machine, cards }) => `<h3>${html(machine)}</h3>${cardsHtml(cards, "h4")}`,
  );
  return `<div class="story"><fieldset><legend>Language</legend>${radios.join("")}</fieldset>
${parts.join("\n")}</div>`;
}

/** All machines, with the shortest successful path of each. */
export function indexPage(page: {
  names: string[];
  journeys: Journey[];
  locales: { code: string }[];
}): string {
  const rows = page.names.map((name) => {
    const journey = page.journeys.find(({ machine }) => machine.name === name);
    const counts = journey
      ? `<td>${journey.messages}</td><td>${journey.bubbles}</td>`
      : "<td>–</td><td>–</td>";
    return `<tr><th><a href="${html(name)}.html">${html(name)}</a></th>${counts}</tr>`;
  });
  return htmlPage(
    "Storyboard",
    `<h1>Storyboard</h1>
<p class="lead">Every path through each machine, as a member sees it, in ${page.locales.map(({ code }) => html(code)).join(", ")}.</p>
<table><thead><tr><th>Machine</th><th>Messages on the shortest path</th><th>Bubbles back</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table>`,
  );
}

function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title><style>${style}</style></head>
<body>
${body}
</body></html>
`;
}

function navigation(names: string[], current: string): string {
  const links = names.map((name) =>
    name === current ? `<b>${html(name)}</b>` : `<a href="${html(name)}.html">${html(name)}</a>`,
  );
  return `<nav><a href="index.html">All</a>${links.join("")}</nav>`;
}

/** Shows the selected language, and marks its tab. */
function choosing(locales: string[]): string {
  const hidden = locales.map(
    (locale) =>
      `#show-${locale}:checked ~ main article:not([data-locale="${locale}"]) { display: none; }`,
  );
  const marked = [...locales, "all"].map(
    (locale) =>
      `#show-${locale}:checked ~ header label[for="show-${locale}"] { background: var(--own); }`,
  );
  return [...hidden, ...marked].join("\n");
}

function radio(locale: string, index: number): string {
  const isFirst = index === 0 ? " checked" : "";
  return `<input type="radio" name="locale" id="show-${locale}"${isFirst}>`;
}

function tab(locale: string): string {
  return `<label for="show-${locale}">${locale === "all" ? "side by side" : locale}</label>`;
}

function cardsHtml(cards: Card[], heading: "h2" | "h4"): string {
  return `<div class="cards">${cards.map((card, index) => cardHtml(card, index, heading)).join("\n")}</div>`;
}

function cardHtml({ title, phones }: Card, index: number, heading: "h2" | "h4"): string {
  return `<section><${heading} class="title"><span>${index + 1}</span>${html(title)}</${heading}><div class="phones">${phones
    .map(
      ({ locale, lines, places }) =>
        `<article data-locale="${locale}" lang="${locale}">${lines.map((line) => lineHtml(line, places)).join("")}</article>`,
    )
    .join("")}</div></section>`;
}

function lineHtml(line: Line, places: ReadonlyMap<string, Place>): string {
  switch (line.kind) {
    case "note":
      return `<p class="note">${html(line.text)}</p>`;
    case "member":
      return `<p class="member">${wordsHtml(line.text)}</p>`;
    case "bubble":
      return `<div class="bubble"><p>${wordsHtml(line.message.text)}</p>${choicesHtml(line.message.choices)}</div><p class="source">${line.keys.map((key) => sourceHtml(key, places.get(key))).join("<br>")}</p>`;
  }
}

function sourceHtml(key: string, place: Place | undefined): string {
  return `${html(key)}${place ? ` <span>${html(place.file)}:${place.line}</span>` : ""}`;
}

function choicesHtml(choices: Choices | undefined): string {
  if (!choices) return "";
  if (choices.kind === "buttons")
    return `<ul class="buttons">${choices.items.map(({ title }) => `<li>${html(title)}</li>`).join("")}</ul>`;
  const rows = choices.items.map(
    ({ title, description }) =>
      `<li>${html(title)}${description === undefined ? "" : `<small>${html(description)}</small>`}</li>`,
  );
  return `<ul class="buttons"><li>☰ ${html(choices.button)}</li></ul><ul class="rows">${rows.join("")}</ul>`;
}

/** As WhatsApp shows it: *bold*, and lines. */
function wordsHtml(text: string): string {
  return html(text)
    .replace(/\*(\S(?:[^*\n]*\S)?)\*/g, "<b>$1</b>")
    .replaceAll("\n", "<br>");
}

function html(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
