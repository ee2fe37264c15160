import type { Chart } from "../../protocol.ts";
import tokens from "../../tokens.css?inline";
import style from "../../view/chart.css?inline";
import { toSvg, toSvgFile } from "../../view/svg.ts";
import { saveFile } from "../save-file.ts";

/** Downloads a chart as a file of its own, light or dark as the viewer of it prefers. */
export function saveSvg(chart: Chart): void {
  saveFile(`${chart.machine}.svg`, toSvgFile(chart, tokens + style), "image/svg+xml");
}

/** Prints a chart on one page of its size: the browser's dialog saves that as PDF. */
export function printChart(chart: Chart): void {
  const { machine, width, height } = chart;
  const host = document.createElement("div");
  host.className = "printed";
  const drawing = new CSSStyleSheet();
  drawing.replaceSync(
    `${style} svg { display: block; } text { font-family: system-ui, sans-serif; }`,
  );
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [drawing];
  root.innerHTML = toSvg(chart, { isPicture: true });

  const paper = new CSSStyleSheet();
  paper.replaceSync(`@page { size: ${width}px ${height}px; margin: 0; }`);
  const { title } = document;
  // The dialog proposes the title as the name of the file.
  document.title = machine;
  document.adoptedStyleSheets.push(paper);
  document.body.append(host);
  const end = () => {
    host.remove();
    document.title = title;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== paper);
  };
  addEventListener("afterprint", end, { once: true });
  print();
}
