import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** A change of the source of the machines: every occurrence of a text in a file below machines/ becomes another. */
export type SourceEdit = [file: string, from: string, by: string];

const machines = new URL("../../machines", import.meta.url).pathname;

/** The source of a file below machines/. */
export function readSource(file: string): string {
  return readFileSync(join(machines, file), "utf8");
}

/**
 * The sources that these edits make, by path.
 * @throws when a text that is to be replaced is not in its file
 */
export function editedSources(edits: readonly SourceEdit[]): Map<string, string> {
  const sources = new Map<string, string>();
  for (const [file, from, by] of edits) {
    const path = join(machines, file);
    const text = sources.get(path) ?? readSource(file);
    if (!text.includes(from)) throw new Error(`${file} no longer holds ${from}`);
    sources.set(
      path,
      text.replaceAll(from, () => by),
    );
  }
  return sources;
}

/** Gives a bundler these sources, by path, in place of the files. */
export function replaceSources(sources: ReadonlyMap<string, string>): Plugin {
  return { name: "edits", load: (id) => sources.get(id) };
}
