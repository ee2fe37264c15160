import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildServer } from "./server-build.ts";
import type { SourceEdit } from "./source-edits.ts";

/** A build of the server with edits of its sources. */
export interface EditedBuild {
  /** The arguments of Node that start it. */
  args: string[];
  remove(): void;
}

/** Builds the server with these edits, in a folder of its own. */
export async function buildWith(...edits: SourceEdit[]): Promise<EditedBuild> {
  const folder = mkdtempSync(join(tmpdir(), "edited-"));
  await buildServer(folder, edits);
  return {
    args: [join(folder, "src/main.js")],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
