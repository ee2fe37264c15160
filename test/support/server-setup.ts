import "vitest";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildServer } from "./server-build.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder of the server that was built for this run. */
    serverBuild: string;
  }
}

/**
 * Builds the server at the start of a run, into a folder of this run: no test starts an older one, and two runs at
 * once have one each.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "server-"));
  await buildServer(folder);
  provide("serverBuild", folder);
  return () => rm(folder, { recursive: true, force: true });
}
