import type { Engine, TurnOutcome } from "../conversation/engine.ts";
import type { NotificationEvent } from "../conversation/model/event.ts";

export type NotificationDelivery = "delivered" | "duplicate" | "too old" | "parked" | "failed";

/** Takes a notification through its conversation, and says whether the member reads it or it has to come again. */
export function createDeliverNotification({
  engine,
}: {
  engine: Engine;
}): (notification: {
  conversationId: string;
  event: NotificationEvent;
}) => Promise<NotificationDelivery> {
  return async (notification) => deliveryOf((await engine.run(notification)).outcome);
}

function deliveryOf(outcome: TurnOutcome["outcome"]): NotificationDelivery {
  switch (outcome) {
    case "committed":
      return "delivered";
    case "duplicate":
    case "too old":
    case "parked":
      return outcome;
    case "conflict":
    case "stale":
    case "lost":
      return "failed";
  }
}
