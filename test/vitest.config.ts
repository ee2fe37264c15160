import { defineConfig } from "vitest/config";
import { LongestFirst } from "./support/longest-first.ts";

const REDIS = "test/support/redis-setup.ts";
const SERVER = "test/support/server-setup.ts";
const PAGE = "test/support/page-setup.ts";

/** The commands and browser tests that take the most CPU time: `npm test` leaves them out, `.ci/run` does not. */
const THOROUGH = [
  "test/build.test.ts",
  "test/check/{example,paths,rehearse}.test.ts",
  "test/playground/{edit-flow,edit-page}.test.ts",
  "test/redis/atomic-state-contention.test.ts",
];
/** Files of a folder that belong to another project than the rest of their folder. */
const BROWSER = [
  "test/playground/{browser,inspector-page,page,page-access,page-build,page-time}.test.ts",
];
const COMMANDS = [
  "test/{compose,lint,machines-diff}.test.ts",
  "test/check/**/*.test.ts",
  "test/deploy/{alerts,kubernetes}.test.ts",
  "test/copy/sheet.test.ts",
  "test/edit/edited-types.test.ts",
  "test/playground/{draw-process,editing,view}.test.ts",
  "test/second-application/leaks.test.ts",
];
const JOURNEYS = ["test/journeys/**/*.test.ts", "test/playground/{forks,steps-file,world}.test.ts"];
/** As `unit`, with so many inputs or checks of all machines that they take as long as all others together. */
const GENERATED = [
  "test/conversation/{conformance,determinism,same-as-xstate}.test.ts",
  "test/credex/reconciliation.test.ts",
  "test/edit/{editor,every-kind,field-edits,form-edits,question-edits,random-edits}.test.ts",
  "test/fakes/credex-core-ledger.test.ts",
  "test/machines/releases/*.test.ts",
  "test/machines/{claims,forged,late-text,money-call,names,surnames}.test.ts",
  "test/playground/chart.test.ts",
  "test/whatsapp/text-bounds.test.ts",
];
const WITH_REDIS = [
  "test/second-application/clinic.test.ts",
  "test/seed.test.ts",
  "test/bench/clone-conversation.test.ts",
  "test/chaos/{journals,power-cuts}.test.ts",
  "test/ops/**/*.test.ts",
  "test/redis/**/*.test.ts",
  "test/playground/{auth,live-feed,numbers-route,repeated,serve,test-script,world-state}.test.ts",
];

/** Projects of a group run beside each other. These compute: a worker for each core. */
const COMPUTING = { groupOrder: 0, maxWorkers: 2 };
/** These wait for leases, timers, processes and pages most of the time. */
const MIXED = { groupOrder: 1, maxWorkers: 5 };

const project = (
  name: string,
  { groupOrder, maxWorkers, ...options }: Options & { groupOrder: number; maxWorkers: number },
) => ({ extends: true as const, test: { name, maxWorkers, sequence: { groupOrder }, ...options } });

interface Options {
  include: string[];
  exclude?: string[];
  globalSetup?: string[];
  isolate?: boolean;
  testTimeout?: number;
}

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    // Tests that are concurrent wait for leases, and do so by the dozen.
    maxConcurrency: 128,
    restoreMocks: true,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    sequence: { sequencer: LongestFirst },
    coverage: { include: ["src/**", "machines/**"] },
    projects: [
      project("unit", {
        ...COMPUTING,
        include: ["test/**/*.test.ts"],
        exclude: [...BROWSER, ...COMMANDS, ...GENERATED, ...JOURNEYS, ...THOROUGH, ...WITH_REDIS],
        // The files share the modules that they import: to import them for each takes longer than all tests.
        isolate: false,
      }),
      project("generated", { ...COMPUTING, include: GENERATED, isolate: false }),
      project("redis", {
        ...MIXED,
        include: WITH_REDIS,
        exclude: [...COMMANDS, ...THOROUGH],
        globalSetup: [REDIS],
        isolate: false,
      }),
      project("journeys", {
        ...MIXED,
        include: JOURNEYS,
        globalSetup: [REDIS, SERVER],
        isolate: false,
      }),
      // A compiler takes seconds, and a minute on a busy machine.
      project("commands", {
        ...MIXED,
        include: COMMANDS,
        exclude: THOROUGH,
        testTimeout: 300_000,
      }),
      project("browser", { ...MIXED, include: BROWSER, globalSetup: [PAGE] }),
      project("thorough", { ...MIXED, include: THOROUGH, testTimeout: 300_000 }),
    ],
  },
});
