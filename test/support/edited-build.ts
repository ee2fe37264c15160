import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformWithOxc } from "vite";
import { inject } from "vitest";
import { editedSource, type SourceEdit } from "./edited-release.ts";

/** A build of the server with edits of its sources. */
export interface EditedBuild {
  /** The arguments of Node that start it. */
  args: string[];
  remove(): void;
}

/** Copies the server that was built for this run, and compiles what is edited. */
export async function buildWith(...edits: SourceEdit[]): Promise<EditedBuild> {
  const folder = mkdtempSync(join(tmpdir(), "edited-"));
  cpSync(inject("serverBuild"), folder, { recursive: true, verbatimSymlinks: true });
  for (const file of new Set(edits.map(([name]) => name))) {
    const { code } = await transformWithOxc(editedSource(file, edits), file, {
      typescript: { rewriteImportExtensions: "rewrite" },
    });
    const target = join(folder, "machines", file.replace(/\.ts$/, ".js"));
    // An edit of a file that the build does not have would change nothing.
    readFileSync(target);
    writeFileSync(target, code);
  }
  return {
    args: [join(folder, "src/main.js")],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
