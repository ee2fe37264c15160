import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Observe } from "../engine/fact.ts";
import { readNotices } from "./notice.ts";
import type { NoticeIntake } from "./notice-intake.ts";

export interface WebhookOptions {
  /** Whether `x-credex-signature` is right for a body, byte by byte. */
  isSigned: (body: Uint8Array, header: string | undefined) => boolean;
  /** Lets a webhook of so many bytes in; what comes back is called once it is answered. `undefined`: not now. */
  admit: (bytes: number) => (() => void) | undefined;
  intake: NoticeIntake;
  observe: Observe;
}

/** Some thousand events. */
const MAX_BODY_BYTES = 1024 * 1024;
const RETRY_AFTER_SECONDS = 1;

/** Where credex-core tells what others have done to a member's offers. */
export function createWebhook({ isSigned, admit, intake, observe }: WebhookOptions): Hono {
  return new Hono().post(
    "/webhooks/credex",
    async (context, next) => {
      const leave = admit(MAX_BODY_BYTES);
      if (!leave) {
        observe({ kind: "ignored", what: "busy" });
        return comeAgain(context, "Send the same body again in a while: nothing of it was taken.");
      }
      try {
        return await next();
      } finally {
        leave();
      }
    },
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (context) => refuse(context, 413, `Send at most ${MAX_BODY_BYTES} bytes.`),
    }),
    async (context) => {
      const body = Buffer.from(await context.req.arrayBuffer());
      if (!isSigned(body, context.req.header("x-credex-signature"))) {
        observe({ kind: "ignored", what: "bad signature" });
        return refuse(
          context,
          401,
          "Send x-credex-signature: sha256= and the hex HMAC-SHA256 of the raw body under the webhook secret.",
        );
      }
      const payload = parse(body);
      if (payload === undefined) {
        observe({ kind: "ignored", what: "bad JSON" });
        return refuse(context, 400, "The signature is right, but the body is not JSON.");
      }
      if ((await intake(readNotices(payload))) === "ok") return context.json({ ok: true });
      return comeAgain(
        context,
        "Send the same body again: what was taken from it is not taken twice.",
      );
    },
  );
}

const CODES = { 400: "bad_json", 401: "bad_signature", 413: "too_large", 503: "unfinished" };

function refuse(context: Context, status: keyof typeof CODES, message: string): Response {
  return context.json({ error: { code: CODES[status], message } }, status);
}

function comeAgain(context: Context, message: string): Response {
  context.header("Retry-After", String(RETRY_AFTER_SECONDS));
  return refuse(context, 503, message);
}

/** `undefined` is no JSON: JSON has no such value. */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
