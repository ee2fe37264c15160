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
