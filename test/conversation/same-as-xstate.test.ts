import fc from "fast-check";
import { test, vi } from "vitest";
import type { Executed } from "../support/durable.ts";
import { compare } from "./comparison.ts";
import { machineOf, steps } from "./machine-plan.ts";
import { buildMachine } from "./planned-machine.ts";

/** `MACHINES=100000 SEED=1 npx vitest run --config test/vitest.config.ts test/conversation/same-as-xstate.test.ts` */
const MACHINES = Number(process.env.MACHINES ?? 2_000);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const PER_MACHINE_MS = 60;

test(
  `${MACHINES} machines (seed ${SEED}) behave as live actors do, with a restart between all events`,
  () => {
    // XState warns of events that a stopped actor receives.
    vi.spyOn(console, "warn").mockImplementation(() => {});
    fc.assert(
      fc.property(machineOf(), steps, (plan, steps) => {
        const recorded: Executed[] = [];
        const machine = buildMachine(plan, (executed) => recorded.push(executed));
        compare({ machine, steps, recorded });
      }),
      { numRuns: MACHINES, seed: SEED, endOnFailure: !process.env.SHRINK },
    );
  },
  MACHINES * PER_MACHINE_MS,
);
