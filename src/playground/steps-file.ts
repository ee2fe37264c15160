import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import type { StoredStep } from "./step-view.ts";

/** Steps as lines of JSON, so that they survive a restart of the server. For development only: they contain texts. */
export interface StepsFile {
  /** The readable steps, each as it was appended last; a line that a kill truncated is skipped. */
  read(): StoredStep[];
  /** Adds a step, or a later version of one. */
  append(kept: StoredStep): void;
}

const MAX_BYTES = 32 * 1024 * 1024;

export function createStepsFile(
  path: string,
  /** The steps that are still worth keeping, when the file has become too long. */
  { worthKeeping, maxBytes = MAX_BYTES }: { worthKeeping: () => StoredStep[]; maxBytes?: number },
): StepsFile {
  let bytes = existsSync(path) ? statSync(path).size : 0;
  // The file may end with a truncated line: a new line is started, and an empty line is not a step.
  let isTorn = bytes > 0;
  return {
    read: () =>
      existsSync(path) ? latest(readFileSync(path, "utf8").split("\n").flatMap(parse)) : [],
    append(kept) {
      const line = `${isTorn ? "\n" : ""}${JSON.stringify(kept)}\n`;
      isTorn = false;
      if (bytes + line.length > maxBytes) {
        bytes = rewrite(path, worthKeeping(), maxBytes);
        return;
      }
      mkdirSync(dirname(path), { recursive: true });
      // Synchronously, so that a kill -9 right after the commit does not lose the step.
      appendFileSync(path, line, { mode: 0o600 });
      bytes += Buffer.byteLength(line);
    },
  };
}

/** The last version of each step, at the place of its first. */
function latest(all: StoredStep[]): StoredStep[] {
  const byStep = new Map<string, StoredStep>();
  for (const kept of all) byStep.set(`${kept.step.conversationId} ${kept.step.number}`, kept);
  return [...byStep.values()];
}

/** Keeps the newest steps that fit into half of the limit. Returns the bytes. */
function rewrite(path: string, all: StoredStep[], maxBytes: number): number {
  const newest = [...all].sort((one, other) => other.step.at - one.step.at);
  const kept = new Set<StoredStep>();
  let bytes = 0;
  for (const one of newest) {
    bytes += Buffer.byteLength(JSON.stringify(one)) + 1;
    if (bytes > maxBytes / 2) break;
    kept.add(one);
  }
  const lines = all.filter((one) => kept.has(one)).map((one) => `${JSON.stringify(one)}\n`);
  writeFileSync(`${path}.new`, lines.join(""), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return statSync(path).size;
}

function parse(line: string): StoredStep[] {
  try {
    const kept: Partial<StoredStep> = JSON.parse(line);
    return kept.step?.number && kept.inner ? [{ step: kept.step, inner: kept.inner }] : [];
  } catch {
    return [];
  }
}
