import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type Origin, type Results, readResults, writeResults } from "../figures/results.ts";
import { plotCpu } from "./cpu-plot.ts";
import { reportGrowth, reportMemory } from "./growth-report.ts";
import { loadLimited, reportTelemetry, reportThroughput } from "./throughput-report.ts";

const PUBLISHED = "scripts/bench/results/results.json";
const PLOT = "scripts/bench/results/cpu.svg";
/** As the document refers to the plot. */
const PICTURE =
  "![CPU time of the server for a message, as a multiple of the floor's](../scripts/bench/results/cpu.svg)";
const DOCUMENT = "src/README.md";

/** Stores results in the repository, and fills in the document from them. What they lack stays as it was published. */
export function publish(measured: Results): void {
  const results = existsSync(PUBLISHED) ? { ...readResults(PUBLISHED), ...measured } : measured;
  writeResults(PUBLISHED, results);
  if (results.throughput) writeFileSync(PLOT, plotCpu(results.throughput));
  writeFileSync(DOCUMENT, fillIn(readFileSync(DOCUMENT, "utf8"), results));
}

/**
 * Replaces what is between the marks of each part that the results have.
 * @throws {Error} if the document lacks a mark
 */
export function fillIn(
  document: string,
  { throughput, growth, memory, telemetry }: Results,
): string {
  const parts = {
    throughput:
      throughput &&
      [describeThroughput(throughput), PICTURE, reportThroughput(throughput)].join("\n\n"),
    memory: memory && `${describe(memory.origin)}\n\n${reportMemory(memory.figures)}`,
    telemetry:
      telemetry && [describeThroughput(telemetry), reportTelemetry(telemetry)].join("\n\n"),
    growth: growth && `${describe(growth.origin)}\n\n${reportGrowth(growth.figures)}`,
  };
  return Object.entries(parts).reduce(
    (text, [name, part]) => (part === undefined ? text : replacePart(text, name, part)),
    document,
  );
}

function describeThroughput(throughput: NonNullable<Results["throughput"]>): string {
  const { origin, rounds, warmUp, members } = throughput;
  const limited = loadLimited(throughput);
  const how = `${rounds} rounds, ${members} members at once, ${warmUp.toLocaleString("en")} messages of warm-up.`;
  const warning =
    limited.length > 0
      ? ` The load generator may have limited the throughput of ${limited.join(", ")}.`
      : "";
  return `${describe(origin)} ${how}${warning}`;
}

function describe({ at, commit, cpu, cores, node, redis }: Origin): string {
  return `Measured on ${at.slice(0, 10)} at commit ${commit}: ${cores} cores (${cpu}), Node ${node}, Redis ${redis}.`;
}

function replacePart(document: string, name: string, part: string): string {
  const [start, end] = [`<!-- bench ${name} -->`, `<!-- end of bench ${name} -->`];
  const from = document.indexOf(start);
  const to = document.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`The document has no part between ${start} and ${end}`);
  return `${document.slice(0, from + start.length)}\n\n${part}\n\n${document.slice(to)}`;
}
