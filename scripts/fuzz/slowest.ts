import { randomUUID } from "node:crypto";
import { post, type Sent } from "./case.ts";
import type { World } from "./world.ts";

export interface Slow {
  caseNumber: number;
  tookMs: number;
  bytes: number;
}

/** Finds the webhook that costs the server most, independent of other load at that moment. */
export interface Slowest {
  note(caseNumber: number, sent: Sent): void;
  /** Posts the candidates again, one after another, and measures each alone. */
  measureAlone(world: World): Promise<Slow | undefined>;
}

type Candidate = Sent & { caseNumber: number };

const CANDIDATES = 15;
/** The fastest counts: the machine may be busy otherwise. */
const ATTEMPTS = 3;

export function createSlowest(): Slowest {
  let [byTime, bySize]: [Candidate[], Candidate[]] = [[], []];
  return {
    note(caseNumber, sent) {
      const candidate = { ...sent, caseNumber };
      byTime = longest([...byTime, candidate], ({ tookMs }) => tookMs);
      bySize = longest([...bySize, candidate], ({ body }) => body.length);
    },
    async measureAlone(world) {
      const measured: Slow[] = [];
      for (const { body, from, caseNumber } of [...byTime, ...bySize]) {
        const times: number[] = [];
        for (let attempt = 0; attempt < ATTEMPTS; attempt++)
          times.push((await post(world, asNew(body), from)).tookMs);
        const tookMs = Math.min(...times);
        measured.push({ caseNumber, tookMs, bytes: body.length });
      }
      return measured.sort((a, b) => b.tookMs - a.tookMs)[0];
    },
  };
}

function longest(candidates: Candidate[], measure: (candidate: Candidate) => number): Candidate[] {
  if (candidates.length <= CANDIDATES) return candidates;
  return candidates.sort((a, b) => measure(b) - measure(a)).slice(0, CANDIDATES);
}

/** With other ids, so that it is not a duplicate. */
function asNew(body: string): string {
  return body.replaceAll("wamid.", `wamid.${randomUUID()}.`);
}
