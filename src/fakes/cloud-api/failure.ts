/** What the next sends meet instead of an answer, `times` times; once if not given. */
export type Failure = { times?: number | undefined } & (
  | ErrorAnswer
  /** The message is taken and delivered, and no answer comes. */
  | { kind: "hang" }
);

export interface ErrorAnswer {
  kind: "error";
  httpStatus: number;
  /** Without it the answer is not the Cloud API's, as from a proxy on the way. */
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

/** What sends meet, in the order in which it was asked for. */
export interface Failures {
  next(failure: Failure): void;
  /** Whatever is sent until then meets it, `times` aside. */
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
