import { execFileSync } from "node:child_process";
import { copyFileSync, lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The bytes of `node_modules` after `npm ci --omit=dev`. */
export function measureInstalledSize(): number {
  const folder = mkdtempSync(join(tmpdir(), "bench-install-"));
  try {
    for (const file of ["package.json", "package-lock.json", ".npmrc"])
      copyFileSync(file, join(folder, file));
    const args = ["ci", "--omit=dev", "--no-audit", "--no-fund"];
    execFileSync("npm", args, { cwd: folder, stdio: "ignore" });
    return sizeOf(join(folder, "node_modules"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sizeOf(path: string): number {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
