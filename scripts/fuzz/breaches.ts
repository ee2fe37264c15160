import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A broken rule, and the case in which it happened. */
export interface Breach {
  what: string;
  /** Absent: not specific to a case. */
  caseNumber?: number | undefined;
  detail: string;
}

export interface Breaches {
  add(breach: Breach): void;
  /** The lowest case of each kind first. */
  all(): readonly Breach[];
  /** Keeps the requests of a case, to investigate it. */
  keep(caseNumber: number, bodies: readonly string[]): void;
  /** The file with those of the lowest case, if there is one. */
  file(): string | undefined;
}

/** More of one kind add nothing. */
const MAX_OF_A_KIND = 50;

export function createBreaches(): Breaches {
  const found: Breach[] = [];
  const files = new Map<number, string>();
  let folder: string | undefined;
  return {
    add(breach) {
      if (found.filter(({ what }) => what === breach.what).length < MAX_OF_A_KIND)
        found.push(breach);
    },
    all: () => [...found].sort((a, b) => (a.caseNumber ?? -1) - (b.caseNumber ?? -1)),
    keep(caseNumber, bodies) {
      folder ??= mkdtempSync(join(tmpdir(), "vimbiso-fuzz-"));
      const file = join(folder, `case-${caseNumber}.json`);
      writeFileSync(file, JSON.stringify(bodies, null, 2));
      files.set(caseNumber, file);
    },
    file: () => files.get(Math.min(...files.keys())),
  };
}
