import type { Conversation, Step } from "./protocol.ts";
import type { StoredStep } from "./step-view.ts";

/** The last steps of the most recently active conversations. */
export interface History {
  /** The newest step of a conversation. */
  last(conversationId: string): Step | undefined;
  add(kept: StoredStep): void;
  /** Marks a reply as given up. Returns its step, if that is still kept. */
  giveUp(conversationId: string, token: string, code: string): StoredStep | undefined;
  /** Oldest first. */
  of(conversationId: string): readonly StoredStep[];
  find(conversationId: string, number: number): StoredStep | undefined;
  /** The members of conversations, where known; the most recently active comes last. */
  conversations(): Conversation[];
  /** All steps, oldest first within a conversation. */
  all(): StoredStep[];
}

const MAX_STEPS = 500;
const MAX_CONVERSATIONS = 200;

export function createHistory({
  maxSteps = MAX_STEPS,
  maxConversations = MAX_CONVERSATIONS,
} = {}): History {
  const conversations = new Map<string, StoredStep[]>();
  const of = (conversationId: string): StoredStep[] => conversations.get(conversationId) ?? [];
  return {
    of,
    last: (conversationId) => of(conversationId).at(-1)?.step,
    find: (conversationId, number) => of(conversationId).find(({ step }) => step.number === number),
    conversations: () =>
      [...conversations].map(([id, steps]) => {
        const number = numberIn(steps);
        return { id, ...(number !== undefined && { number }) };
      }),
    all: () => [...conversations.values()].flat(),
    add(kept) {
      const { conversationId } = kept.step;
      const steps = of(conversationId);
      steps.push(kept);
      if (steps.length > maxSteps) steps.shift();
      // A map keeps its keys in the order of insertion.
      conversations.delete(conversationId);
      conversations.set(conversationId, steps);
      const [oldest] = conversations.keys();
      if (conversations.size > maxConversations && oldest !== undefined)
        conversations.delete(oldest);
    },
    giveUp(conversationId, token, code) {
      const kept = of(conversationId).find(({ step }) =>
        step.replies.some((reply) => reply.token === token),
      );
      if (kept) kept.step = withGivenUp(kept.step, token, code);
      return kept;
    },
  };
}

function withGivenUp(step: Step, token: string, code: string): Step {
  const replies = step.replies.map((reply) =>
    reply.token === token ? { ...reply, givenUpFor: code } : reply,
  );
  return { ...step, replies };
}

function numberIn(steps: readonly StoredStep[]): string | undefined {
  return steps.findLast(({ inner }) => inner.record)?.inner.record?.address.phone;
}
