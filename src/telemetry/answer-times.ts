import type { Clock } from "../conversation/ports/clock.ts";
import { METRICS } from "../policy.ts";

/** Measures how long members wait for an answer, as far as this process sees both the message and the answer. */
export interface AnswerTimes {
  /** A member has written. Of several messages without an answer, the oldest counts. */
  asked(conversationId: string): void;
  /**
   * A reply was accepted. Returns for how many milliseconds the member has waited; `undefined` if they did not wait.
   */
  accepted(conversationId: string): number | undefined;
}

export function createAnswerTimes({ clock }: { clock: Clock }): AnswerTimes {
  /** In the order of the messages. */
  const since = new Map<string, number>();
  return {
    asked(conversationId) {
      const now = clock();
      for (const [oldest, at] of since) {
        const isForgotten = since.size >= METRICS.answers || now - at > METRICS.answerMs;
        if (!isForgotten) break;
        since.delete(oldest);
      }
      if (!since.has(conversationId)) since.set(conversationId, now);
    },
    accepted(conversationId) {
      const at = since.get(conversationId);
      if (at === undefined) return undefined;
      since.delete(conversationId);
      return Math.max(0, clock() - at);
    },
  };
}
