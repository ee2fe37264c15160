import type { Outgoing } from "./payload.ts";

/** A message that a member has received. */
export interface Received extends Omit<Outgoing, "delivered"> {
  id: string;
  /** Milliseconds. */
  at: number;
  businessNumberId: string;
}

export interface PairRate {
  burst: number;
  everyMs: number;
}

const WINDOW_MS = 24 * 60 * 60 * 1_000;

/** The members' phones: their messages, and whether they can receive more now. */
export function createInbox({ clock, pairRate }: { clock: () => number; pairRate: PairRate }) {
  const received = new Map<string, Received[]>();
  const lastInboundAt = new Map<string, number>();
  const buckets = new Map<string, { left: number; at: number }>();
  const listeners = new Set<(message: Received) => void>();

  return {
    /** The member wrote: opens the window. */
    hear(member: string): void {
      lastInboundAt.set(member, clock());
    },

    /** The error code with which a message to the member is rejected, if any; otherwise it counts as sent. */
    admit(member: string): 131047 | 131056 | undefined {
      const inboundAt = lastInboundAt.get(member);
      if (inboundAt === undefined || clock() - inboundAt > WINDOW_MS) return 131047;
      return draw(member) ? undefined : 131056;
    },

    add(message: Received): void {
      const messages = received.get(message.member);
      if (messages) messages.push(message);
      else received.set(message.member, [message]);
      for (const listener of listeners) listener(message);
    },

    /** In order of arrival. */
    received: (member: string): readonly Received[] => received.get(member) ?? [],

    /** Returns a function that unsubscribes. */
    subscribe(listener: (message: Received) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function draw(member: string): boolean {
    const now = clock();
    const bucket = buckets.get(member) ?? { left: pairRate.burst, at: now };
    const left = Math.min(pairRate.burst, bucket.left + (now - bucket.at) / pairRate.everyMs);
    buckets.set(member, { left: left >= 1 ? left - 1 : left, at: now });
    return left >= 1;
  }
}
