import type { CommittedTurn } from "../conversation/engine.ts";
import type { MachineContract } from "../conversation/machine/machine-contract.ts";
import type { Effect } from "../conversation/model/effect.ts";
import type { NotificationPayload, Outcome } from "../conversation/model/event.ts";
import type { ConversationRecord, Json, SessionRecord } from "../conversation/model/record.ts";
import { isOpen, keptContextOf } from "../conversation/model/record-fields.ts";
import { isWrittenBefore } from "../conversation/turn/choices.ts";
import type { TurnOptions } from "../conversation/turn/turn.ts";
import { type ActiveMachine, activeMachinesOf, possibleOf, timerOf } from "./active-states.ts";
import { stateIdOf } from "./chart/names.ts";
import type { Step } from "./protocol.ts";
import { edgesOf } from "./replay-turn.ts";
import { stepEventOf } from "./step-event.ts";

/** A step, and what only the server knows about it. */
export interface StoredStep {
  step: Step;
  inner: Inner;
}

/** The input of forks and test scripts. It contains no token of a session or of credex-core. */
export interface Inner {
  /** The open session after the step. */
  record?: SessionRecord | undefined;
  /** Whether there was a record before it, and whether its session was open. */
  before: "nothing" | "over" | "open";
  /** The calls to credex-core that it committed. */
  calls: { token: string; input: Json }[];
  /** The call whose result it handled, and the outcome. */
  ended?: { token: string; outcome: Outcome } | undefined;
  /** The id of the tapped button. */
  tapped?: string | undefined;
  /** When a fork continued from here, in milliseconds since 1970. */
  resumedAt?: number | undefined;
  /** What credex-core reported. */
  news?: NotificationPayload | undefined;
  /** A message that was written before the open question was asked. */
  isLate?: boolean | undefined;
  /** The prefix of the ids that it offers: its session and question. */
  offered?: string | undefined;
}

export interface Surroundings {
  options: TurnOptions;
  /** How long a record is kept after a commit. */
  ttlMs: number;
  /** The previous step of this conversation. */
  last: Step | undefined;
}

/** A committed turn as a viewer sees it. */
export function storeStep(
  taken: CommittedTurn,
  { options, ttlMs, last }: Surroundings,
): StoredStep {
  const { conversationId, at, attempts, before, event, turn, outcome } = taken;
  const { contract } = options.release;
  const session = sessionOf(turn.kind === "taken" ? turn.record : before);
  const activeMachines = session ? activeMachinesOf(options.release.machine, session) : [];
  const effects = "effects" in turn ? turn.effects : [];
  const updated = session?._last_updated ?? "";
  const step: Step = {
    conversationId,
    number: (last?.number ?? 0) + 1,
    at,
    event: stepEventOf(event, before),
    outcome,
    attempts,
    active: activeMachines.flatMap(({ nodes }) => nodes.map(stateIdOf)),
    taken: edgesOf(taken, options),
    possible: session ? possibleOf(activeMachines, session.question) : [],
    replies: effects.flatMap((effect) =>
      effect.kind === "reply"
        ? [{ token: effect.token, keys: effect.keys, text: effect.message.text }]
        : [],
    ),
    calls: callsIn(effects).map(({ token, operation, atMostOnce }) => {
      return { token, operation, isMoney: atMostOnce };
    }),
    version: session?._version ?? 0,
    lastUpdated: updated,
    expiresAt: updated ? Date.parse(updated) + ttlMs : at,
    metadata: metadataOf(taken, last),
    pending: pendingOf(session, activeMachines),
    contexts: contextsOf(session, activeMachines, contract),
    record: fieldsOf(session),
  };
  return { step, inner: innerOf(taken, effects, contract) };
}

function innerOf(
  { before, event, turn }: CommittedTurn,
  effects: Effect[],
  contract: MachineContract,
): Inner {
  const record = turn.kind === "taken" ? withoutTokens(turn.record, contract) : undefined;
  const offer = effects.findLast((effect) => effect.kind === "reply" && effect.message.choices);
  const id = offer?.kind === "reply" ? offer.message.choices?.items[0]?.id : undefined;
  return {
    record,
    before: before === undefined ? "nothing" : before.session_id === undefined ? "over" : "open",
    calls: callsIn(effects).map(({ token, input }) => ({ token, input })),
    ended:
      event.kind === "result" ? { token: event.call.token, outcome: event.outcome } : undefined,
    tapped:
      event.kind === "message" && event.content.kind === "choice" ? event.content.id : undefined,
    news: event.kind === "notice" ? event.news : undefined,
    isLate:
      event.kind === "message" &&
      before?.question !== undefined &&
      isWrittenBefore(before.question, event.at),
    offered: id?.split("~").slice(0, 2).join("~"),
  };
}

function withoutTokens(record: SessionRecord, { recordFields }: MachineContract): SessionRecord {
  const secrets = ["jwt_token", ...recordFields.credentials];
  return { ...record, ...Object.fromEntries(secrets.map((field) => [field, undefined])) };
}

function callsIn(effects: Effect[]) {
  return effects.filter((effect) => effect.kind === "call");
}

function sessionOf(record: ConversationRecord | undefined): SessionRecord | undefined {
  return isOpen(record) ? record : undefined;
}

/** What the commit wrote; where it wrote none, the stored one. */
function metadataOf({ turn }: CommittedTurn, last: Step | undefined): Step["metadata"] {
  const known = last?.metadata ?? { stage: "", direction: "IN" as const };
  if (turn.kind !== "taken") return known;
  const { stage, direction, option = known.option } = turn.metadata;
  return { stage, direction, ...(option !== undefined && { option }) };
}

function pendingOf(
  session: SessionRecord | undefined,
  activeMachines: readonly ActiveMachine[],
): Step["pending"] {
  const { timers = [], calls = [] } = session ?? {};
  return {
    timers: timers.map((timer) => {
      const { token, dueAt } = timer;
      return { token, dueAt, ...timerOf(activeMachines, timer) };
    }),
    calls: calls.map(({ token, operation }) => ({ token, operation })),
  };
}

/** The root's context is stored in two places of the record. */
function contextsOf(
  session: SessionRecord | undefined,
  activeMachines: readonly ActiveMachine[],
  { recordFields }: MachineContract,
): Step["contexts"] {
  if (!session) return {};
  const kept = keptContextOf(session, recordFields);
  const contexts = activeMachines.map(({ path, machine, context }) => {
    const whole = path === "" ? { ...kept, ...(context as object) } : context;
    return [machine.id, toJson(whole)];
  });
  return Object.fromEntries(contexts);
}

/** The allow-list: a new field of a record is not shown until it is listed here. */
function fieldsOf(session: SessionRecord | undefined): Step["record"] {
  if (!session) return {};
  const { session_id, locale, machine, address, answered } = session;
  // The reply shows what asked the question.
  const { reply: _, ...question } = session.question;
  return toJson({ session_id, locale, machine, address, question, answered }) as Step["record"];
}

function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null));
}
