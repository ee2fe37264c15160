import type { Fault } from "../../src/fakes/credex-core/faults.ts";
import type { Counters } from "./counters.ts";
import type { Random } from "./random.ts";

/** Random faults of credex-core, while enabled. */
export interface CredexTrouble {
  start(): void;
  stop(): void;
  /** The fault for a request. */
  chance(endpoint: string): Fault | undefined;
  /** Beside the random faults: what each request has to suffer from now on, by its endpoint. */
  suffer(lasting: CredexTrouble["chance"] | undefined): void;
}

/** A third of the offers, so that most outcomes of a missing answer occur many times; few of the rest. */
const SHARES = { createCredex: 0.35, others: 0.04 };

export function createCredexTrouble({
  random,
  tally,
}: {
  random: Random;
  tally: Counters;
}): CredexTrouble {
  let isOn = false;
  let lasting: CredexTrouble["chance"] | undefined;
  return {
    suffer(fault) {
      lasting = fault;
    },
    start() {
      isOn = true;
    },
    stop() {
      isOn = false;
    },
    chance(endpoint) {
      const outage = lasting?.(endpoint);
      if (outage) return outage;
      const share = endpoint === "createCredex" ? SHARES.createCredex : SHARES.others;
      if (!isOn || !random.isLucky(share)) return undefined;
      const fault = pickFault(random);
      const when = "applied" in fault ? (fault.applied ? ", applied" : ", not applied") : "";
      tally.add(`credex-core: ${fault.kind}${when}`);
      return fault;
    },
  };
}

function pickFault(random: Random): Fault {
  const applied = random.isLucky(0.5);
  const delayMs = Math.round(random.between(500, 9_000));
  return random.pick<Fault>([
    { kind: "error", applied },
    { kind: "hang", applied },
    { kind: "cut", applied },
    { kind: "answer late", delayMs },
    { kind: "apply late", delayMs },
    { kind: "unauthorized" },
  ]);
}
