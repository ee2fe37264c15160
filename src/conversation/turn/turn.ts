import type { AnyEventObject } from "xstate";
import type { Served } from "../machine/machine-release.ts";
import { bound } from "../machine/machine-runner.ts";
import type { Event, MessageEvent, NoticeEvent, ResultEvent, TimerEvent } from "../model/event.ts";
import type { Record, SessionRecord } from "../model/record.ts";
import type { Interpret, Render } from "../ports/copy.ts";
import { isOurs, isWrittenBefore } from "./choices.ts";
import { type Written, write } from "./collect-effects.ts";
import { commandOf } from "./commands.ts";
import { decide } from "./notification-consent.ts";
import { markAnswered } from "./repeated-messages.ts";
import { hear, heed } from "./route-message.ts";
import { begin, type Draft, takeUp } from "./session.ts";

export interface TurnOptions {
  served: Served;
  render: Render;
  interpret: Interpret;
  isMoney: (operation: string) => boolean;
  /** Names of all choices that the copy offers. The turn does without: whoever shows choices asks for it. */
  choiceNames?: ReadonlySet<string> | undefined;
}

export interface TurnInput<E extends Event = Event> {
  record: Record | undefined;
  event: E;
  /** Milliseconds since 1970: the only time a turn knows. */
  now: number;
  /**
   * Why the session of `record` is over, if it is: a new one is opened, and the machine is told. "trouble": the
   * turn threw; "trouble.again": the turn that told the member so threw as well.
   */
  over?: "session.over" | "trouble" | "trouble.again" | undefined;
}

export type Turn =
  /** `isAlive`: the member wrote, or an awaited call was answered: the session's time starts anew. */
  | ({ kind: "taken"; isAlive: boolean } & Written)
  /** Something to tell that belongs to no open session. */
  | ({ kind: "told" } & Pick<Written, "effects" | "notices">)
  /** The event belongs to something that is over, or says nothing new. */
  | { kind: "stale" };

/** One event taken through the machine. Pure: the same input gives the same turn, byte by byte. */
export type TakeTurn = (input: TurnInput) => Turn;

export function createTurn(options: TurnOptions): TakeTurn {
  bound(options.served.machine);
  return ({ event, record: found, ...given }) => {
    const input = { ...given, record: isOfAnotherNumber(event, found) ? undefined : found };
    if (input.over === "trouble" || input.over === "trouble.again")
      return takeTrouble(options, { ...input, event });
    switch (event.kind) {
      case "message":
        return takeMessage(options, { ...input, event });
      case "result":
        return takeResult(options, { ...input, event });
      case "timer":
        return takeTimer(options, { ...input, event });
      case "notice":
        return takeNotice(options, { ...input, event });
    }
  };
}

function takeMessage(options: TurnOptions, input: TurnInput<MessageEvent>): Turn {
  const { served } = options;
  const { record, event, now, over } = input;
  // Opening the chat says nothing. It is answered only by the greeting of somebody who has no session yet.
  if (event.content.kind === "opened" && record) return { kind: "stale" };
  if (over || !isOpen(record)) return takeFirst(options, input);
  // A message may come without a number that an earlier one of this session had.
  const known = { ...event.address, phone: event.address.phone ?? record.address.phone };
  const { draft, isEdited } = takeUp({ served, record: { ...record, address: known }, now });
  if (isEdited) {
    const isLate = isWrittenBefore(record.question, event.at);
    heed(draft, event, { interpret: options.interpret, isLate });
    return { kind: "taken", isAlive: !isLate, ...write(draft, options) };
  }
  const hearing = hear(draft, event, options.interpret);
  // A decision about notifications is recorded even where nothing else changes: it beats older ones to come.
  if (hearing === "ignored" && !draft.decision) return { kind: "stale" };
  return { kind: "taken", isAlive: hearing === "taken", ...write(draft, options) };
}

/**
 * Opens a session. Who only wants to hear less is not shown a menu for it, and who asks for their
 * language at once is not met in another one first.
 */
function takeFirst(
  options: TurnOptions,
  { record, event, now, over }: TurnInput<MessageEvent>,
): Turn {
  const { content, address, locale, id: sessionId } = event;
  const fresh = { served: options.served, sessionId, address, locale, now };
  const command = commandOf(event, options.interpret);
  if (command?.type === "stop") {
    const draft = begin({ ...fresh, record: undefined, because: { type: "stop" } });
    return decide(draft, "off", event) ? tell(draft, options) : { kind: "stale" };
  }
  const isOld = content.kind === "choice" && isOurs(content.id);
  const isLanguage = command?.type === "language";
  const opening = isOld ? "session.over" : isLanguage ? "language" : "home";
  const because = { type: over ?? opening };
  const draft = begin({ ...fresh, record, because });
  markAnswered(draft, "home");
  if (isOld) markAnswered(draft, "outdated");
  if (because.type !== "language") heed(draft, event, options);
  return { kind: "taken", isAlive: true, ...write(draft, options) };
}

/**
 * The event could not be taken: the member is told so and sent home; what a money call did is told
 * as well. Only a message opens a session: it is the member's own sign of life. Where saying what a money
 * call did was what broke, the member is told to check it.
 */
function takeTrouble(options: TurnOptions, { record, event, now, over }: TurnInput): Turn {
  // The member has done nothing that could be answered; what they were at goes on.
  if (event.kind === "notice") return { kind: "stale" };
  const isMoney = event.kind === "result" && event.call.money;
  const isAgain = over === "trouble.again";
  if (isAgain && !isMoney) return { kind: "stale" };
  const session = sessionFor(event, record);
  if (!session) return { kind: "stale" };
  const because = { type: "trouble", during: event.kind, ...(isAgain && { isAboutMoney: true }) };
  const { served } = options;
  const draft = begin({ served, record, ...session, now, because });
  if (isMoney && !isAgain) draft.running.deliver("", lateEvent(event));
  if (event.kind !== "message" && !isOpen(record)) return tell(draft, options);
  return { kind: "taken", isAlive: event.kind === "message", ...write(draft, options) };
}

/** Where the member is told of trouble, and in which session. */
function sessionFor(event: Exclude<Event, NoticeEvent>, record: Record | undefined) {
  const from = event.kind === "message" ? event : event.kind === "result" ? event.call : record;
  if (!from?.address || !from.locale) return undefined;
  const { address, locale } = from;
  const sessionId = event.kind === "message" ? event.id : (record?.session_id ?? tokenOf(event));
  return { address, locale, sessionId };
}

function takeResult(options: TurnOptions, input: TurnInput<ResultEvent>): Turn {
  const { served } = options;
  const { record, event, now } = input;
  const { call, outcome } = event;
  const pending = isOpen(record) && record.calls.find(({ token }) => token === call.token);
  if (!pending && !call.money) return { kind: "stale" };
  if (!isOpen(record)) {
    const { address, locale, token: sessionId } = call;
    const because = lateEvent(event);
    const draft = begin({ served, record: undefined, sessionId, address, locale, now, because });
    return tell(draft, options);
  }
  const { draft, isEdited } = takeUp({ served, record, now });
  // An answer to an earlier session may bring a token of another login.
  if (event.credexToken && call.token.startsWith(`${record.session_id}:`))
    draft.record.credex_token = event.credexToken;
  const answered = pending && !isEdited && answer(pending.actorId, outcome);
  if (answered)
    draft.record.calls = draft.record.calls.filter((other) => other.token !== call.token);
  // A state that was edited may no longer take the answer. What became of money is told all the same.
  if (answered && draft.running.handles(pending.path, answered))
    draft.running.deliver(pending.path, answered);
  else if (call.money) draft.running.deliver("", lateEvent(event));
  return { kind: "taken", isAlive: Boolean(pending), ...write(draft, options) };
}

function takeTimer(options: TurnOptions, input: TurnInput<TimerEvent>): Turn {
  const { record, event, now } = input;
  const timer = isOpen(record) && record.timers.find(({ token }) => token === event.token);
  if (!timer) return { kind: "stale" };
  const { draft, isEdited } = takeUp({ served: options.served, record, now });
  if (!isEdited) {
    draft.record.timers = draft.record.timers.filter(({ token }) => token !== timer.token);
    draft.running.deliver(timer.path, timer.event);
  }
  return { kind: "taken", isAlive: false, ...write(draft, options) };
}

/** Tells the member, whatever they are doing by now. It is no sign of life, and opens no session. */
function takeNotice(options: TurnOptions, { record, event, now }: TurnInput<NoticeEvent>): Turn {
  const { served } = options;
  const { id: sessionId, address, locale, news: because } = event;
  if (!isOpen(record)) {
    const draft = begin({ served, record: undefined, sessionId, address, locale, now, because });
    return tell(draft, options);
  }
  const { draft } = takeUp({ served, record, now });
  draft.running.deliver("", because);
  return { kind: "taken", isAlive: false, ...write(draft, options) };
}

/** What is said outside a session. What a machine would do next has no session to come back to. */
function tell(draft: Draft, options: TurnOptions): Turn {
  const { effects, notices } = write(draft, options);
  return { kind: "told", notices, effects: effects.filter(({ kind }) => kind === "reply") };
}

function tokenOf(event: ResultEvent | TimerEvent): string {
  return event.kind === "result" ? event.call.token : event.token;
}

/** The call was made for the account of a number that the member has given up since, or the notice is of it. */
function isOfAnotherNumber(event: Event, record: Record | undefined): boolean {
  if (!isOpen(record)) return false;
  if (event.kind === "notice") return event.address.phone !== record.address.phone;
  return event.kind === "result" && event.call.address.phone !== record.address.phone;
}

function isOpen(record: Record | undefined): record is SessionRecord {
  return record?.session_id !== undefined;
}

function answer(actorId: string, outcome: ResultEvent["outcome"]): AnyEventObject {
  return outcome.kind === "done"
    ? { type: `xstate.done.actor.${actorId}`, output: outcome.output, actorId }
    : { type: `xstate.error.actor.${actorId}`, error: outcome, actorId };
}

/** What the root machine hears of a money call that its form no longer waits for. */
function lateEvent({ call, outcome }: ResultEvent): AnyEventObject {
  const { operation, input } = call;
  const output = outcome.kind === "done" && { output: outcome.output };
  return { type: "call.late", operation, input, outcome: outcome.kind, ...output };
}
