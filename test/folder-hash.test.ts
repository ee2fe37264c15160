import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { hashFolder } from "../src/folder-hash.ts";

function copyOfMachines(): string {
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync("machines", folder, { recursive: true });
  return folder;
}

test("two folders with the same files have one hash, wherever they are", () => {
  expect(hashFolder(copyOfMachines())).toBe(hashFolder("machines"));
});

test("the hash does not change with files that are no code, such as a README or a source map", () => {
  const folder = copyOfMachines();
  writeFileSync(join(folder, "README.md"), "# Another");
  writeFileSync(join(folder, "copy/en.js.map"), "{}");
  expect(hashFolder(folder)).toBe(hashFolder("machines"));
});

test("the hash changes with the text, the name and the number of files, in subfolders too", () => {
  const hashes = [
    () => {},
    (folder: string) => writeFileSync(join(folder, "values.ts"), "export {};"),
    (folder: string) => writeFileSync(join(folder, "copy/en.ts"), "export {};"),
    (folder: string) => writeFileSync(join(folder, "copy/more.ts"), ""),
    (folder: string) => renameSync(join(folder, "kit.ts"), join(folder, "tools.ts")),
    (folder: string) => rmSync(join(folder, "days.ts")),
  ].map((edit) => {
    const folder = copyOfMachines();
    edit(folder);
    return hashFolder(folder);
  });
  expect(new Set(hashes).size).toBe(hashes.length);
});
