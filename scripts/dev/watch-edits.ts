import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import { format } from "../../src/check/problem.ts";
import type { Edition, Editions } from "./editions.ts";

/** Editors write a file in several strokes. */
const QUIET_MS = 50;

/** Takes each save to those who serve, or tells what is wrong with it. Returns what ends it. */
export function watchEdits({
  machines,
  editions,
  serve,
}: {
  machines: string;
  editions: Editions;
  serve: (edition: Edition) => Promise<void>;
}): () => void {
  let quiet: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  const take = async () => {
    const hadProblems = editions.problems().length > 0;
    const edition = await editions.look();
    if (!edition) return;
    await serve(edition);
    for (const line of say(edition, hadProblems)) console.log(line);
  };
  const stir = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      last = last.then(take).catch((error: unknown) => console.error(error));
    }, QUIET_MS);
  };
  // Folders, not files: many editors save by putting another file in the place of the one before.
  const watchers = [machines, join(machines, "copy")]
    .filter((folder) => existsSync(folder))
    .map((folder) => watch(folder, stir));
  // The first look finds what was saved while the server came up, and makes the later ones quick.
  stir();
  return () => {
    clearTimeout(quiet);
    for (const watcher of watchers) watcher.close();
  };
}

function say({ problems }: Edition, hadProblems: boolean): string[] {
  if (problems.length === 0) return [hadProblems ? "Mended, and served." : "Saved, and served."];
  return [...problems.map(format), "Not served: the last good version goes on."];
}
