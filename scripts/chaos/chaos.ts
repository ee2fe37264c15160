import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ensureFreshBuild } from "../build/fresh-build.ts";
import { compareBooks } from "./books/books.ts";
import type { Evidence } from "./books/evidence.ts";
import { readStories } from "./books/money.ts";
import { createCounters } from "./counters.ts";
import { startFaults } from "./faults.ts";
import { openJournals } from "./journals.ts";
import { startMembers } from "./members.ts";
import { connectPowerCuts } from "./power-cuts.ts";
import { createRandom } from "./random.ts";
import { startRecipients } from "./recipients.ts";
import { writeReport } from "./report.ts";
import { openTestRig, readBook } from "./test-rig.ts";
import { describeVerdicts } from "./watch/verdicts.ts";
import { lengthOf, planIncidents, startWatch, type Watch } from "./watch/watch.ts";

/** All kinds of faults for some minutes; then a quiet phase, and the books are compared. */

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    redis: { type: "boolean", default: false },
    fsync: { type: "string", default: "always" },
    /** The state on a cluster of three primaries and three replicas. */
    cluster: { type: "boolean", default: false },
    /** For how many replicas a commit on the cluster waits; with 0, what a failover loses is counted apart. */
    wait: { type: "string", default: "1" },
    /** A Prometheus with the shipped rules, and incidents that its alerts have to notice. */
    watch: { type: "boolean", default: false },
    /** With --watch: only the incidents that fire these alerts, separated by commas. */
    alerts: { type: "string" },
    /** With --watch: a file for a picture of the dashboard over the run, as SVG. */
    picture: { type: "string" },
    servers: { type: "string", default: "4" },
    members: { type: "string", default: "40" },
    /** A folder for the books, to investigate a breach. */
    evidence: { type: "string" },
  },
});
const FIND_OUT_SECONDS = 20;
/** Closer to production's, so that money calls without an answer pile up as they would there. */
const WATCHED_FIND_OUT_SECONDS = 60;
const CALM_AT_MOST_MS = 120_000;
const QUIET_FOR_MS = 2_000;
const LOOK_EVERY_MS = 500;

const { seed, fsync } = values;
const waitsFor = values.cluster ? Number(values.wait) : undefined;
if (values.cluster && (values.redis || fsync !== "always"))
  throw new Error("--redis and --fsync are for one Redis: leave them out with --cluster");
const minutes = Number(values.minutes);
const plan = values.watch ? planIncidents(values.alerts?.split(",")) : undefined;
if (plan && (values.cluster || values.redis || fsync !== "always"))
  throw new Error("--watch has its own fault of Redis: leave out --redis, --fsync and --cluster");
if (plan && lengthOf(plan) > minutes * 60_000)
  throw new Error(`These incidents take ${(lengthOf(plan) / 60_000).toFixed(1)} minutes`);
const memberCount = Number(values.members);
ensureFreshBuild();
const random = createRandom(seed);
const tally = createCounters();
const rig = await openTestRig({
  serverCount: Number(values.servers),
  fsync,
  waitsFor,
  findOutSeconds: plan
    ? WATCHED_FIND_OUT_SECONDS
    : Math.min(FIND_OUT_SECONDS, Math.ceil(minutes * FIND_OUT_SECONDS)),
  random,
  tally,
});
const journals = openJournals(rig.state.url);
const startedAt = Date.now();
let watch: Watch | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void close().finally(() => process.exit(1)));
}
try {
  if (plan) watch = await startWatch({ ...rig, onRedisBack: journals.compare }, plan);
  const stopRecipients = startRecipients(rig.credexCore);
  let isOver = false;
  const members = startMembers({
    count: memberCount,
    cloudApi: rig.cloudApi,
    registry: rig.credexCore.registry,
    random,
    isOver: () => isOver,
  });
  const faults = startFaults({
    rig,
    random: random.for("faults"),
    tally,
    killsRedis: values.redis,
    power: fsync === "everysec" ? await connectPowerCuts(rig.state.url) : undefined,
    mayKill: (server) => watch?.mayKill(server) ?? true,
    onRedisBack: journals.compare,
  });
  await Promise.race([sleep(minutes * 60_000), faults.failed, ...(watch ? [watch.failed] : [])]);
  isOver = true;
  await watch?.stop();
  await faults.stop();
  await members.done;
  const isCalm = await calmDown();
  stopRecipients();

  const counts = await journals.counts(startedAt);
  const evidence: Evidence = { ...collect(), counts };
  const comparison = compareBooks(evidence);
  if (values.evidence) writeFileSync(values.evidence, JSON.stringify(evidence));
  console.log(
    writeReport({
      figures: [
        ["seed", seed],
        ["minutes", minutes],
        ["servers", rig.servers.length],
        ["members", memberCount],
        ["appendfsync", fsync],
        ["replicas that a commit waits for", waitsFor ?? "no cluster"],
        ["messages", evidence.messages.length],
        ["turns", evidence.entries.filter(({ line }) => line.kind === "turn").length],
        ["replies", evidence.arrivals.length],
        ["credexes", evidence.credexes.length],
        ["kills", tally.sum("kills")],
        ["quiet at the end", isCalm ? "yes" : "no"],
      ],
      tally,
      comparison,
    }),
  );
  const verdicts = (await watch?.judge()) ?? [];
  if (watch) console.log(describeVerdicts(verdicts));
  if (watch && values.picture) writeFileSync(values.picture, await watch.draw());
  const isGood = comparison.breaches.length === 0 && verdicts.every(({ isRight }) => isRight);
  process.exitCode = isGood ? 0 : 1;

  /** Waits until nothing is in progress, for a bounded time. */
  async function calmDown(): Promise<boolean> {
    const until = Date.now() + CALM_AT_MOST_MS;
    for (let quietSince = Date.now(); Date.now() < until; await sleep(LOOK_EVERY_MS)) {
      await journals.read();
      const { confirms } = readStories(collect());
      const isQuiet =
        rig.meta.waiting() === 0 &&
        (await journals.isQuiet()) &&
        confirms.every(({ last }) => last !== undefined);
      if (!isQuiet) quietSince = Date.now();
      if (Date.now() - quietSince >= QUIET_FOR_MS) return true;
    }
    return false;
  }

  function collect(): Evidence {
    const { acknowledged } = rig.meta;
    return {
      messages: [...members.written].map(([id, member]) => ({
        id,
        member,
        acknowledgedAt: acknowledged.get(id),
      })),
      taps: [...members.taps],
      entries: journals.entries(),
      arrivals: rig.arrivals,
      ...readBook(rig.credexCore),
      strikes: rig.strikes,
      mayForget: fsync !== "always" || waitsFor === 0,
    };
  }
} finally {
  await close();
}

async function close(): Promise<void> {
  await journals.close();
  await watch?.close();
  await rig.close();
}
