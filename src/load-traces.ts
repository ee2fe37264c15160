import { hostname } from "node:os";
import type { Config } from "./config.ts";
import type { Observe } from "./conversation/ports/telemetry.ts";
import type { OpenTraces } from "./telemetry/traces/open-traces.ts";

/** Opens traces, and reports what the exporter could not deliver. */
export type LoadedTraces = (observe: Observe) => OpenTraces;

/** Traces, if the settings name a collector; OpenTelemetry's code is loaded only then. */
export async function loadTraces(config: Config): Promise<LoadedTraces | undefined> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = config;
  if (endpoint === undefined) return undefined;
  const { openTraces } = await import("./telemetry/traces/open-traces.ts");
  return (observe) =>
    openTraces({
      endpoint,
      headers,
      sampledShare: config.OTEL_TRACES_SAMPLER_ARG,
      resource: {
        "service.name": config.OTEL_SERVICE_NAME,
        "service.version": config.RELEASE,
        "host.name": hostname(),
        "process.pid": process.pid,
      },
      observe,
    });
}
