import { readChanges } from "./changed-paths.ts";

/** The process of `pathsSince`: prints the changed paths since a git revision as part of a page. */

const [since = "HEAD"] = process.argv.slice(2);
try {
  process.stdout.write((await readChanges(since)).paths ?? "");
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
