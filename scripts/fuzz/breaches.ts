import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What must never happen, and the case in which it did. */
export interface Breach {
  what: string;
  /** Absent: of no single case. */
  caseNumber?: number | undefined;
  detail: string;
}

export interface Breaches {
  add(breach: Breach): void;
  /** The lowest case of each kind first. */
  all(): readonly Breach[];
  /** Keeps what a case has posted, to look into it. */
  keep(caseNumber: number, bodies: readonly string[]): void;
  /** Where that of the lowest case is kept, if there is one. */
  file(): string | undefined;
}

/** More of one kind say nothing new. */
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
