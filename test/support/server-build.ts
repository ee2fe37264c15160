import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "vite";
import { editedSources, replaceSources, type SourceEdit } from "./source-edits.ts";

const project = new URL("../../", import.meta.url).pathname;
const source = (file: string) => join(project, "src", file);

/**
 * Bundles the server and the operators' command, with their libraries, into a folder: `src/main.js` and `src/ops.js`.
 * A bundle starts in half the CPU time that the compiled files of `npm run build` take, which `npm run smoke` and
 * `test/build` start.
 * @throws when a text that an edit replaces is not in its file, or the bundle does not hold an edited file
 */
export async function buildServer(
  folder: string,
  edits: readonly SourceEdit[] = [],
): Promise<void> {
  const edited = editedSources(edits);
  const unread = new Set(edited.keys());
  await build({
    ...{ root: project, configFile: false, envDir: false, publicDir: false, logLevel: "error" },
    ssr: { noExternal: true },
    build: {
      ...{ ssr: true, minify: false, target: "node20", outDir: folder },
      rolldownOptions: {
        input: {
          main: source("main.ts"),
          ops: source("ops/ops.ts"),
          "bundle-worker": source("releases/bundle-worker.ts"),
        },
        // Files in one folder: the server finds what it reads beside the file that runs.
        output: { entryFileNames: "src/[name].js", chunkFileNames: "src/[name]-[hash].js" },
      },
    },
    plugins: [
      replaceSources(edited),
      { name: "edits-read", transform: (_, id) => void unread.delete(id) },
    ],
  });
  if (unread.size > 0) throw new Error(`The server does not have ${[...unread].join(", ")}`);
  cpSync(source("redis/lua"), join(folder, "src/lua"), { recursive: true });
  // The hash of this folder is part of the release's id.
  cpSync(join(project, "machines"), join(folder, "machines"), { recursive: true });
  for (const [path, text] of edited)
    if (path.startsWith(join(project, "machines/")))
      writeFileSync(join(folder, relative(project, path)), text);
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
}
