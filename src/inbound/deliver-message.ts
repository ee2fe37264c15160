import type { Engine, TurnOutcome } from "../conversation/engine.ts";
import type { MessageEvent } from "../conversation/model/event.ts";
import type { Channel } from "../conversation/ports/channel.ts";
import type { EnteredConversation } from "../conversation/ports/entrance.ts";

export interface InboundMessage {
  conversationId: string;
  event: MessageEvent;
  /** The channel's id, by which the message is marked as read. */
  messageId: string;
  /** What was found of the conversation when the message entered. */
  entered?: EnteredConversation | undefined;
}

/** `"not run"`: it changed nothing, so it does not count against the member. `"failed"`: it has to come again. */
export type MessageDelivery = "ok" | "not run" | "failed";

/**
 * Takes a member's message through its conversation, and says what the webhook answers. A message that was
 * committed is marked as read; while its conversation waits for a call, the member sees that an answer is
 * being written. One that was parked stays unread.
 */
export function createDeliverMessage({
  engine,
  channel,
}: {
  engine: Engine;
  channel: Pick<Channel, "read">;
}): (message: InboundMessage) => Promise<MessageDelivery> {
  return async ({ conversationId, event, messageId, entered }) => {
    const { outcome, isWaiting } = await engine.run({ conversationId, event, entered });
    if (outcome === "committed")
      void channel.read({ address: event.address, messageId, typing: isWaiting });
    return deliveryOf(outcome);
  };
}

function deliveryOf(outcome: TurnOutcome["outcome"]): MessageDelivery {
  switch (outcome) {
    case "conflict":
      return "failed";
    case "duplicate":
    case "too old":
      return "not run";
    case "committed":
    case "stale":
    case "parked":
    case "lost":
      return "ok";
  }
}
