import { type Context, Hono } from "hono";
import type { Traces } from "../conversation/ports/traces.ts";
import { isSame, isSigned } from "../http/signature.ts";
import { signedWebhook, type WebhookLimits } from "../http/signed-webhook.ts";
import { HTTP } from "../policy.ts";
import { createIntake, type IntakeOptions } from "./intake.ts";
import { readWebhook } from "./webhook-items.ts";

export interface WebhookOptions extends IntakeOptions, WebhookLimits {
  /** Meta signs with one of these. */
  appSecrets: readonly string[];
  /** Meta's handshake sends one of these. */
  verifyTokens: readonly string[];
  traces?: Traces | undefined;
}

/** Where Meta delivers: `GET /webhook` is its handshake, `POST /webhook` delivers events. */
export function createWebhook(webhookOptions: WebhookOptions): Hono {
  const { appSecrets, verifyTokens, gate, pendingBodies, shed, traces, ...options } =
    webhookOptions;
  const { observe } = options;
  const intake = createIntake(options);

  return new Hono()
    .get("/webhook", (context) => {
      const query = context.req.query();
      const challenge = query["hub.challenge"];
      const given = query["hub.verify_token"] ?? "";
      const verified =
        query["hub.mode"] === "subscribe" && verifyTokens.some((token) => isSame(given, token));
      return verified && challenge !== undefined ? context.text(challenge) : refuse(context);
    })
    .post(
      "/webhook",
      signedWebhook({
        ...{ name: "whatsapp", gate, pendingBodies, shed, traces, observe },
        maxBodyBytes: HTTP.whatsappBodyBytes,
        signatureHeader: "x-hub-signature-256",
        isSigned: (body, header) => isSigned({ body, header, secrets: appSecrets }),
        signatureHint:
          "Send X-Hub-Signature-256: sha256= and the hex HMAC-SHA256 of the raw body under the app secret.",
        take: (payload) => intake(readWebhook(payload)),
      }),
    );
}

function refuse(context: Context): Response {
  const message = "Subscribe with hub.mode=subscribe, the verify token and a hub.challenge.";
  return context.json({ error: { code: "bad_handshake", message } }, 403);
}
