import { Pool } from "undici";
import { z } from "zod";
import type { ReplyEffect } from "../conversation/model/effect.ts";
import type { Channel, SendOutcome } from "../conversation/ports/channel.ts";
import type { Observe } from "../conversation/ports/telemetry.ts";
import { WHATSAPP } from "../policy.ts";
import { createTimeLimits } from "../time-limits.ts";
import { fallbacksOf } from "./fallback.ts";
import { toPayload } from "./outbound.ts";
import { classify, codeOf, limitOf, type Refusal, toSent } from "./send-errors.ts";
import { type Silence, sendRequest } from "./send-request.ts";
import { WhatsAppError } from "./whatsapp-error.ts";

export interface ClientOptions {
  /** For example `https://graph.facebook.com`. */
  apiUrl: string;
  /** For example `v26.0`. */
  apiVersion: string;
  accessToken: string;
  /** The time limit of a request, including the wait for a connection. 10 seconds if not given. */
  timeoutMs?: number | undefined;
  observe?: Observe | undefined;
}

export interface Client extends Channel {
  /** Waits for requests in progress. */
  close(): Promise<void>;
}

const Accepted = z.object({ messages: z.array(z.object({ id: z.string() })).min(1) });
/** Most answers have no error: a schema that refused them would make one of its own for each. */
const MaybeFailed = z.object({ error: z.object({ code: z.number() }).optional().catch(undefined) });

/**
 * The Cloud API. It has no idempotency key, so a send that got no answer is repeated, unless a delivery
 * report shows that it arrived: a reply arrives at least once.
 */
export function createClient(options: ClientOptions): Client {
  const { apiVersion, accessToken, timeoutMs = WHATSAPP.requestMs, observe = () => {} } = options;
  const { origin, pathname } = new URL(options.apiUrl);
  const base = `${pathname.replace(/\/$/, "")}/${apiVersion}`;
  const pool = new Pool(origin, {
    connections: WHATSAPP.connections,
    pipelining: 1,
    // Shorter than the whole, so that the requests behind a failed connection get another.
    connect: { timeout: timeoutMs / 2 },
    maxResponseSize: WHATSAPP.answerBytes,
  });
  const timeLimits = createTimeLimits(timeoutMs);
  let reads = 0;

  return {
    async send({ conversationId, reply }) {
      const payload = build(reply, conversationId);
      if (payload instanceof WhatsAppError) {
        observe({ kind: "failure", where: "reply", code: payload.code, cause: payload.message });
        return { kind: payload.code === "limit" ? "unfit" : "refused", code: payload.code };
      }
      const answer = await post(reply.address.businessNumberId, payload);
      return typeof answer === "string"
        ? {
            kind: answer === "unsent" ? "retry" : "unclear",
            code: answer,
            ...limitOf("no_answer"),
          }
        : judge(answer);
    },

    fallbacks: fallbacksOf,

    async read({ address, messageId, typing }) {
      if (reads >= WHATSAPP.readMarks) return;
      reads += 1;
      const answer = await post(address.businessNumberId, {
        messaging_product: "whatsapp",
        status: "read",
        message_id: messageId,
        ...(typing ? { typing_indicator: { type: "text" } } : {}),
      });
      reads -= 1;
      const refusal = typeof answer === "string" ? undefined : refusalOf(answer);
      const code = typeof answer === "string" ? answer : refusal && codeOf(refusal);
      if (code !== undefined) {
        observe({ kind: "failure", where: "read", code, cause: "The read mark was rejected" });
      }
    },

    close: () => pool.close(),
  };

  async function post(businessNumberId: string, payload: object): Promise<Answer | Silence> {
    const request = {
      method: "POST",
      path: `${base}/${encodeURIComponent(businessNumberId)}/messages`,
      headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
      body: JSON.stringify(payload),
    } as const;
    const answer = await sendRequest(pool, { request, timeLimits });
    if (typeof answer === "string") return answer;
    const { httpStatus, headers, text } = answer;
    return { httpStatus, retryAfterMs: readRetryAfter(headers["retry-after"]), body: parse(text) };
  }

  function judge(answer: Answer): SendOutcome {
    const refusal = refusalOf(answer);
    if (!refusal) {
      const messageId = Accepted.safeParse(answer.body).data?.messages[0]?.id;
      return messageId === undefined
        ? { kind: "unclear", code: "bad_answer", ...limitOf("no_answer") }
        : { kind: "accepted", messageId };
    }
    const sent = toSent(refusal);
    if (classify(refusal) === "stopped") {
      observe({
        kind: "failure",
        where: "send",
        code: codeOf(refusal),
        cause: "Meta accepts no messages from this number until somebody acts",
      });
    }
    return sent;
  }
}

interface Answer {
  httpStatus: number;
  retryAfterMs: number | undefined;
  body: unknown;
}

function build(
  reply: ReplyEffect,
  conversationId: string,
): ReturnType<typeof toPayload> | WhatsAppError {
  try {
    return toPayload(reply, conversationId);
  } catch (error) {
    if (error instanceof WhatsAppError) return error;
    throw error;
  }
}

function refusalOf({ httpStatus, retryAfterMs, body }: Answer): Refusal | undefined {
  const code = MaybeFailed.safeParse(body).data?.error?.code;
  const taken = code === undefined && httpStatus >= 200 && httpStatus <= 299;
  return taken ? undefined : { httpStatus, code, retryAfterMs };
}

/** Only the form in seconds: a date would need a clock. */
function readRetryAfter(header: string | string[] | undefined): number | undefined {
  return typeof header === "string" && /^\d+$/.test(header) ? Number(header) * 1_000 : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
