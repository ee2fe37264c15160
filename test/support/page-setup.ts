import "vitest";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder of the playground's page, built for this run, with its manifest. */
    pageBuild: string;
  }
}

const project = new URL("../..", import.meta.url).pathname;
const VITE = [
  "build",
  "--config",
  "src/playground/client/vite.config.ts",
  "--configLoader",
  "runner",
  "--logLevel",
  "warn",
];

/** Builds the page at the start of a run, into a folder of this run. */
export function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const { status, stdout, stderr } = spawnSync(
    join(project, "node_modules/.bin/vite"),
    [...VITE, "--outDir", folder],
    { cwd: project, encoding: "utf8" },
  );
  if (status !== 0) {
    remove();
    throw new Error(`The page could not be built:\n${stdout}${stderr}`);
  }
  provide("pageBuild", folder);
  return remove;
}
