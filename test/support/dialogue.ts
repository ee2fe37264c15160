import type { Address } from "../../src/conversation/model/address.ts";
import type { Call, Effect, Message } from "../../src/conversation/model/effect.ts";
import type { Content, ConversationEvent, Outcome } from "../../src/conversation/model/event.ts";
import type { ConversationRecord, SessionRecord } from "../../src/conversation/model/record.ts";
import { createTurn, type Turn, type TurnOptions } from "../../src/conversation/turn/turn.ts";
import { contract } from "../../src/vimbiso.ts";
import { bank, interpret, isAtMostOnce, PROFILE, render } from "./bank.ts";

export const ADDRESS: Address = { businessNumberId: "100", phone: "263771234567" };

/** Turns of one conversation, one after the other, and what they left. */
export interface Dialogue {
  /** Takes an event, a second later or `at` a time, and keeps what the turn left. */
  take(event: ConversationEvent, restartReason?: "session.over" | "trouble", at?: number): Turn;
  says(text: string): Turn;
  taps(title: string): Turn;
  tapsId(id: string): Turn;
  /** Answers the call to `operation` that was made last. */
  answers(operation: string, outcome?: Outcome): Turn;
  /** Lets the timer that was set last under this name ring. */
  rings(sendId: string): Turn;
  call(operation: string): Call;
  record(): SessionRecord;
  /** Says goodbye to the record, as a session's end does. */
  forget(record?: ConversationRecord): void;
  /** The id of the choice of this title that was offered last. */
  choiceId(title: string): string;
}

export const DONE: Outcome = { kind: "done", output: PROFILE };

export function message(
  content: Content,
  id: string,
  { address = ADDRESS, at = 0 }: { address?: Address; at?: number } = {},
): ConversationEvent {
  return { kind: "message", id, at, address, locale: "en", content };
}

export function createDialogue(options: Partial<TurnOptions> = {}): Dialogue {
  const release = { machine: bank, hash: "h1", contract };
  const takeTurn = createTurn({ release, render, interpret, isAtMostOnce, ...options });
  const effects: Effect[] = [];
  let record: ConversationRecord | undefined;
  let messages = 0;
  let now = 0;
  const take: Dialogue["take"] = (event, restartReason, at = now + 1_000) => {
    now = at;
    const turn = takeTurn({ record, event, now, restartReason });
    if (turn.kind === "taken") record = turn.record;
    if ("effects" in turn) effects.push(...turn.effects);
    return turn;
  };
  const send = (content: Content) => take(message(content, `m${++messages}`, { at: now + 1_000 }));
  const found = <T>(what: string, value: T | undefined): T => {
    if (value === undefined) throw new Error(`There was no ${what}`);
    return value;
  };
  const call = (operation: string) => {
    const last = effects.findLast(
      (effect) => effect.kind === "call" && effect.operation === operation,
    );
    const { kind: _, ...request } = found(operation, last?.kind === "call" ? last : undefined);
    return request;
  };
  const choiceId = (title: string) => {
    const offered = effects.flatMap((effect) =>
      effect.kind === "reply" ? (effect.message.choices?.items ?? []) : [],
    );
    return found(
      title,
      offered.findLast((choice) => choice.title === title),
    ).id;
  };
  const sessionRecord = () => {
    const { session_id } = found("record", record);
    if (session_id === undefined) throw new Error("There was no session");
    return record as SessionRecord;
  };
  return {
    take,
    says: (text) => send({ kind: "text", text }),
    taps: (title) => send({ kind: "choice", id: choiceId(title), title }),
    tapsId: (id) => send({ kind: "choice", id, title: "A button" }),
    answers: (operation, outcome = DONE) =>
      take({ kind: "result", call: call(operation), outcome }),
    rings(sendId) {
      const timer = sessionRecord().timers.find((timer) => timer.sendId === sendId);
      return take({ kind: "timer", token: found(sendId, timer).token });
    },
    call,
    record: sessionRecord,
    forget(kept) {
      record = kept;
    },
    choiceId,
  };
}

/** A member who is logged in, at home. */
export function atHome(options?: Partial<TurnOptions>): Dialogue {
  const dialogue = createDialogue(options);
  dialogue.says("hi");
  dialogue.answers("login");
  return dialogue;
}

/** A member who is asked to confirm an offer of 20. */
export function atConfirm(options?: Partial<TurnOptions>): Dialogue {
  const dialogue = atHome(options);
  dialogue.taps("Offer");
  dialogue.says("20");
  return dialogue;
}

/** A member whose offer of 20 is on its way. */
export function atSending(options?: Partial<TurnOptions>): Dialogue {
  const dialogue = atConfirm(options);
  dialogue.taps("Confirm");
  dialogue.says("1234");
  dialogue.answers("checkPin");
  return dialogue;
}

export function keysOf(turn: Turn): string[] {
  return repliesOf(turn).flatMap(({ keys }) => keys);
}

function repliesOf(turn: Turn): { keys: string[]; message: Message }[] {
  return "effects" in turn ? turn.effects.filter((effect) => effect.kind === "reply") : [];
}
