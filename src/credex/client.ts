import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from "cockatiel";
import { Pool } from "undici";
import { z } from "zod";
import { CREDEX } from "../policy.ts";
import { createTimeLimits } from "../time-limits.ts";

export interface CredexClient {
  /** Sends once. Never throws: every failure is an answer. */
  post<Output>(request: CredexRequest<Output>): Promise<CredexResponse<Output>>;
  close(): Promise<void>;
}

export interface CredexClientOptions {
  /** With or without a path: endpoints are appended to it. */
  url: string;
  apiKey: string;
  /** For one request, from connecting to the last byte of the answer. */
  timeoutMs?: number;
}

export interface CredexRequest<Output> {
  endpoint: string;
  body: object;
  /** The schema of a success, and the conversion to the result. */
  answer: z.ZodType<Output>;
  token?: string | undefined;
  idempotencyKey?: string | undefined;
  /** Aborts the request before its own time limit. */
  signal?: AbortSignal | undefined;
}

/** `code` and `cause` of a failure contain nothing that was sent or received. */
export type CredexResponse<Output> =
  | { kind: "ok"; output: Output; token: string | undefined }
  /** A 4xx: nothing was done. */
  | { kind: "refused"; status: number; code: string; reason: string; token: string | undefined }
  /** The request never left: nothing was done. */
  | { kind: "unsent"; code: string; cause: string }
  /**
   * The request left, and no answer says whether it was done: time-out, reset, 5xx, or a success that cannot be parsed.
   */
  | { kind: "unclear"; code: string; cause: string };

type Failure = Extract<CredexResponse<never>, { kind: "unsent" | "unclear" }>;

interface Response {
  kind: "response";
  status: number;
  token: string | undefined;
  text: string;
}

/** These arise only before a request leaves. */
const BEFORE = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

export function createClient({
  url,
  apiKey,
  timeoutMs = CREDEX.requestMs,
}: CredexClientOptions): CredexClient {
  const base = new URL(url);
  const path = base.pathname.replace(/\/$/, "");
  // Shorter than the whole, so that a failure to connect is recognised as such.
  const pool = new Pool(base.origin, {
    connect: { timeout: timeoutMs / 2 },
    maxResponseSize: CREDEX.answerBytes,
  });
  const timeLimits = createTimeLimits(timeoutMs);
  // cockatiel returns results as unknown; they are what sendOnce returns.
  const breaker = circuitBreaker(
    handleWhenResult((result) => isFailure(result as Response | Failure)),
    {
      breaker: new ConsecutiveBreaker(CREDEX.breakAfterFailures),
      halfOpenAfter: CREDEX.halfOpenAfterMs,
    },
  );

  async function sendOnce(request: CredexRequest<unknown>): Promise<Response | Failure> {
    // Not `AbortSignal.any`, which holds its sources weakly: a garbage collection takes a timeout before its time.
    const controller = new AbortController();
    const abort = () => controller.abort(new DOMException("The time is over", "TimeoutError"));
    const end = timeLimits.begin(abort);
    if (request.signal?.aborted) abort();
    request.signal?.addEventListener("abort", abort, { once: true });
    try {
      const response = await pool.request({
        method: "POST",
        path: `${path}/${request.endpoint}`,
        headers: headersOf(request, apiKey),
        body: JSON.stringify(request.body),
        signal: controller.signal,
      });
      return {
        kind: "response",
        status: response.statusCode,
        token: bearer(response.headers.authorization),
        text: await response.body.text(),
      };
    } catch (error) {
      return failureOf(error);
    } finally {
      end();
      request.signal?.removeEventListener("abort", abort);
    }
  }

  return {
    async post(request) {
      try {
        const result = await breaker.execute(() => sendOnce(request));
        return result.kind === "response" ? read(result, request.answer) : result;
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        return { kind: "unsent", code: "breaker_open", cause: "credex-core failed repeatedly" };
      }
    },
    close: () => pool.close(),
  };
}

/** Whether credex-core itself is failing; a refusal is a normal answer. */
function isFailure(result: Response | Failure): boolean {
  return result.kind !== "response" || result.status >= 500;
}

function headersOf({ token, idempotencyKey }: CredexRequest<unknown>, apiKey: string) {
  return {
    "content-type": "application/json",
    "x-client-api-key": apiKey,
    ...(token && { authorization: `Bearer ${token}` }),
    ...(idempotencyKey && { "idempotency-key": idempotencyKey }),
  };
}

function bearer(header: string | string[] | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(String(header))?.[1];
}

function failureOf(error: unknown): Failure {
  const code = codeOf(error);
  return BEFORE.has(code) || isConnecting(error)
    ? { kind: "unsent", code, cause: "No connection" }
    : { kind: "unclear", code, cause: "Sent, without an answer" };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

function isConnecting(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === "connect";
}

function read<Output>(
  { status, token, text }: Response,
  schema: z.ZodType<Output>,
): CredexResponse<Output> {
  const body = parseJson(text);
  if (status >= 400 && status < 500) return { kind: "refused", status, token, ...refusal(body) };
  if (status < 200 || status >= 300) {
    return { kind: "unclear", code: `http_${status}`, cause: "Neither success nor refusal" };
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return { kind: "ok", output: parsed.data, token: token ?? tokenIn(body) };
  return { kind: "unclear", code: "invalid_answer", cause: whereOf(parsed.error) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const Problem = z.object({
  error: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  details: z.object({ code: z.string().optional() }).optional().catch(undefined),
});

function refusal(body: unknown): { code: string; reason: string } {
  const { error, message, details } = Problem.catch({}).parse(body);
  return { code: details?.code ?? error ?? "", reason: message ?? error ?? "" };
}

const WithToken = z.object({
  data: z.object({ action: z.object({ details: z.object({ token: z.string() }) }) }),
});

/** A login has its token in the body. */
function tokenIn(body: unknown): string | undefined {
  return WithToken.safeParse(body).data?.data.action.details.token;
}

/** Which field does not match the schema and how, without the value. */
export function whereOf({ issues }: z.ZodError): string {
  return issues.map(({ path, code }) => `${path.join(".") || "body"}: ${code}`).join(", ");
}
