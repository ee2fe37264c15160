import { readChanges } from "./machines/changed-paths.ts";
import { writeDiff } from "./machines/write-diff.ts";

/**
 * `npm run machines:diff -- <git revision>`: what changed in the machines since then, in words and as a page, with the
 * changed paths on phones.
 */

const [since = "HEAD", output = "dist/machines-diff.html"] = process.argv.slice(2);
try {
  writeDiff({ since, ...(await readChanges(since)), output });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
