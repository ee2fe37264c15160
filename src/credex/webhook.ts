import { Hono } from "hono";
import type { Observe } from "../conversation/ports/telemetry.ts";
import type { Traces } from "../conversation/ports/traces.ts";
import { signedWebhook, type WebhookLimits } from "../http/signed-webhook.ts";
import { HTTP } from "../policy.ts";
import { readNotifications } from "./notification.ts";
import type { NotificationIntake } from "./notification-intake.ts";

export interface WebhookOptions extends WebhookLimits {
  /** Whether `x-credex-signature` is valid for a body, byte by byte. */
  isSigned: (body: Uint8Array, header: string | undefined) => boolean;
  intake: NotificationIntake;
  observe: Observe;
  traces?: Traces | undefined;
}

/** Where credex-core reports what others did with a member's offers. */
export function createWebhook({ intake, ...options }: WebhookOptions): Hono {
  return new Hono().post(
    "/webhooks/credex",
    signedWebhook({
      ...options,
      name: "credex",
      maxBodyBytes: HTTP.credexBodyBytes,
      signatureHeader: "x-credex-signature",
      signatureHint:
        "Send x-credex-signature: sha256= and the hex HMAC-SHA256 of the raw body under the webhook secret.",
      take: (payload) => intake(readNotifications(payload)),
    }),
  );
}
