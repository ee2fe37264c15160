import type { Throughput } from "./figures/results.ts";
import { measureThroughput, type ThroughputOptions } from "./measure-throughput.ts";
import { openCollector } from "./servers/collector.ts";
import type { ServerKind } from "./servers/server-kind.ts";
import { OURS } from "./servers/server-kinds.ts";
import type { Surroundings } from "./servers/surroundings.ts";

/** The share of new traces that a busy installation records. */
const SAMPLED = "0.05";

/** Measures our server without metrics, with them, and with traces on top. */
export async function measureTelemetry(
  surroundings: Surroundings,
  options: ThroughputOptions,
): Promise<Throughput> {
  const collector = await openCollector();
  try {
    const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    const kinds: ServerKind[] = [
      variant("no-metrics", "without metrics", { args: ["--import", WITHOUT_METRICS] }),
      variant("metrics", "metrics", {}),
      variant("sampled", "metrics, one trace in twenty", {
        env: { ...traced, OTEL_TRACES_SAMPLER_ARG: SAMPLED },
      }),
      variant("traced", "metrics, every trace", { env: traced }),
    ];
    const measured = await measureThroughput(kinds, surroundings, options);
    if (collector.batches() === 0) throw new Error("No trace was exported");
    return measured;
  } finally {
    collector.close();
  }
}

const WITHOUT_METRICS = "./scripts/bench/servers/without-metrics.js";

function variant(
  name: string,
  title: string,
  { args = [], env = {} }: { args?: string[]; env?: { [name: string]: string } },
): ServerKind {
  return {
    ...OURS,
    name,
    title,
    command(surroundings, redisUrl) {
      const own = OURS.command(surroundings, redisUrl);
      return { ...own, args: [...args, ...own.args], env: { ...own.env, ...env } };
    },
  };
}
