import { resolve } from "node:path";
import { build } from "vite";
import { ENGINE, OUTSIDE_MODULES } from "../../src/releases/engine.ts";
import { BUNDLE_VARIABLE } from "../../src/releases/evaluate-bundle.ts";

const ENTRY = "release";
const OUTSIDE = Object.keys(OUTSIDE_MODULES);

/**
 * Bundles the machines, the copy and the values of a folder into one script. The same files give the same bytes
 * for the same engine, which the first line names: the same machines for another engine are another release.
 * @throws {Error} that names an import which no release may have
 */
export async function bundleMachines(folder: string): Promise<string> {
  const root = resolve(folder);
  const built = await build({
    ...{ root, configFile: false, envDir: false, publicDir: false, logLevel: "silent" },
    plugins: [
      {
        name: "release",
        enforce: "pre",
        resolveId(id, importer) {
          if (importer === undefined) return `\0${ENTRY}`;
          if (OUTSIDE.includes(id)) return { id, external: true };
          const path = id.startsWith(".") ? resolve(importer, "..", id) : id;
          if (importer === `\0${ENTRY}`) return id;
          if (path.startsWith(`${root}/`)) return path;
          const file = importer.replace(`${root}/`, "");
          throw new Error(
            `${file} imports “${id}”: a release may import files of machines/ and ${OUTSIDE.join(", ")} only`,
          );
        },
        load: (id) => (id === `\0${ENTRY}` ? entryOf(root) : undefined),
      },
    ],
    build: {
      ...{ write: false, minify: false, target: "node20", modulePreload: false },
      rolldownOptions: {
        ...{ input: ENTRY, preserveEntrySignatures: "strict" },
        experimental: { attachDebugInfo: "none" },
        output: {
          ...{ format: "iife", name: BUNDLE_VARIABLE, comments: false },
          globals: Object.fromEntries(OUTSIDE.map((name) => [name, name])),
        },
      },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!output || !("output" in output)) throw new TypeError("Vite built nothing");
  const { code } = output.output[0];
  return `// ${ENGINE}\n${code}`;
}

/** What the server takes of the machines: `bundledServing` reads it. */
function entryOf(root: string): string {
  const from = (file: string) => JSON.stringify(`${root}/${file}`);
  return `import { offeredCopies } from ${from("copy/languages.ts")};
export { firm, words } from ${from("copy/words.ts")};
export { migrations } from ${from("migrations/migrations.ts")};
export { readQuickOffer } from ${from("quick-offer.ts")};
export { root } from ${from("root.ts")};
export const copies = {
  reviewed: offeredCopies({ withUnreviewed: false }),
  all: offeredCopies({ withUnreviewed: true }),
};
`;
}
