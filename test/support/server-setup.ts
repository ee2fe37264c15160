import "vitest";
import { spawnSync } from "node:child_process";
import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder of the server that was built for this run, as `dist/` is laid out. */
    serverBuild: string;
  }
}

const project = new URL("../../", import.meta.url).pathname;

/**
 * Compiles the server at the start of a run, into a folder of this run: no test starts an older one, and two runs
 * at once have one each. A server that is compiled starts in half the time that tsx takes.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "server-"));
  const args = ["-p", "src/tsconfig.json", "--outDir", folder];
  const { status, stdout } = spawnSync(join(project, "node_modules/.bin/tsc"), args, {
    cwd: project,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The server could not be built:\n${stdout}`);
  cpSync(join(project, "src/redis/lua"), join(folder, "src/redis/lua"), { recursive: true });
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  provide("serverBuild", folder);
  return () => rm(folder, { recursive: true, force: true });
}
