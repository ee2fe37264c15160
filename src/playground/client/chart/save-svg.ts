import type { Chart } from "../../protocol.ts";
import tokens from "../../tokens.css?inline";
import style from "../../view/chart.css?inline";
import { toSvg } from "../../view/svg.ts";
import { saveFile } from "../save-file.ts";

const FONT = "text { font-family: system-ui, sans-serif; }";

/** Downloads a chart as a file of its own, light or dark as the viewer of it prefers. */
export function saveSvg(chart: Chart): void {
  const drawn = toSvg(chart, { isPicture: true });
  const text = drawn.replace("<defs>", () => `<style>${tokens}${style}${FONT}</style><defs>`);
  saveFile(`${chart.machine}.svg`, text, "image/svg+xml");
}
