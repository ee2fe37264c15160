import { type Path, pathBelow } from "../machine/actor-tree.ts";
import type { RequestedAction } from "../machine/running-machine.ts";
import type { CallEffect, Effect, ReplyEffect, TimerEffect } from "../model/effect.ts";
import { copyAsJson } from "../model/json-copy.ts";
import type {
  NotificationDecision,
  PendingCall,
  PendingTimer,
  Question,
  SessionRecord,
} from "../model/record.ts";
import type { Render, Reply } from "../ports/copy.ts";
import type { Metadata } from "../ports/store.ts";
import { type Bubble, joinBubbles } from "./bubbles.ts";
import { isQuestion, stampChoices } from "./choices.ts";
import { type OpenSession, persistSession } from "./session.ts";

export interface TurnResult {
  /** The state before: nothing where a session has just begun. */
  from: string;
  /** The type of the event that the machine received; of an opening, the one that says how it came about. */
  way: string;
  /** The identity of the release that took the turn. */
  release: string;
  record: SessionRecord;
  effects: Effect[];
  metadata: Metadata;
  notices?: NotificationDecision | undefined;
}

/** Ends a turn: the actions that the machine requested become the record's next version, and effects as data. */
export function collectEffects(
  session: OpenSession,
  { render, isAtMostOnce }: { render: Render; isAtMostOnce: (operation: string) => boolean },
): TurnResult {
  const { running, now, contract } = session;
  const { actions } = contract;
  const { session_id, _version, address } = session.record;
  let { timers, calls, question, locale } = session.record;
  let { decision } = session;
  let asked: Reply | undefined;
  let count = 0;
  const token = () => `${session_id}:${_version}:${count++}`;

  const bubbles: Bubble[] = [];
  const started: (CallEffect | TimerEffect)[] = [];
  const cancelled: string[] = [];

  /** What was requested in this very turn has not been committed, and never happens. */
  const withdraw = ({ token }: { token: string }): boolean => {
    const index = started.findIndex((effect) => effect.token === token);
    if (index >= 0) started.splice(index, 1);
    return index >= 0;
  };
  const dropTimers = (isOver: (timer: PendingTimer) => boolean) => {
    for (const timer of timers.filter(isOver)) if (!withdraw(timer)) cancelled.push(timer.token);
    timers = timers.filter((timer) => !isOver(timer));
  };
  const dropCalls = (isOver: (call: PendingCall) => boolean) => {
    for (const call of calls.filter(isOver)) withdraw(call);
    calls = calls.filter((call) => !isOver(call));
  };

  const say = (reply: Reply, { isAgain = false } = {}) => {
    const message = render({ reply, locale, now });
    bubbles.push({ keys: [reply.key], message, isAgain });
    if (!isAgain && isQuestion(reply, message)) asked = reply;
  };
  const act = ({ type, params }: Extract<RequestedAction, { kind: "action" }>) => {
    // Whatever is said from here on is in that language.
    if (type === actions.setLocale) locale = (params as { locale: string }).locale;
    if (type === actions.setConsent) decision ??= { ...(params as SetConsent), at: now };
    if (type === actions.askAgain && question.reply) say(question.reply, { isAgain: true });
    if (type === actions.reply) say(params as Reply);
  };
  const take = (action: RequestedAction): void => {
    switch (action.kind) {
      case "action":
        act(action);
        return;
      case "reply":
        say(action.reply as Reply);
        return;
      case "call": {
        const { path, actorId, operation } = action;
        const pending = { token: token(), path, actorId, operation };
        calls = [...calls, pending];
        const input = copyAsJson(action.input ?? null);
        const atMostOnce = isAtMostOnce(operation);
        started.push({
          kind: "call",
          token: pending.token,
          operation,
          input,
          atMostOnce,
          address,
          locale,
        });
        return;
      }
      case "timer": {
        const { path, to, sendId, event, delayMs } = action;
        dropTimers((timer) => timer.sendId === sendId && timer.from === path);
        const own = token();
        const pending = {
          token: own,
          from: path,
          path: to,
          // Its token is an id that no other timer has, and that no machine can name.
          sendId: sendId ?? own,
          event,
          dueAt: now + delayMs,
        };
        timers = [...timers, pending];
        started.push({ kind: "timer", token: pending.token, delayMs });
        return;
      }
      case "cancelTimer":
        dropTimers((timer) => timer.sendId === action.sendId && timer.from === action.path);
        return;
      case "left":
        dropTimers((timer) => isBelow(timer.path, action.path) || isBelow(timer.from, action.path));
        dropCalls((call) => isBelow(pathBelow(call.path, call.actorId), action.path));
    }
  };
  for (const action of running.requestedActions()) take(action);

  const replies = joinBubbles(bubbles).map(({ keys, message, isAgain }): ReplyEffect => {
    // Asked again it keeps its number, so that the buttons of both messages work.
    if (message.choices && !isAgain) {
      const choices = message.choices.items.map(({ id, title }) => ({ id, title }));
      const { askedAt } = question;
      question = { number: question.number + 1, choices, askedAt, release: session.release };
    }
    const offered = stampChoices(message, session_id, question.number);
    const numbered = message.choices && isNumbered(session) && { isNumbered: true };
    const { release } = session;
    return {
      ...{ kind: "reply", token: token(), keys, address, message: offered, locale, release },
      ...numbered,
    };
  });

  const stage = running.stage();
  const isAtSamePlace = stage === session.from;
  if (asked) {
    const { release } = session;
    const { question: before } = session.record;
    question = { ...open(question, { asked, now, isAtSamePlace, before }), release };
  } else if (!isAtSamePlace) question = { ...question, reply: undefined };
  const notices = decision ?? session.record.notices;

  const delivered = running.delivered();
  return {
    from: session.from,
    // An event that announces another one comes before it.
    way: (session.from === "" ? delivered[0] : delivered.at(-1)) ?? "",
    release: session.release,
    record: {
      ...session.record,
      ...persistSession(session),
      ...{ timers, calls, question, locale, notices },
    },
    notices: decision,
    effects: [
      ...replies,
      ...started,
      ...cancelled.map((token) => ({ kind: "cancel" as const, token })),
    ],
    metadata: {
      stage,
      option: session.record.question.taken,
      direction: calls.length > 0 ? "OUT" : "IN",
    },
  };
}

type SetConsent = Pick<NotificationDecision, "notices">;

/**
 * The question that is open from now on. A question that is asked again in the place where it was left
 * unanswered keeps its time: what was written after it was asked first can answer it.
 */
function open(
  question: Question,
  given: { asked: Reply; now: number; isAtSamePlace: boolean; before: Question },
): Question {
  const { asked, now, isAtSamePlace, before } = given;
  const reply = copyAsJson(asked) as Reply;
  const isSame = isAtSamePlace && JSON.stringify(before.reply) === JSON.stringify(reply);
  const askedAt = isSame ? (before.askedAt ?? now) : now;
  // Where words are asked for, what was offered before is over.
  const isOver = question.number === before.number && question.taken === undefined;
  return { ...question, ...(isOver && { choices: [] }), askedAt, reply, isLateAnswered: undefined };
}

/** Whether a bare number chooses: never at a confirmation, nor where words are asked for. */
function isNumbered({ running, contract }: OpenSession): boolean {
  if (running.hasTag(contract.tags.confirmation)) return false;
  const text = { type: "text", text: "" };
  return !running.paths().some((path) => running.handles(path, text));
}

function isBelow(path: Path, above: Path): boolean {
  return path === above || path.startsWith(`${above}/`);
}
