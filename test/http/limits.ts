import { createPendingBodies, type PendingBodiesOptions } from "../../src/http/pending-bodies.ts";
import type { Gate, WebhookLimits } from "../../src/http/signed-webhook.ts";

/** Limits that let everything in, but for what a test says. */
export function limits({
  gate,
  pending,
  shed = () => {},
}: {
  gate?: Partial<Gate> | undefined;
  pending?: PendingBodiesOptions;
  shed?: WebhookLimits["shed"];
} = {}): WebhookLimits {
  return {
    gate: { refusal: () => undefined, admit: () => () => {}, ...gate },
    pendingBodies: createPendingBodies(pending),
    shed,
  };
}
