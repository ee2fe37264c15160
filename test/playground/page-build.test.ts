import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, inject, test } from "vitest";

test("the page is less than 200 kB of script, gzipped, and asks nothing of anybody else", () => {
  const built = inject("pageBuild");
  const manifest: { [name: string]: { file: string } } = JSON.parse(
    readFileSync(join(built, "manifest.json"), "utf8"),
  );
  const scripts = Object.values(manifest).map(({ file }) => readFileSync(join(built, file)));
  const bytes = scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(200_000);
  const addresses = scripts.join("\n").match(/https?:\/\/[\w.]+/g) ?? [];
  expect(addresses.filter((address) => !address.includes("www.w3.org"))).toEqual([]);
});
