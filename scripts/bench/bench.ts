import { ensureFreshBuild } from "../build/fresh-build.ts";
import { compareResults } from "./compare-results.ts";
import { currentOrigin, type Results, readResults, writeResults } from "./figures/results.ts";
import { measureGrowth } from "./growth/measure-growth.ts";
import { measureMemory } from "./growth/memory.ts";
import { measureTurns } from "./growth/turns.ts";
import { measureBuilds } from "./measure-builds.ts";
import { measureTelemetry } from "./measure-telemetry.ts";
import { measureThroughput } from "./measure-throughput.ts";
import { type BenchOptions, readOptions } from "./options.ts";
import { installPeers } from "./peers/install.ts";
import { measureProfile } from "./profile/measure-profile.ts";
import { reportGrowth, reportMemory, reportTurns } from "./report/growth-report.ts";
import { reportProfile } from "./report/profile-report.ts";
import { publish } from "./report/publish.ts";
import {
  loadLimited,
  reportBuilds,
  reportTelemetry,
  reportThroughput,
} from "./report/throughput-report.ts";
import { PEERS, SERVERS } from "./servers/server-kinds.ts";
import { openSurroundings } from "./servers/surroundings.ts";

/** What a message costs, as a multiple of the floor's cost in the same round: absolute figures are the machine's. */

const read = readOptions(process.argv.slice(2));
if (!read.ok) {
  for (const problem of read.problems) process.stderr.write(`${problem}\n`);
  process.exit(1);
}
const { options } = read;
if (options.profile || options.turns || options.against !== undefined) {
  console.log(await measureOurs(options));
  process.exit(0);
}
const results = options.from === undefined ? await measure(options) : readResults(options.from);
const { throughput, growth, memory, telemetry } = results;
if (throughput) {
  console.log(`\n${reportThroughput(throughput)}`);
  const limited = loadLimited(throughput);
  if (limited.length > 0) console.log(`The load generator was the limit of ${limited.join(", ")}`);
}
if (growth) console.log(`\n${reportGrowth(growth.figures)}`);
if (memory) console.log(`\n${reportMemory(memory.figures)}`);
if (telemetry) console.log(`\n${reportTelemetry(telemetry)}`);
if (options.publish) publish(results);
if (options.compare !== undefined) compare(options.compare);

/** What is not part of the stored results: the machine decides these figures, and no ratio would help. */
async function measureOurs({
  profile,
  against,
  "warm-up": warmUp,
  ...options
}: BenchOptions): Promise<string> {
  ensureFreshBuild();
  const surroundings = await openSurroundings();
  try {
    if (against !== undefined)
      return reportBuilds(await measureBuilds(surroundings, { ...options, warmUp, against }));
    return profile
      ? reportProfile(await measureProfile(surroundings, { ...options, warmUp }))
      : reportTurns(await measureTurns(surroundings));
  } finally {
    await surroundings.close();
  }
}

async function measure({
  peers,
  growth: isGrowth,
  memory: isMemory,
  telemetry: isTelemetry,
  out,
  ...rest
}: BenchOptions): Promise<Results> {
  ensureFreshBuild();
  if (peers) installPeers();
  const surroundings = await openSurroundings();
  const warmUp = rest["warm-up"];
  const measured: Results = {};
  try {
    if (isMemory) {
      measured.memory = { origin: currentOrigin(), figures: await measureMemory(surroundings) };
    } else if (isTelemetry) {
      measured.telemetry = await measureTelemetry(surroundings, { ...rest, warmUp });
    } else if (isGrowth) {
      const figures = await measureGrowth(surroundings, { ...rest, warmUp });
      measured.growth = { origin: currentOrigin(), figures };
    } else {
      const kinds = peers ? [...SERVERS, ...PEERS] : SERVERS;
      measured.throughput = await measureThroughput(kinds, surroundings, { ...rest, warmUp });
    }
  } finally {
    await surroundings.close();
  }
  writeResults(out, measured);
  return measured;
}

function compare(file: string): void {
  const before = readResults(file).throughput;
  if (!before || !throughput) throw new Error("Both results need a measure of throughput");
  const { isWorse, line } = compareResults(before, throughput);
  console.log(line);
  if (isWorse) process.exitCode = 1;
}
