/** The fault of the next sends, `times` times; once by default. */
export type Failure = { times?: number | undefined } & (
  | ErrorAnswer
  /** The message is accepted and delivered, but no answer arrives. */
  | { kind: "hang" }
);

export interface ErrorAnswer {
  kind: "error";
  httpStatus: number;
  /** Without it the answer is not the Cloud API's, as if from a proxy. */
  code?: number | undefined;
  details?: string | undefined;
  retryAfterSeconds?: number | undefined;
}

/** An error as the Cloud API answers it. */
export function toResponse({
  httpStatus,
  code,
  details,
  retryAfterSeconds,
}: ErrorAnswer): Response {
  const headers = new Headers();
  if (retryAfterSeconds !== undefined) headers.set("retry-after", String(retryAfterSeconds));
  if (code === undefined) return new Response("Bad gateway", { status: httpStatus, headers });
  const error = { message: `(#${code})`, code, error_data: { details } };
  return Response.json({ error }, { status: httpStatus, headers });
}

/** The faults of sends, in the order in which they were requested. */
export interface Failures {
  next(failure: Failure): void;
  /** Until then every send has this fault, regardless of `times`. */
  untilReset(failure: Failure): void;
  reset(): void;
  take(): Failure | undefined;
}

export function createFailures(): Failures {
  let planned: Failure[] = [];
  let lasting: Failure | undefined;
  return {
    next({ times = 1, ...failure }) {
      for (let time = 0; time < times; time += 1) planned.push(failure);
    },
    untilReset(failure) {
      lasting = failure;
    },
    reset() {
      planned = [];
      lasting = undefined;
    },
    take: () => planned.shift() ?? lasting,
  };
}
