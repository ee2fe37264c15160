import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Span as TelemetrySpan,
  trace,
} from "@opentelemetry/api";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Observe } from "../../conversation/ports/telemetry.ts";
import type { Span, SpanAttributes, SpanName, Traces } from "../../conversation/ports/traces.ts";
import { TRACES } from "../../policy.ts";
import { createOtlpExporter } from "./otlp-exporter.ts";
import { readTraceparent, writeTraceparent } from "./traceparent.ts";

export interface TracesOptions {
  /** The URL of a collector, without `/v1/traces`. */
  endpoint: string;
  /** Headers of each export, such as a collector's key. */
  headers: { [name: string]: string };
  /** The share of new traces that is recorded, from 0 to 1; a continued trace keeps its decision. */
  sampledShare: number;
  /** What is said once about all spans of this process. */
  resource: { [name: string]: string | number };
  observe: Observe;
}

export interface OpenTraces extends Traces {
  /** Exports what is recorded, and ends. */
  close(): Promise<void>;
}

const SCOPE = "vimbiso";
const KINDS: { [name in SpanName]?: SpanKind } = {
  webhook: SpanKind.SERVER,
  store: SpanKind.CLIENT,
  send: SpanKind.CLIENT,
  request: SpanKind.CLIENT,
  lookup: SpanKind.CLIENT,
};

/**
 * Traces by OpenTelemetry, exported by OTLP over HTTP. Nothing is registered globally, so each app of a process has its
 * own.
 */
export function openTraces({ sampledShare, ...options }: TracesOptions): OpenTraces {
  const provider = new TracerProvider({
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampledShare) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: createOtlpExporter(options),
        scheduledDelayMillis: TRACES.exportEveryMs,
        maxExportBatchSize: TRACES.batch,
        maxQueueSize: TRACES.queue,
      }),
    ],
  });
  const tracer = provider.getTracer(SCOPE);
  const current = new AsyncLocalStorage<TelemetrySpan>();

  const start = async <T>(span: Span<T>, parent: Context, task: () => Promise<T>): Promise<T> => {
    const { name, attributes, outcome } = span;
    const { operation } = attributes;
    const started = tracer.startSpan(
      operation === undefined ? name : `${name} ${operation}`,
      { kind: KINDS[name] ?? SpanKind.INTERNAL, attributes: prefixed(attributes) },
      parent,
    );
    try {
      const result = await current.run(started, task);
      if (outcome) started.setAttributes(prefixed({ outcome: outcome(result) }));
      return result;
    } catch (error) {
      // Its message may quote a member.
      started.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      started.end();
    }
  };

  return {
    context() {
      const span = current.getStore();
      return span && writeTraceparent(span.spanContext());
    },
    run(span, context, task) {
      const parent = context === undefined ? undefined : readTraceparent(context);
      return start(span, parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT, task);
    },
    step(span, task) {
      const parent = current.getStore();
      return parent ? start(span, trace.setSpan(ROOT_CONTEXT, parent), task) : task();
    },
    close: () => provider.shutdown(),
  };
}

function prefixed(attributes: SpanAttributes): { [name: string]: string | number } {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`${SCOPE}.${name}`, value]),
  );
}
