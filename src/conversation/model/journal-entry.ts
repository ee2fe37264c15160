import type { Effect } from "./effect.ts";
import type { Event, Outcome } from "./event.ts";
import type { Report, Verdict } from "../ports/ports.ts";
import type { Turn } from "../turn/turn.ts";

/** A line of a conversation's journal: what happened, without a word that was said and without a phone number. */
export type Line = TurnLine | DeliveryLine | StatusLine;

export interface TurnLine {
  kind: "turn";
  event: Event["kind"];
  /** The message's or notice's id; the token of the call or timer. */
  id: string;
  /** text, choice or media; the operation of a call; what a notice tells of; of a timer nothing. */
  what: string;
  outcome: Turn["kind"] | "parked";
  /** How the call ended: "done", the code of a refusal, or the outcome's kind. */
  call?: string | undefined;
  /** What credex-core calls that which the call made or changed. */
  reference?: string | undefined;
  /** The state before and after, and the version that came of it; absent where the record stays as it is. */
  from?: string | undefined;
  to?: string | undefined;
  version?: number | undefined;
  /** "reply <token> <copy keys>" and "call <token> <operation>". */
  effects: string[];
}

/** A reply was taken by the channel, or given up. */
export interface DeliveryLine {
  kind: "delivery";
  token: string;
  outcome: "accepted" | "dead";
  code?: string | undefined;
}

/** What the channel reported of a reply later. */
export interface StatusLine {
  kind: "status";
  token: string;
  status: string;
  code?: string | undefined;
}

export function turnLine(event: Event, turn: Turn, isParked: boolean): TurnLine {
  const outcome: TurnLine["outcome"] = isParked ? "parked" : turn.kind;
  const effects = "effects" in turn ? turn.effects.flatMap(describe) : [];
  const line = { kind: "turn" as const, event: event.kind, ...subjectOf(event), outcome, effects };
  if (turn.kind !== "taken") return line;
  return { ...line, from: turn.from, to: turn.metadata.stage, version: turn.record._version };
}

/** Nothing is noted of an attempt that will be made again. */
export function deliveryLine(token: string, verdict: Verdict): DeliveryLine | undefined {
  switch (verdict.kind) {
    case "done":
      return { kind: "delivery", token, outcome: "accepted" };
    case "dead":
      return { kind: "delivery", token, outcome: "dead", code: verdict.code };
    case "retry":
      return undefined;
  }
}

/** That it was sent says no more than that it was accepted. */
export function statusLine({ token, status, code }: Report): StatusLine | undefined {
  return status === "sent" ? undefined : { kind: "status", token, status, code };
}

function subjectOf(event: Event): Pick<TurnLine, "id" | "what" | "call" | "reference"> {
  switch (event.kind) {
    case "message":
      return { id: event.id, what: event.content.kind };
    case "timer":
      return { id: event.token, what: "" };
    case "notice":
      return { id: event.id, what: event.news.type.slice("notice.".length) };
    case "result": {
      const { call, outcome } = event;
      const reference = outcome.kind === "done" ? outcome.reference : undefined;
      return { id: call.token, what: call.operation, call: endOf(outcome), reference };
    }
  }
}

function endOf(outcome: Outcome): string {
  return outcome.kind === "refused" ? outcome.code : outcome.kind;
}

/** Timers say nothing to whoever reads a journal. */
function describe(effect: Effect): string[] {
  const { kind, token } = effect;
  switch (kind) {
    case "reply":
      return [`reply ${token} ${effect.keys.join(" ")}`];
    case "call":
      return [`call ${token} ${effect.operation}`];
    case "timer":
    case "cancel":
      return [];
  }
}
