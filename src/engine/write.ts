import { type Bubble, joinBubbles } from "./bubbles.ts";
import { type Draft, pack } from "./draft.ts";
import type { CallEffect, Effect, ReplyEffect, TimerEffect } from "./effect.ts";
import type { Metadata, Notices, Render, Reply } from "./ports.ts";
import { offer } from "./question.ts";
import type { Json, PendingCall, PendingTimer, SessionRecord } from "./record.ts";
import { type Path, pathBelow } from "./ref.ts";
import type { Wish } from "./running.ts";

export interface Written {
  /** The state before: nothing where a session has just begun. */
  from: string;
  record: SessionRecord;
  effects: Effect[];
  metadata: Metadata;
  notices?: Notices | undefined;
}

/** Ends a turn: what the machine wished becomes the record's next version, and effects as data. */
export function write(
  draft: Draft,
  { render, isMoney }: { render: Render; isMoney: (operation: string) => boolean },
): Written {
  const { running, now } = draft;
  const { session_id, _version, address } = draft.record;
  let { timers, calls, question, locale } = draft.record;
  let notices: Notices | undefined;
  let count = 0;
  const token = () => `${session_id}:${_version}:${count++}`;

  const bubbles: Bubble[] = [];
  const started: (CallEffect | TimerEffect)[] = [];
  const cancelled: string[] = [];

  /** What was wished in this very turn has not been committed, and never happens. */
  const unwish = ({ token }: { token: string }): boolean => {
    const index = started.findIndex((effect) => effect.token === token);
    if (index >= 0) started.splice(index, 1);
    return index >= 0;
  };
  const dropTimers = (isOver: (timer: PendingTimer) => boolean) => {
    for (const timer of timers.filter(isOver)) if (!unwish(timer)) cancelled.push(timer.token);
    timers = timers.filter((timer) => !isOver(timer));
  };
  const dropCalls = (isOver: (call: PendingCall) => boolean) => {
    for (const call of calls.filter(isOver)) unwish(call);
    calls = calls.filter((call) => !isOver(call));
  };

  const take = (wish: Wish): void => {
    switch (wish.kind) {
      case "action": {
        // Whatever is said from here on is in that language.
        if (wish.type === "speak") locale = (wish.params as { locale: string }).locale;
        if (wish.type === "setNotices") ({ notices } = wish.params as { notices: Notices });
        if (wish.type !== "reply") return;
        const reply = wish.params as Reply;
        bubbles.push({ keys: [reply.key], message: render({ reply, locale, now }) });
        return;
      }
      case "call": {
        const { path, actorId, operation } = wish;
        const pending = { token: token(), path, actorId, operation };
        calls = [...calls, pending];
        const input = toJson(wish.input);
        const money = isMoney(operation);
        started.push({
          kind: "call",
          token: pending.token,
          operation,
          input,
          money,
          address,
          locale,
        });
        return;
      }
      case "timer": {
        const { path, to, sendId, event, delayMs } = wish;
        dropTimers((timer) => timer.sendId === sendId && timer.from === path);
        const pending = {
          token: token(),
          from: path,
          path: to,
          sendId,
          event,
          dueAt: now + delayMs,
        };
        timers = [...timers, pending];
        started.push({ kind: "timer", token: pending.token, delayMs });
        return;
      }
      case "cancelTimer":
        dropTimers((timer) => timer.sendId === wish.sendId && timer.from === wish.path);
        return;
      case "left":
        dropTimers((timer) => isBelow(timer.path, wish.path) || isBelow(timer.from, wish.path));
        dropCalls((call) => isBelow(pathBelow(call.path, call.actorId), wish.path));
    }
  };
  for (const wish of running.wishes()) take(wish);

  const replies = joinBubbles(bubbles).map(({ keys, message }): ReplyEffect => {
    if (message.choices) {
      const choices = message.choices.items.map(({ id, title }) => ({ id, title }));
      question = { number: question.number + 1, choices };
    }
    const offered = offer(message, session_id, question.number);
    const numbered = message.choices && isNumbered(running) && { isNumbered: true };
    return { kind: "reply", token: token(), keys, address, message: offered, locale, ...numbered };
  });

  return {
    from: draft.from,
    record: { ...draft.record, ...pack(running.persist()), timers, calls, question, locale },
    notices,
    effects: [
      ...replies,
      ...started,
      ...cancelled.map((token) => ({ kind: "cancel" as const, token })),
    ],
    metadata: {
      stage: running.stage(),
      option: draft.record.question.taken,
      direction: calls.length > 0 ? "OUT" : "IN",
    },
  };
}

/** Whether a bare number chooses: where words are asked for, it is one of them. */
function isNumbered(running: Draft["running"]): boolean {
  const text = { type: "text", text: "" };
  return !running.paths().some((path) => running.handles(path, text));
}

function isBelow(path: Path, above: Path): boolean {
  return path === above || path.startsWith(`${above}/`);
}

function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null));
}
