import type { Context, Handler } from "hono";
import type { Observe } from "../conversation/ports/telemetry.ts";
import { NO_TRACES, type Traces } from "../conversation/ports/traces.ts";
import { HTTP } from "../policy.ts";
import { readBody } from "./body.ts";
import type { ReportShedRequests } from "./load-shedding.ts";
import type { Cut, PendingBodies } from "./pending-bodies.ts";

/** Decides whether verified webhooks are accepted. */
export interface Gate {
  /** Why a webhook of so many bytes would be rejected now, from a closed list; `undefined` if it would not. */
  refusal(bytes?: number): string | undefined;
  /** Reserves room for a webhook; the result releases it. `undefined`: rejected. */
  admit(bytes: number): (() => void) | undefined;
}

/** What protects a webhook from too many requests. */
export interface WebhookLimits {
  gate: Gate;
  pendingBodies: PendingBodies;
  shed: ReportShedRequests;
}

export interface SignedWebhookOptions extends WebhookLimits {
  /** Tells it from other webhooks in logs and metrics. */
  name: string;
  maxBodyBytes: number;
  signatureHeader: string;
  /** Whether the header is valid for a body, byte by byte. */
  isSigned(body: Uint8Array, header: string | undefined): boolean;
  /** How the signature is computed, for a sender whose signature is invalid. */
  signatureHint: string;
  observe: Observe;
  traces?: Traces | undefined;
  /** Processes the JSON of a verified body. `"failed"`: it must be sent again. */
  take(payload: unknown): Promise<"ok" | "failed">;
}

/**
 * Receives signed JSON. A request passes two limits: until its signature is verified it is a pending body, which
 * costs only the bytes that have arrived; then it is a webhook in progress, whose room no unverified request can take.
 */
export function signedWebhook(options: SignedWebhookOptions): Handler {
  const { name, gate, pendingBodies, maxBodyBytes, signatureHeader, shed, observe } = options;
  const { traces = NO_TRACES } = options;
  const span = {
    name: "webhook",
    attributes: { webhook: name },
    outcome: (taken: "ok" | "failed") => taken,
  } as const;
  // The sender is not ours: a trace begins here.
  const take = (payload: unknown) => traces.run(span, undefined, () => options.take(payload));

  const note = (what: string, reason: string) => {
    observe({ kind: "ignored", what });
    shed({ webhook: name, reason });
  };

  return async (context) => {
    const announced = Number(context.req.header("content-length") ?? 0) || 0;
    if (announced > maxBodyBytes) return tooLarge(context);
    // If a verified webhook would be rejected, that is known before a byte is read.
    const reason = gate.refusal(announced);
    if (reason !== undefined) return busy(context, reason);
    const body = await readBody(context, { maxBytes: maxBodyBytes, pendingBodies });
    switch (body.kind) {
      case "complete":
        return verify(context, body.bytes);
      case "too large":
        return tooLarge(context);
      case "cut":
        return cut(context, body.cut);
      case "aborted":
        return refuse(context, { status: 400, code: "aborted", message: "The body ended early." });
    }
  };

  async function verify(context: Context, body: Buffer): Promise<Response> {
    if (!options.isSigned(body, context.req.header(signatureHeader))) {
      note("bad signature", "bad signature");
      const message = options.signatureHint;
      return refuse(context, { status: 401, code: "bad_signature", message });
    }
    const leave = gate.admit(body.length);
    if (!leave) return busy(context, gate.refusal(body.length) ?? "Too many webhooks in progress");
    try {
      return await run(context, parse(body));
    } finally {
      leave();
    }
  }

  async function run(context: Context, payload: unknown): Promise<Response> {
    if (payload === undefined) {
      observe({ kind: "ignored", what: "bad JSON" });
      const message = "The signature is right, but the body is not JSON: send a webhook.";
      return refuse(context, { status: 400, code: "bad_json", message });
    }
    if ((await take(payload)) === "ok") return context.json({ ok: true });
    const message = "Send the same body again: items already processed are not processed twice.";
    return refuse(context, { status: 503, code: "unfinished", message });
  }

  function tooLarge(context: Context): Response {
    note("body too large", "The body is too large");
    const message = `Send at most ${maxBodyBytes} bytes.`;
    return refuse(context, { status: 413, code: "too_large", message });
  }

  function busy(context: Context, reason: string): Response {
    note("busy", reason);
    const message = "Send the same body again in a while: nothing in it was processed.";
    return refuse(context, { status: 503, code: "busy", message });
  }

  function cut(context: Context, reason: Cut): Response {
    if (reason === "closing") return busy(context, "The server is shutting down");
    note(
      "slow body",
      reason === "late" ? "The body was late" : "The body was dropped for other requests",
    );
    context.header("Connection", "close");
    const message = "Send the same body again, and faster: nothing in it was processed.";
    return refuse(context, { status: 408, code: "too_slow", message });
  }
}

interface Refusal {
  status: 400 | 401 | 408 | 413 | 503;
  code: string;
  message: string;
}

function refuse(context: Context, { status, code, message }: Refusal): Response {
  if (status === 503) context.header("Retry-After", String(HTTP.retryAfterSeconds));
  return context.json({ error: { code, message } }, status);
}

/** `undefined` is not JSON: JSON has no such value. */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
