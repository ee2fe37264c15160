import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What `npm run build` reads, and its first and its last output. */
const SOURCES = [
  "src",
  "machines",
  "scripts/charts.ts",
  "scripts/flows/bundle.ts",
  "package-lock.json",
  "tsconfig.json",
];
const FIRST_OUTPUT = "dist/src/main.js";
const LAST_OUTPUT = "dist/playground/charts.json";

/** Runs `npm run build`, unless the build of these sources is there. */
export function ensureFreshBuild(): void {
  if (isFresh()) return;
  console.log("dist/ is older than the sources: npm run build");
  const { status } = spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}

function isFresh(): boolean {
  if (!existsSync(FIRST_OUTPUT) || !existsSync(LAST_OUTPUT)) return false;
  const begunAt = statSync(FIRST_OUTPUT).mtimeMs;
  return (
    begunAt <= statSync(LAST_OUTPUT).mtimeMs && SOURCES.every((path) => isOlder(path, begunAt))
  );
}

/** A folder's own time is that of the last file that was added or removed. */
function isOlder(path: string, at: number): boolean {
  const stats = statSync(path);
  if (stats.mtimeMs >= at) return false;
  return !stats.isDirectory() || readdirSync(path).every((name) => isOlder(join(path, name), at));
}
