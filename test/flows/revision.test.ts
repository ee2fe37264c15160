import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { revisionOfCleanMachines } from "../../scripts/machines/revision.ts";

const folder = mkdtempSync(join(tmpdir(), "repository-"));
afterAll(() => rmSync(folder, { recursive: true }));
const git = (...args: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b.example", ...args]);

test("a release is built from committed machines only; other files do not matter", async () => {
  git("init", "--quiet");
  mkdirSync(join(folder, "machines"));
  writeFileSync(join(folder, "machines/root.ts"), "1");
  git("add", ".");
  git("commit", "--quiet", "--message", "one");
  const revision = git("rev-parse", "HEAD").toString().trim();
  expect(await revisionOfCleanMachines(folder)).toBe(revision);
  writeFileSync(join(folder, "notes.ts"), "1");
  writeFileSync(join(folder, "machines/README.md"), "1");
  expect(await revisionOfCleanMachines(folder)).toBe(revision);
  writeFileSync(join(folder, "machines/new.ts"), "1");
  mkdirSync(join(folder, "machines/copy"));
  writeFileSync(join(folder, "machines/copy/en.ts"), "1");
  await expect(revisionOfCleanMachines(folder)).rejects.toThrow(
    "Commit or stash the changes in machines/ first:\n?? machines/copy/en.ts\n?? machines/new.ts",
  );
});
