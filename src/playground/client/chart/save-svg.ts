import type { Chart } from "../../protocol.ts";
import style from "../../view/chart.css?inline";
import { toSvg } from "../../view/svg.ts";

const FONT = "text { font-family: system-ui, sans-serif; }";

/** Downloads a chart as a file of its own, light or dark as the viewer of it prefers. */
export function saveSvg(chart: Chart): void {
  const drawn = toSvg(chart, { isPicture: true });
  const text = drawn.replace("<defs>", () => `<style>${style}${FONT}</style><defs>`);
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${chart.machine}.svg`;
  link.click();
  URL.revokeObjectURL(url);
}
