/** Records what was done for an event and how long each part took, across processes. */
export interface Traces {
  /**
   * Identifies the current span, in the form of W3C's traceparent. It is stored with effects, so that another process
   * or a later try continues the trace. `undefined` outside a span.
   */
  context(): string | undefined;
  /** Runs a task as a span of the trace that `context` identifies, or of a new trace if it is `undefined`. */
  run<T>(span: Span<T>, context: string | undefined, task: () => Promise<T>): Promise<T>;
  /** Runs a task as a part of the current span; outside a span it only runs the task. */
  step<T>(span: Span<T>, task: () => Promise<T>): Promise<T>;
}

export interface Span<T> {
  name: SpanName;
  attributes: SpanAttributes;
  /** The attribute `outcome`: a word from a closed list. */
  outcome?: ((result: T) => string) | undefined;
}

export type SpanName = (typeof SPAN_NAMES)[number];

export const SPAN_NAMES = [
  "webhook",
  "turn",
  "timer",
  "reply",
  "call",
  "store",
  "send",
  "request",
  "lookup",
] as const;

/** Ids, words from closed lists and counts: never a text, a number of a member, or a value of a record. */
export type SpanAttributes = { [name in SpanAttribute]?: string | number };

export type SpanAttribute = (typeof SPAN_ATTRIBUTES)[number];

export const SPAN_ATTRIBUTES = [
  "webhook",
  "conversation",
  "event",
  /** The id of an event or an effect in the journal. */
  "id",
  "operation",
  "attempt",
  "outcome",
] as const;

/** Records nothing. */
export const NO_TRACES: Traces = {
  context: () => undefined,
  run: (_, __, task) => task(),
  step: (_, task) => task(),
};
