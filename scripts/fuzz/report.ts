import type { Breach } from "./breaches.ts";
import type { Bystander } from "./bystander.ts";
import type { Slow } from "./slowest.ts";

export interface Outcome {
  seed: string;
  tookMs: number;
  webhooks: number;
  cases: number;
  parked: number;
  /** Answers of credex-core that were mutated. */
  spoilt: number;
  bystander: Bystander;
  slow: Slow | undefined;
  counts: { [what: string]: number };
  breaches: readonly Breach[];
  /** The requests of the lowest case with a breach. */
  file: string | undefined;
}

export function report(outcome: Outcome): void {
  const { seed, tookMs, webhooks, cases, parked, spoilt, bystander, slow, counts, breaches, file } =
    outcome;
  const seconds = tookMs / 1_000;
  console.log(
    `${webhooks} webhooks in ${cases} cases, ${seconds.toFixed(1)} s, ${Math.round(webhooks / seconds)} per second; ${spoilt} mutated answers of credex-core`,
  );
  for (const [what, count] of Object.entries(counts).sort()) console.log(`  ${what}: ${count}`);
  console.log(`  parked: ${parked}`);
  console.log(
    `bystander: ${bystander.answered} answers, the slowest after ${Math.round(bystander.slowestMs)} ms`,
  );
  if (slow)
    console.log(
      `slowest webhook alone: ${slow.tookMs.toFixed(1)} ms, ${slow.bytes} bytes, case ${slow.caseNumber}`,
    );
  for (const { what, caseNumber, detail } of breaches)
    console.log(
      `BREACH ${what}${caseNumber === undefined ? "" : `, case ${caseNumber}`}: ${detail}`,
    );
  if (file !== undefined) console.log(`the webhooks of the lowest case: ${file}`);
  if (breaches.length > 0)
    console.log(`to run one case: npm run fuzz -- --seed ${seed} --case <number>`);
}
