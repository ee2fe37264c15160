import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import { request } from "undici";
import type { Observe } from "../../conversation/ports/telemetry.ts";
import { TRACES } from "../../policy.ts";

/**
 * Exports spans by OTLP over HTTP, in its JSON encoding. A batch that the collector does not take is dropped and
 * reported: members wait for no collector.
 */
export function createOtlpExporter({
  endpoint,
  headers,
  resource,
  observe,
}: {
  endpoint: string;
  headers: { [name: string]: string };
  resource: Attributes;
  observe: Observe;
}): SpanExporter {
  const inProgress = new Set<Promise<void>>();

  async function post(spans: ReadableSpan[]): Promise<void> {
    const { statusCode, body } = await request(`${endpoint}/v1/traces`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(toOtlp(spans, resource)),
      headersTimeout: TRACES.requestMs,
      bodyTimeout: TRACES.requestMs,
    });
    await body.dump();
    if (statusCode >= 300) throw Object.assign(new Error("Refused"), { code: `${statusCode}` });
  }

  return {
    export(spans, onEnd) {
      const exported = post(spans).then(
        () => onEnd({ code: EXPORTED }),
        (error: unknown) => {
          const { code = "error" }: { code?: unknown } = Object(error);
          const cause = "The collector did not take a batch of spans";
          observe({ kind: "failure", where: "traces", code: `${code}`, cause });
          // Without the error: the library would print it.
          onEnd({ code: EXPORTED });
        },
      );
      inProgress.add(exported);
      void exported.finally(() => inProgress.delete(exported));
    },
    async shutdown() {
      await Promise.all(inProgress);
    },
  };
}

/** `ExportResultCode.SUCCESS`, whose package is not ours. */
const EXPORTED = 0;

type Attributes = { [name: string]: unknown };

/** The body of an export: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
function toOtlp(spans: ReadableSpan[], resource: Attributes): object {
  const [{ instrumentationScope: { name = "" } = {} } = {}] = spans;
  return {
    resourceSpans: [
      {
        resource: { attributes: toAttributes(resource) },
        // There is one tracer.
        scopeSpans: [{ scope: { name }, spans: spans.map(toSpan) }],
      },
    ],
  };
}

function toSpan(span: ReadableSpan): object {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    ...(span.parentSpanContext && { parentSpanId: span.parentSpanContext.spanId }),
    name: span.name,
    // OTLP counts from 1.
    kind: span.kind + 1,
    startTimeUnixNano: toNanoseconds(span.startTime),
    endTimeUnixNano: toNanoseconds(span.endTime),
    attributes: toAttributes(span.attributes),
    status: { code: span.status.code },
  };
}

function toNanoseconds([seconds, nanoseconds]: ReadableSpan["startTime"]): string {
  return `${seconds}${String(nanoseconds).padStart(9, "0")}`;
}

function toAttributes(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: `${value}` } : { stringValue: `${value}` },
  }));
}
