import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The playground's page. The server renders the HTML: in development it loads `/main.tsx` from Vite's
 * server, otherwise the files that the manifest lists for "main.tsx", below /playground/assets/.
 */
export default defineConfig(({ command }) => ({
  root: here("."),
  base: command === "build" ? "/playground/assets/" : "/",
  publicDir: false,
  envDir: false,
  cacheDir: here("../../../node_modules/.vite/playground"),
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { cors: true, hmr: { overlay: false } },
  build: {
    outDir: here("../../../dist/playground/client"),
    emptyOutDir: true,
    assetsDir: "",
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    rolldownOptions: { input: here("main.tsx") },
  },
}));
