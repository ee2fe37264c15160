import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { readWebhook } from "./inbound.ts";
import { createIntake, type IntakeOptions } from "./intake.ts";
import { isSame, isSigned } from "./signature.ts";

export interface WebhookOptions extends IntakeOptions {
  appSecret: string;
  verifyToken: string;
  admit: Admit;
}

/** Lets a webhook of so many bytes in; what comes back is called once it is answered. `undefined`: not now. */
export type Admit = (bytes: number) => (() => void) | undefined;

/** Meta sends up to 3 MB. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const RETRY_AFTER_SECONDS = 1;

/** Where Meta delivers: `GET /webhook` is its handshake, `POST /webhook` what members do. */
export function createWebhook(webhookOptions: WebhookOptions): Hono {
  const { appSecret, verifyToken, admit, ...options } = webhookOptions;
  const { observe } = options;
  const intake = createIntake(options);

  return new Hono()
    .get("/webhook", (context) => {
      const query = context.req.query();
      const challenge = query["hub.challenge"];
      const verified =
        query["hub.mode"] === "subscribe" && isSame(query["hub.verify_token"] ?? "", verifyToken);
      return verified && challenge !== undefined
        ? context.text(challenge)
        : refuse(context, {
            status: 403,
            code: "bad_handshake",
            message: "Subscribe with hub.mode=subscribe, the verify token and a hub.challenge.",
          });
    })
    .post(
      "/webhook",
      admission({ admit, observe }),
      bodyLimit({
        maxSize: MAX_BODY_BYTES,
        onError: (context) => {
          observe({ kind: "ignored", what: "body too large" });
          return refuse(context, {
            status: 413,
            code: "too_large",
            message: `Send at most ${MAX_BODY_BYTES} bytes.`,
          });
        },
      }),
      async (context) => {
        const body = Buffer.from(await context.req.arrayBuffer());
        if (!isSigned({ body, header: context.req.header("x-hub-signature-256"), appSecret })) {
          observe({ kind: "ignored", what: "bad signature" });
          return refuse(context, {
            status: 401,
            code: "bad_signature",
            message:
              "Send X-Hub-Signature-256: sha256= and the hex HMAC-SHA256 of the raw body under the app secret.",
          });
        }
        const payload = parse(body);
        if (payload === undefined) {
          observe({ kind: "ignored", what: "bad JSON" });
          return refuse(context, {
            status: 400,
            code: "bad_json",
            message:
              "The signature is right, but the body is not JSON: send a webhook as Meta does.",
          });
        }
        if ((await intake(readWebhook(payload))) === "ok") return context.json({ ok: true });
        context.header("Retry-After", String(RETRY_AFTER_SECONDS));
        return refuse(context, {
          status: 503,
          code: "unfinished",
          message: "Send the same body again: what was taken from it is not taken twice.",
        });
      },
    );
}

/** Answers before the body is read what would not be ended. A body that does not tell its length counts as the longest. */
function admission({
  admit,
  observe,
}: Pick<WebhookOptions, "admit" | "observe">): MiddlewareHandler {
  return async (context, next) => {
    const length = Number(context.req.header("content-length") ?? Number.NaN);
    const leave = admit(length >= 0 ? Math.min(length, MAX_BODY_BYTES) : MAX_BODY_BYTES);
    if (!leave) {
      observe({ kind: "ignored", what: "busy" });
      context.header("Retry-After", String(RETRY_AFTER_SECONDS));
      const message = "Send the same body again in a while: nothing of it was taken.";
      return refuse(context, { status: 503, code: "busy", message });
    }
    try {
      return await next();
    } finally {
      leave();
    }
  };
}

/** `undefined` is no JSON: JSON has no such value. */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function refuse(
  context: Context,
  { status, code, message }: { status: 400 | 401 | 403 | 413 | 503; code: string; message: string },
): Response {
  return context.json({ error: { code, message } }, status);
}
