import { z } from "zod";
import { toConversationId } from "../conversation/model/conversation-id.ts";
import type { Effect } from "../conversation/model/effect.ts";
import type { SessionRecord } from "../conversation/model/record.ts";
import type { History } from "./history.ts";
import type { PlaygroundOptions } from "./playground-module.ts";
import type { Member } from "./protocol.ts";
import type { StoredStep } from "./step-view.ts";

export type Forked =
  | { kind: "forked"; member: Member; conversationId: string }
  /** `reason` is a sentence for the person who asked. */
  | { kind: "refused"; status: 404 | 409 | 502; reason: string };

interface ForkOptions extends PlaygroundOptions {
  history: History;
  worldUrl: string;
  /** Copies the steps up to the fork into the new conversation. */
  adopt: (steps: StoredStep[]) => void;
}

const Request = z.object({
  conversationId: z.string().min(1),
  number: z.number().int().positive(),
});
const NewMember = z.object({ number: z.string(), name: z.string(), locale: z.string() });

export type ForkRequest = z.infer<typeof Request>;

export function readForkRequest(body: unknown): ForkRequest | undefined {
  return Request.safeParse(body).data;
}

/** A new member with the same accounts, in the state in which a conversation was after a step. */
export async function fork(options: ForkOptions, request: ForkRequest): Promise<Forked> {
  const { conversationId, number } = request;
  const steps = options.history.of(conversationId).filter(({ step }) => step.number <= number);
  const from = steps.at(-1);
  if (from?.step.number !== number) return refused(404, "That step has expired.");
  const { record } = from.inner;
  if (!record)
    return refused(409, "No session was open at that step, so there is nothing to continue.");
  if (isMoneyUnderWay(steps, options.isMoney))
    return refused(409, "A money call is in progress at that step, and a fork would repeat it.");

  const member = await askForMember(options, record, steps);
  if (!member) return refused(502, "The development world did not return a new member.");
  const resumedAt = options.clock();
  const adopted = await put(options, { resumedAt, from: from.step.at, record, steps, member });
  if (adopted === undefined) return refused(409, "That member has a conversation already.");
  const copies = steps.map((kept) => moved(kept, adopted, member));
  const last = copies.pop();
  options.adopt(last ? [...copies, { ...last, inner: { ...last.inner, resumedAt } }] : copies);
  return { kind: "forked", member, conversationId: adopted };
}

function refused(status: 404 | 409 | 502, reason: string): Forked {
  return { kind: "refused", status, reason };
}

/** It is awaited, or got no answer and is being reconciled. */
function isMoneyUnderWay(
  steps: readonly StoredStep[],
  isMoney: (operation: string) => boolean,
): boolean {
  const open = new Set<string>();
  for (const { step, inner } of steps) {
    for (const { token, operation } of step.calls) if (isMoney(operation)) open.add(token);
    if (inner.ended && inner.ended.outcome.kind !== "unknown") open.delete(inner.ended.token);
  }
  return open.size > 0;
}

async function askForMember(
  { worldUrl, clock }: ForkOptions,
  record: SessionRecord,
  steps: readonly StoredStep[],
): Promise<Member | undefined> {
  // Replies to the last step were received after it: the world identifies them by their tokens.
  const tokens = steps.flatMap(({ step }) => step.replies.map(({ token }) => token));
  const until = steps.at(-1)?.step.at;
  // A call that was in progress has the same idempotency key in the fork, and so the same answer.
  const joinedBy = record.calls.length > 0 ? clock() : until;
  const body = { number: record.address.phone, until, joinedBy, tokens };
  const response = await fetch(`${worldUrl}/world/forks`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined);
  if (!response?.ok) return undefined;
  return NewMember.safeParse(await response.json().catch(() => undefined)).data;
}

/**
 * Commits the record for another conversation. Session, version and question stay the same, so that old
 * buttons and tokens keep their meaning; pending calls and timers start again.
 */
async function put(
  { store, contacts, tokens, onCommitted }: ForkOptions,
  given: {
    /** Milliseconds since 1970: of the step, and of its fork. */
    from: number;
    resumedAt: number;
    record: SessionRecord;
    steps: readonly StoredStep[];
    member: Member;
  },
): Promise<string | undefined> {
  const { member, from, resumedAt: now } = given;
  const contact = await contacts.resolve({ phone: member.number });
  const { businessNumberId } = given.record.address;
  const conversationId = toConversationId({ contactId: contact.id, businessNumberId });
  const record = {
    ...given.record,
    address: { businessNumberId, phone: member.number },
    timers: given.record.timers.map((timer) => ({ ...timer, dueAt: timer.dueAt - from + now })),
    jwt_token: tokens.issue({ conversationId, sessionId: given.record.session_id, now }),
    _last_updated: new Date(now).toISOString(),
  };
  const loaded = await store.load(conversationId);
  if (loaded.kind !== "none") return undefined;
  const { metadata } = given.steps.at(-1)?.step ?? {};
  const effects = effectsOf(record, now, given.steps);
  const line = {
    kind: "turn",
    event: "message",
    id: "fork",
    what: "fork",
    outcome: "taken",
  } as const;
  const committed = await store.commit({
    conversationId,
    loaded,
    record,
    metadata,
    effects,
    line: { ...line, effects: [] },
  });
  if (committed !== "committed") return undefined;
  onCommitted(conversationId, effects);
  return conversationId;
}

function effectsOf(record: SessionRecord, now: number, steps: readonly StoredStep[]): Effect[] {
  const { address, locale } = record;
  const asked = steps.flatMap(({ inner }) => inner.calls);
  const calls = record.calls.map(({ token, operation }): Effect => {
    const input = asked.find((call) => call.token === token)?.input ?? {};
    return { kind: "call", token, operation, input, atMostOnce: false, address, locale };
  });
  const timers = record.timers.map(({ token, dueAt }): Effect => {
    return { kind: "timer", token, delayMs: Math.max(0, dueAt - now) };
  });
  return [...calls, ...timers];
}

function moved(
  { step, inner }: StoredStep,
  conversationId: string,
  { number: phone }: Member,
): StoredStep {
  const { record } = inner;
  const address = record && { ...record.address, phone };
  return {
    step: { ...step, conversationId },
    inner: { ...inner, record: record && address && { ...record, address } },
  };
}
