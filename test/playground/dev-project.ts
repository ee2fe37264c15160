import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import type { Running } from "../../scripts/dev/settings.ts";
import { findPort } from "../../src/loopback/port.ts";

const PATIENCE_MS = 120_000;

/** `npm run dev` in a project of its own, whose machines can be edited. */
export interface DevProject {
  folder: string;
  printed(): string;
  running(): Running;
  /** Waits for a text; looks on from where it found something last. */
  prints(text: string): Promise<void>;
  /** Saves as careful editors do: another file takes the place of the one before. */
  edit(name: string, from: string | RegExp, to: string): void;
  /** Of a machine file, where a text stands first; from 1. */
  lineOf(name: string, text: string): number;
  end(): Promise<void>;
}

/** Resolves when everything is up. */
export async function startDevProject(): Promise<DevProject> {
  const folder = await mkdtemp(join(tmpdir(), "dev-project-"));
  // What is edited has to be what the server would import.
  for (const name of ["src", "machines", "scripts", "package.json", "tsconfig.json", ".biome.json"])
    cpSync(new URL(`../../${name}`, import.meta.url), join(folder, name), { recursive: true });
  symlinkSync(new URL("../../node_modules", import.meta.url), join(folder, "node_modules"));
  const { REDIS_STATE_URL: _, ...inherited } = process.env;
  const dev = spawn(process.execPath, ["--import", "tsx", "scripts/dev/dev.ts"], {
    cwd: folder,
    env: { ...inherited, DEV_DATA_DIR: join(folder, "data"), PORT: `${await findPort()}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  let looked = 0;
  for (const stream of [dev.stdout, dev.stderr])
    stream.on("data", (chunk) => {
      printed += chunk;
    });

  const project: DevProject = {
    folder,
    printed: () => printed,
    running: () => JSON.parse(readFileSync(join(folder, "data/dev.json"), "utf8")) as Running,
    async prints(text) {
      await vi.waitFor(() => expect(printed.slice(looked)).toContain(text), {
        timeout: PATIENCE_MS,
      });
      looked = printed.indexOf(text, looked) + text.length;
    },
    edit(name, from, to) {
      const file = join(folder, "machines", name);
      const text = readFileSync(file, "utf8");
      const edited = text.replace(from, to);
      expect(edited).not.toBe(text);
      writeFileSync(`${file}.new`, edited);
      renameSync(`${file}.new`, file);
    },
    lineOf(name, text) {
      const [above = ""] = readFileSync(join(folder, "machines", name), "utf8").split(text);
      return above.split("\n").length;
    },
    async end() {
      if (dev.exitCode === null && dev.signalCode === null) {
        dev.kill("SIGTERM");
        const [exitCode] = await once(dev, "exit");
        // Anything else: it was ended before it had stopped what it started.
        expect(exitCode).toBe(0);
      }
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
  const ended = once(dev, "close").then(() => {
    throw new Error(`It has ended, and had printed:\n${printed}`);
  });
  await Promise.race([project.prints("Stop with Ctrl+C"), ended]).catch(async (error: unknown) => {
    await project.end();
    throw error;
  });
  // It ends in the end, when nobody asks any more.
  ended.catch(() => {});
  return project;
}
