import { readFile } from "node:fs/promises";
import type { Chart, Wording } from "./protocol.ts";

/** The drawn machines and their wordings. */
export interface DrawnCharts {
  charts: Chart[];
  wordings: Wording[];
}

/** Draws the machines of a folder; by default those of the project. */
export type Draw = (folder: string | undefined) => Promise<DrawnCharts>;

/** The charts that the build has drawn. Drawing at run time is for development: it reads the machines' sources. */
export function createReadDrawn(file: string): Draw {
  return async () => {
    const text = await readFile(file, "utf8").catch(() => undefined);
    return text === undefined ? { charts: [], wordings: [] } : JSON.parse(text);
  };
}
