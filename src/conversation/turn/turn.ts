import type { AnyEventObject } from "xstate";
import { nameContract } from "../machine/machine-contract.ts";
import { identityOf, type MachineRelease } from "../machine/machine-release.ts";
import { bound } from "../machine/machine-runner.ts";
import type {
  ConversationEvent,
  MessageEvent,
  NotificationEvent,
  ResultEvent,
  TimerEvent,
} from "../model/event.ts";
import type { ConversationRecord, SessionRecord } from "../model/record.ts";
import { credentialsOf, isOpen } from "../model/record-fields.ts";
import type { Interpret, Render } from "../ports/copy.ts";
import { isOwnChoiceId, isWrittenBefore } from "./choices.ts";
import { collectEffects, type TurnResult } from "./collect-effects.ts";
import { commandOf } from "./commands.ts";
import { deliverEvent, UNEXPECTED } from "./deliver-event.ts";
import { recordConsent } from "./notification-consent.ts";
import { markAnswered } from "./repeated-messages.ts";
import { routeMessage, routeOpeningMessage } from "./route-message.ts";
import {
  migrateSession,
  moveSession,
  type OpenSession,
  openSession,
  resumeSession,
  withoutSnapshot,
} from "./session.ts";
import { movesSession } from "./session-release.ts";
import { type TurnEvent, toMachineEvent } from "./turn-event.ts";

export interface TurnOptions {
  release: MachineRelease;
  render: Render;
  interpret: Interpret;
  isAtMostOnce: (operation: string) => boolean;
  /** Names of all choices in the copy. The turn does without: whoever shows choices asks for it. */
  choiceNames?: ReadonlySet<string> | undefined;
}

export interface TurnInput<E extends ConversationEvent = ConversationEvent> {
  record: ConversationRecord | undefined;
  event: E;
  /** Milliseconds since 1970: the only time a turn knows. */
  now: number;
  /**
   * Why the session of `record` is over, if it is: a new one is opened, and the machine learns why. "trouble": the
   * turn threw; "trouble.again": the turn that told the member so threw as well.
   */
  restartReason?: "session.over" | "trouble" | "trouble.again" | undefined;
}

export type Turn =
  /** `isAlive`: the member wrote, or an awaited call was answered: the session's time starts anew. */
  | ({ kind: "taken"; isAlive: boolean } & TurnResult)
  /** Something to tell that belongs to no open session. */
  | ({ kind: "answered" } & Pick<TurnResult, "effects" | "notices">)
  /** The event belongs to something that is over, or says nothing new. */
  | { kind: "stale" };

/** One event taken through the machine. Pure: the same input gives the same turn, byte by byte. */
export type RunTurn = (input: TurnInput) => Turn;

export function createTurn(options: TurnOptions): RunTurn {
  bound(options.release.machine);
  return ({ event, record: found, ...given }) => {
    const input = { ...given, record: isOfAnotherNumber(event, found) ? undefined : found };
    if (input.restartReason === "trouble" || input.restartReason === "trouble.again")
      return runTrouble(options, { ...input, event });
    return runUnderRelease(options, { ...input, event });
  };
}

/**
 * A session that another release opened gets the names of this one. It moves to this one where nothing is open in it.
 * Else it may hold values that this one reads differently: where the turn throws, or makes a call that is sent at most
 * once although the member has not just answered, the machine counts as edited.
 */
function runUnderRelease(options: TurnOptions, { record: found, ...input }: TurnInput): Turn {
  const { event, restartReason } = input;
  const identity = identityOf(options.release);
  if (restartReason || !isOpen(found) || found.machine.release === identity)
    return runEvent(options, { ...input, record: found });
  const { release } = options;
  const record = migrateSession({ release, record: found, now: input.now });
  if (event.kind === "message" && movesSession(found, event))
    return runMove(options, { ...input, record, event });
  const restart = () => runEvent(options, { ...input, record: withoutSnapshot(record) });
  try {
    const turn = runEvent(options, { ...input, record });
    return event.kind !== "message" && callsAtMostOnce(turn) ? restart() : turn;
  } catch {
    return restart();
  }
}

function runEvent(options: TurnOptions, { event, ...input }: TurnInput): Turn {
  switch (event.kind) {
    case "message":
      return runMessage(options, { ...input, event });
    case "result":
      return runResult(options, { ...input, event });
    case "timer":
      return runTimer(options, { ...input, event });
    case "notice":
      return runNotification(options, { ...input, event });
  }
}

/** Whether a turn makes a call that is sent at most once. */
function callsAtMostOnce(turn: Turn): boolean {
  if (turn.kind === "stale") return false;
  return turn.effects.some((effect) => effect.kind === "call" && effect.atMostOnce);
}

function runMessage(options: TurnOptions, input: TurnInput<MessageEvent>): Turn {
  const { release } = options;
  const { record, event, now, restartReason } = input;
  // Opening the chat says nothing. It is answered only by the greeting of somebody who has no session yet.
  if (event.content.kind === "opened" && record) return { kind: "stale" };
  if (restartReason || !isOpen(record)) return runOpeningMessage(options, input);
  const resume = () => resumeSession({ release, record: withAddress(record, event), now });
  const { session, isEdited } = resume();
  if (isEdited) {
    const isLate = isWrittenBefore(record.question, event.at);
    routeOpeningMessage(session, event, { interpret: options.interpret, isLate });
    return { kind: "taken", isAlive: !isLate, ...collectEffects(session, options) };
  }
  return takeMessage(options, { record, event, session, reopen: () => resume().session });
}

/**
 * Moves a session in which nothing is open to this release: a new session continues at the same place, and takes the
 * message there. If it cannot continue there, or the message throws, the new session begins at the start. No reply says
 * that anything has changed.
 */
function runMove(
  options: TurnOptions,
  { record, ...input }: TurnInput<MessageEvent> & { record: SessionRecord },
): Turn {
  const { release } = options;
  const { event, now } = input;
  const reopen = () => moveSession({ release, record: withAddress(record, event), now });
  try {
    return takeMessage(options, { record, event, session: reopen(), reopen, newId: event.id });
  } catch {
    return runOpeningMessage(options, { ...input, record });
  }
}

/**
 * Routes a message to an open session. `reopen` opens the session once more, as it was before. `newId`: the message
 * answers the session of the record, and begins one of this id.
 */
function takeMessage(
  options: TurnOptions,
  given: {
    record: SessionRecord;
    event: MessageEvent;
    session: OpenSession;
    reopen: () => OpenSession;
    newId?: string;
  },
): Turn {
  const { record, event, session, reopen, newId } = given;
  const end = (ended: OpenSession, isAlive: boolean): Turn => {
    if (newId !== undefined) beginSession(ended, newId);
    return { kind: "taken", isAlive, ...collectEffects(ended, options) };
  };
  const hearing = routeMessage(session, event, options.interpret);
  // A decision about notifications is recorded even where nothing else changes: it beats older ones to come.
  if (hearing === "ignored" && !session.decision) return { kind: "stale" };
  const turn = end(session, hearing === "taken");
  const isOwnQuestion = record.question.release === identityOf(options.release);
  if (isOwnQuestion || !callsAtMostOnce(turn)) return turn;
  // Another release asked the question, perhaps about something else: the member is asked again.
  const asking = reopen();
  deliverEvent(asking, UNEXPECTED);
  return end(asking, true);
}

/** Buttons of the session before are over. The member is not told so: they did nothing that ended it. */
function beginSession(session: OpenSession, id: string): void {
  session.record.session_id = id;
  markAnswered(session, "outdated");
}

/** A message may come without a number that an earlier one of this session had. */
function withAddress(record: SessionRecord, { address }: MessageEvent): SessionRecord {
  return { ...record, address: { ...address, phone: address.phone ?? record.address.phone } };
}

/**
 * Opens a session; where the record has one, it moves, and the member is not told so. A member who only turns
 * notifications off gets no menu, and a member who asks for their language first gets no greeting in another one.
 */
function runOpeningMessage(
  options: TurnOptions,
  { record, event, now, restartReason }: TurnInput<MessageEvent>,
): Turn {
  const { content, address, locale, id: sessionId } = event;
  const fresh = { release: options.release, sessionId, address, locale, now };
  const { interpret, release } = options;
  const { commands } = nameContract(release.contract);
  const command = commandOf(event, { interpret, commands });
  if (command?.type === commands.optOut) {
    const openingEvent = { type: commands.optOut };
    const session = openSession({ ...fresh, record: undefined, openingEvent });
    return recordConsent(session, "off", event)
      ? reportOutsideSession(session, options)
      : { kind: "stale" };
  }
  const isOld = content.kind === "choice" && isOwnChoiceId(content.id);
  const isLanguage = command !== undefined && command.type === commands.language;
  const opening = isLanguage ? command.type : commands.greeting;
  const isOver = restartReason !== undefined || (isOld && !isOpen(record));
  const openingEvent: TurnEvent = { type: isOver ? "session.over" : opening };
  const session = openSession({ ...fresh, record, openingEvent });
  markAnswered(session, "greeting");
  if (isOld) markAnswered(session, "outdated");
  if (openingEvent.type !== commands.language) routeOpeningMessage(session, event, options);
  return { kind: "taken", isAlive: true, ...collectEffects(session, options) };
}

/**
 * The turn threw: the member gets an apology and returns to the start. The result of a call that is sent at most once
 * is reported as well. Only a message opens a session, because only a message shows that the member is there. If the
 * report of such a call is what threw, the apology asks the member to check it.
 */
function runTrouble(options: TurnOptions, { record, event, now, restartReason }: TurnInput): Turn {
  // The member did nothing that needs a reply, so their open question stays as it is.
  if (event.kind === "notice") return { kind: "stale" };
  const isAtMostOnce = event.kind === "result" && event.call.atMostOnce;
  const isAgain = restartReason === "trouble.again";
  if (isAgain && !isAtMostOnce) return { kind: "stale" };
  const identity = sessionFor(event, record);
  if (!identity) return { kind: "stale" };
  const openingEvent: TurnEvent = {
    type: "trouble",
    during: event.kind,
    ...(isAgain && { isOutcomeLost: true }),
  };
  const { release } = options;
  const session = openSession({ release, record, ...identity, now, openingEvent });
  if (isAtMostOnce && !isAgain) session.running.deliver("", toMachineEvent(lateEvent(event)));
  if (event.kind !== "message" && !isOpen(record)) return reportOutsideSession(session, options);
  return { kind: "taken", isAlive: event.kind === "message", ...collectEffects(session, options) };
}

/** Where the apology is sent, in which language and in which session. */
function sessionFor(
  event: Exclude<ConversationEvent, NotificationEvent>,
  record: ConversationRecord | undefined,
) {
  const from = event.kind === "message" ? event : event.kind === "result" ? event.call : record;
  if (!from?.address || !from.locale) return undefined;
  const { address, locale } = from;
  const sessionId = event.kind === "message" ? event.id : (record?.session_id ?? tokenOf(event));
  return { address, locale, sessionId };
}

function runResult(options: TurnOptions, input: TurnInput<ResultEvent>): Turn {
  const { release } = options;
  const { record, event, now } = input;
  const { call, outcome } = event;
  const pending = isOpen(record) && record.calls.find(({ token }) => token === call.token);
  if (!pending && !call.atMostOnce) return { kind: "stale" };
  if (!isOpen(record)) {
    const { address, locale, token: sessionId } = call;
    const openingEvent = lateEvent(event);
    return reportOpening(options, { sessionId, address, locale, now, openingEvent });
  }
  const { session, isEdited } = resumeSession({ release, record, now });
  // An answer to an earlier session may bring the credentials of another login.
  if (call.token.startsWith(`${record.session_id}:`))
    Object.assign(
      session.record,
      credentialsOf(event.credentials ?? {}, session.contract.recordFields),
    );
  const answered = pending && !isEdited && answer(pending.actorId, outcome);
  if (answered)
    session.record.calls = session.record.calls.filter((other) => other.token !== call.token);
  // An edited state may no longer take the answer. The result of a call that is sent at most once is reported even
  // then.
  if (answered && session.running.handles(pending.path, answered))
    session.running.deliver(pending.path, answered);
  else if (call.atMostOnce) session.running.deliver("", toMachineEvent(lateEvent(event)));
  return { kind: "taken", isAlive: Boolean(pending), ...collectEffects(session, options) };
}

function runTimer(options: TurnOptions, input: TurnInput<TimerEvent>): Turn {
  const { record, event, now } = input;
  const timer = isOpen(record) && record.timers.find(({ token }) => token === event.token);
  if (!timer) return { kind: "stale" };
  const { session, isEdited } = resumeSession({ release: options.release, record, now });
  if (!isEdited) {
    session.record.timers = session.record.timers.filter(({ token }) => token !== timer.token);
    session.running.deliver(timer.path, timer.event);
  }
  return { kind: "taken", isAlive: false, ...collectEffects(session, options) };
}

/** Tells the member, whatever they are doing by now. It is no sign of life, and opens no session. */
function runNotification(
  options: TurnOptions,
  { record, event, now }: TurnInput<NotificationEvent>,
): Turn {
  const { release } = options;
  const { id: sessionId, address, locale, news: openingEvent } = event;
  if (!isOpen(record)) {
    return reportOpening(options, { sessionId, address, locale, now, openingEvent });
  }
  const { session } = resumeSession({ release, record, now });
  session.running.deliver("", toMachineEvent(openingEvent));
  return { kind: "taken", isAlive: false, ...collectEffects(session, options) };
}

/** Reports an event to a member who has no session open. */
function reportOpening(
  options: TurnOptions,
  opening: Omit<Parameters<typeof openSession>[0], "release" | "record">,
): Turn {
  const { release } = options;
  return reportOutsideSession(openSession({ release, record: undefined, ...opening }), options);
}

/** Keeps only the replies: whatever else the machine requested has no session to return to. */
function reportOutsideSession(session: OpenSession, options: TurnOptions): Turn {
  const { effects, notices } = collectEffects(session, options);
  return { kind: "answered", notices, effects: effects.filter(({ kind }) => kind === "reply") };
}

function tokenOf(event: ResultEvent | TimerEvent): string {
  return event.kind === "result" ? event.call.token : event.token;
}

/** The call was made for a number that the member has given up since, or the notice is of it. */
function isOfAnotherNumber(
  event: ConversationEvent,
  record: ConversationRecord | undefined,
): boolean {
  if (!isOpen(record)) return false;
  if (event.kind === "notice") return event.address.phone !== record.address.phone;
  // A call that the session waits for is its own, even if the number was not known yet when the call was made.
  return (
    event.kind === "result" &&
    event.call.address.phone !== record.address.phone &&
    !record.calls.some(({ token }) => token === event.call.token)
  );
}

function answer(actorId: string, outcome: ResultEvent["outcome"]): AnyEventObject {
  return outcome.kind === "done"
    ? { type: `xstate.done.actor.${actorId}`, output: outcome.output, actorId }
    : { type: `xstate.error.actor.${actorId}`, error: outcome, actorId };
}

/** What the root machine receives of a call whose form no longer waits for it. */
function lateEvent({ call, outcome }: ResultEvent): TurnEvent {
  const { operation, input } = call;
  const output = outcome.kind === "done" && { output: outcome.output };
  return { type: "call.late", operation, input, outcome: outcome.kind, ...output };
}
