import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { dependencies }: { dependencies: { [name: string]: string } } = JSON.parse(
  readFileSync(here("../../package.json"), "utf8"),
);
/** The packages installed with the server, and those that ws can use but does not need. */
const outside = [...Object.keys(dependencies), "bufferutil", "utf-8-validate"];

/**
 * The playground's part of the server, in one file: ws is a dev dependency and is bundled. The server loads it
 * only when the playground is on.
 */
export default defineConfig({
  root: here("."),
  publicDir: false,
  envDir: false,
  logLevel: "warn",
  ssr: { noExternal: true },
  build: {
    ssr: here("server.ts"),
    target: "node20",
    outDir: here("../../dist/playground"),
    emptyOutDir: false,
    sourcemap: true,
    rolldownOptions: {
      external: (id) => outside.some((name) => id === name || id.startsWith(`${name}/`)),
      output: { entryFileNames: "server.js" },
    },
  },
});
