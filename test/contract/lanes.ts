import { expect } from "vitest";
import type { Effect } from "../../src/conversation/model/effect.ts";
import {
  type AttemptOutcome,
  type Lane,
  type Lease,
  WORK_KINDS,
} from "../../src/conversation/ports/outbox.ts";
import { type Opened, turn } from "./store.ts";

/** Shorthands for what the suites do with the lanes of the conversation c1. */

export const LONG = 600_000;

export const replies = (fence: string): Lease => ({ conversationId: "c1", lane: "replies", fence });
export const calls = (fence: string): Lease => ({ conversationId: "c1", lane: "calls", fence });
export const lane = (name: Lane) => ({ kind: "lane", conversationId: "c1", lane: name });

export async function leave(
  { store }: Opened,
  effects: Effect[],
  conversationId = "c1",
): Promise<void> {
  expect(await store.commit(turn({ conversationId, effects }))).toBe("committed");
}

export function claim({ outbox }: Opened, lease: Lease) {
  return outbox.claim({ ...lease, leaseMs: LONG });
}

export function settle(
  { outbox }: Opened,
  lease: Lease,
  token = "",
  outcome: AttemptOutcome = { kind: "done" },
) {
  return outbox.settle({ lease, token, outcome });
}

/** What is due of every kind. */
export async function due({ outbox }: Opened, { limit = 100, leaseMs = LONG } = {}) {
  const found = WORK_KINDS.map((kind) => outbox.due({ kind, limit, leaseMs }));
  return (await Promise.all(found)).flatMap((of) => of.due);
}
