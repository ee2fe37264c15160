import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DOMParser } from "@xmldom/xmldom";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scratch } from "./scratch.ts";

const copy = scratch();
let pages: { name: string; text: string }[] = [];
beforeAll(() => {
  copy.replace(
    "machines/offer.ts",
    '"Asks for the amount."',
    '"We ask: how much; the #1 <question> {ever} \\"asked\\"."',
  );
  const { status, stderr } = copy.run("docs");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  pages = readdirSync(join(copy.folder, "dist/docs/machines"))
    .filter((name) => name !== "README.md" && name.endsWith(".md"))
    .map((name) => ({ name, text: copy.read(`dist/docs/machines/${name}`) }));
});
afterAll(copy.remove);

/** What a chart may hold, line by line. */
const MERMAID = [
  /^stateDiagram-v2$/,
  /^\s*state "[^":;#{}<>]+" as \w+( \{)?$/,
  /^\s*\}$/,
  /^\s*(\[\*\]|\w+) --> (\[\*\]|\w+)( : [^:;#{}<>"]+)?$/,
  /^\s*note right of \w+$/,
  /^\s*[^:;#{}<>"]+$/,
  /^\s*end note$/,
];

const chartIn = (text: string) => /```mermaid\n([\s\S]*?)\n```/.exec(text)?.[1] ?? "";

test("each page shows a picture of its machine, which needs no other file", () => {
  for (const { name, text } of pages) {
    const machine = name.replace(".md", "");
    expect(text).toContain(`![The chart of ${machine}](${machine}.svg)`);
    const picture = copy.read(`dist/docs/machines/${machine}.svg`);
    const errors: string[] = [];
    const parser = new DOMParser({ onError: (_, message) => errors.push(message) });
    const svg = parser.parseFromString(picture, "image/svg+xml").documentElement;
    expect([errors, svg?.tagName]).toEqual([[], "svg"]);
    expect(picture).not.toMatch(/<script|@import|url\((?!#)/);
  }
});

describe("a chart", () => {
  test("holds only what Mermaid reads", () => {
    expect(pages.length).toBeGreaterThanOrEqual(8);
    for (const { name, text } of pages)
      for (const line of chartIn(text).split("\n"))
        expect(
          MERMAID.some((one) => one.test(line)),
          `${name}: ${line}`,
        ).toBe(true);
  });

  test("names every state that it draws a way from or to", () => {
    for (const { text } of pages) {
      const chart = chartIn(text);
      const named = [...chart.matchAll(/ as (\w+)/g)].map(([, id]) => id);
      const used = [...chart.matchAll(/(\w+) -->|--> (\w+)/g)].map(([, from, to]) => from ?? to);
      expect(used.filter((id) => !named.includes(id))).toEqual([]);
    }
  });

  test("closes what it opens", () => {
    for (const { text } of pages) {
      const chart = chartIn(text);
      expect(chart.split("{").length).toBe(chart.split("}").length);
      expect(chart.match(/note right of/g)?.length).toBe(chart.match(/end note/g)?.length);
    }
  });

  test("has what a designer wrote as a note, without the signs that Mermaid stumbles over", () => {
    const offer = pages.find(({ name }) => name === "offer.md");
    expect(chartIn(offer?.text ?? "")).toContain("We ask – how much, the 1 question ever ”asked”.");
  });
});

describe("a table of messages", () => {
  test("has the words with their place, in as many columns as its head", () => {
    const offer = pages.find(({ name }) => name === "offer.md")?.text ?? "";
    const line = copy.lineOf("machines/copy/en.ts", '"offer.recipient.self":');
    expect(offer).toContain(`<sub>machines/copy/en.ts:${line}</sub>`);
    for (const { text } of pages) {
      const rows = text.split("\n").filter((row) => row.startsWith("| "));
      const columns = rows.map((row) => row.split(/(?<!\\)\|/).length);
      expect(new Set(columns).size).toBe(1);
    }
  });

  test("is whole: no broken sign, nothing undefined", () => {
    for (const { text } of pages) expect(text).not.toMatch(/\uFFFD|undefined|\[object/);
  });
});
