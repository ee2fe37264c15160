import { compareDeliveries } from "./deliveries.ts";
import type { Breach, Evidence } from "./evidence.ts";
import { compareMoney } from "./money.ts";
import { compareNumbers } from "./numbers.ts";
import { compareRuns } from "./runs.ts";

export interface Comparison {
  breaches: Breach[];
  /** What Redis was allowed to lose, and the consequences. */
  forgiven: Breach[];
  confirms: number;
  unconfirmed: number;
  untraced: number;
  repeats: number;
}

/** With `appendfsync everysec` Redis is a second behind, and two when the disk is slow. */
const FORGETS_MS = 2_000;

/** Compares what members wrote, servers committed, the Cloud API fake received and credex-core booked. */
export function compareBooks(evidence: Evidence): Comparison {
  const deliveries = compareDeliveries(evidence);
  const money = compareMoney(evidence);
  const { entries, counts } = evidence;
  const lines = entries.filter(({ isForgotten }) => !isForgotten).map(({ line }) => line);
  const miscounted = counts ? compareNumbers(lines, counts) : [];
  const all = [...compareRuns(evidence), ...deliveries.breaches, ...money.breaches, ...miscounted];
  const kills = evidence.mayForget
    ? evidence.strikes.filter(({ kind }) => kind === "redis kill")
    : [];
  const isForgiven = ({ from, until }: Breach) =>
    kills.some((kill) => from <= kill.from && until >= kill.from - FORGETS_MS);
  return {
    breaches: all.filter((breach) => !isForgiven(breach)),
    forgiven: all.filter(isForgiven),
    confirms: money.confirms,
    unconfirmed: money.unconfirmed,
    untraced: money.untraced,
    repeats: deliveries.repeats,
  };
}
