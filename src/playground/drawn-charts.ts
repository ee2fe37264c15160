import { readFile } from "node:fs/promises";
import type { Chart, Wording } from "./protocol.ts";

/** The machines as they are drawn, and their wordings. */
export interface DrawnCharts {
  charts: Chart[];
  wordings: Wording[];
}

/** Draws the machines of a folder; without one, those of the project. */
export type Draw = (folder: string | undefined) => Promise<DrawnCharts>;

/** What the build has drawn. Drawing itself is for development: it reads the machines' sources. */
export function createReadDrawn(file: string): Draw {
  return async () => {
    const text = await readFile(file, "utf8").catch(() => undefined);
    return text === undefined ? { charts: [], wordings: [] } : JSON.parse(text);
  };
}
