import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { bundlePrograms } from "./bundle-programs.ts";
import { editedSources, replaceSources, type SourceEdit } from "./source-edits.ts";

const project = new URL("../../", import.meta.url).pathname;

/**
 * Bundles the server and the operators' command into a folder: `src/main.js` and `src/ops.js`. `npm run smoke` and
 * `test/build` start what `npm run build` compiles instead.
 * @throws when a text that an edit replaces is not in its file, or the bundle does not hold an edited file
 */
export async function buildServer(
  folder: string,
  edits: readonly SourceEdit[] = [],
): Promise<void> {
  const edited = editedSources(edits);
  const unread = new Set(edited.keys());
  const programs = {
    main: new URL("../../src/main.ts", import.meta.url),
    ops: new URL("../../src/ops/ops.ts", import.meta.url),
    "bundle-worker": new URL("../../src/releases/bundle-worker.ts", import.meta.url),
  };
  const noteRead = (_: string, id: string) => void unread.delete(id);
  await bundlePrograms(folder, programs, replaceSources(edited), {
    name: "edits-read",
    transform: noteRead,
  });
  if (unread.size > 0) throw new Error(`The server does not have ${[...unread].join(", ")}`);
  // The hash of this folder is part of the release's id.
  cpSync(join(project, "machines"), join(folder, "machines"), { recursive: true });
  for (const [path, text] of edited)
    if (path.startsWith(join(project, "machines/")))
      writeFileSync(join(folder, relative(project, path)), text);
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
}
