import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import { format } from "../../src/check/problem.ts";
import type { Edition, Editions } from "./editions.ts";

/** Editors write a file in several steps. */
const QUIET_MS = 50;

export interface EditsWatch {
  /** Resolves once the files, as they are now, are served or rejected. */
  serveNow(): Promise<void>;
  stop(): void;
}

/** Serves each save, or reports what is wrong with it. */
export function watchEdits({
  machines,
  editions,
  serve,
}: {
  machines: string;
  editions: Editions;
  serve: (edition: Edition) => Promise<void>;
}): EditsWatch {
  let quiet: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  const take = async () => {
    const hadProblems = editions.problems().length > 0;
    const edition = await editions.look();
    if (!edition) return;
    await serve(edition);
    for (const line of say(edition, hadProblems)) console.log(line);
  };
  const serveNow = () => {
    last = last.then(take).catch((error: unknown) => console.error(error));
    return last;
  };
  const stir = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => void serveNow(), QUIET_MS);
  };
  // Folders, not files: many editors save by replacing the file.
  const watchers = [machines, join(machines, "copy")]
    .filter((folder) => existsSync(folder))
    .map((folder) => watch(folder, stir));
  // The first check covers saves during the server's start, and makes the later ones quick.
  stir();
  return {
    serveNow,
    stop() {
      clearTimeout(quiet);
      for (const watcher of watchers) watcher.close();
    },
  };
}

function say({ problems }: Edition, hadProblems: boolean): string[] {
  if (problems.length === 0) return [hadProblems ? "Fixed; serving it." : "Saved; serving it."];
  return [...problems.map(format), "Rejected; still serving the last valid version."];
}
