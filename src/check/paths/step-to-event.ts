import type { Choice } from "../../conversation/model/effect.ts";
import type { Content, ConversationEvent, Outcome } from "../../conversation/model/event.ts";
import type { ConversationRecord, SessionRecord } from "../../conversation/model/record.ts";
import { stampChoices } from "../../conversation/turn/choices.ts";
import type { TurnInput } from "../../conversation/turn/turn.ts";
import type { Situation } from "./situation.ts";
import type { Step } from "./step.ts";

/** What the engine receives for a step. */
interface Given {
  record: ConversationRecord | undefined;
  event: ConversationEvent;
  now: number;
  restartReason?: TurnInput["restartReason"];
}

/** The words of a language. */
export interface Speech {
  locale: string;
  wordFor: (command: string) => string;
}

/** Long before any question of the exploration. */
const LATE_MS = 60 * 60 * 1000;

/** The simulated member's. */
export const ADDRESS = { businessNumberId: "1", phone: "263771234567", userId: "ZW.1" };

/** The event that the server would receive for a step. */
export function stepToEvent(speech: Speech, world: Situation, step: Step): Given {
  const { record, now } = world;
  const sends = (
    content: Content,
    more: Partial<Given> = {},
    { command = "", at = now } = {},
  ): Given => ({
    record,
    now,
    event: {
      kind: "message",
      id: `m${world.messages}`,
      at,
      address: ADDRESS,
      locale: speech.locale,
      // A member who starts notifications again has stopped them before.
      ...(command === "start" && { notices: "off" as const }),
      content,
    },
    ...more,
  });
  const hello: Content = { kind: "text", text: speech.wordFor("home") };
  switch (step.type) {
    case "writes":
      return sends({ kind: "text", text: step.text });
    case "writes late":
      return sends({ kind: "text", text: step.text }, {}, { at: now - LATE_MS });
    case "commands":
      return sends(
        { kind: "text", text: step.word ?? speech.wordFor(step.command) },
        {},
        { command: step.command },
      );
    case "taps":
      return sends(tapOf(world, step.choice, 0));
    case "taps old":
      return sends(tapOf(world, "old", 1));
    case "shows":
      return sends({ kind: "media", media: step.media });
    case "floods":
      return sends({ kind: "flood" });
    case "session ends":
      return sends(hello, { restartReason: "session.over" });
    case "machine edited":
      return sends(hello, { record: record && edited(record) });
    case "breaks":
      return { ...(happening(world, step.during) ?? sends(hello)), restartReason: "trouble" };
    case "breaks twice":
      return { ...(happening(world, "result") ?? sends(hello)), restartReason: "trouble.again" };
    case "answers":
      return { record, now, event: resultOf(world, step) };
    case "hears": {
      const { news } = step;
      const notice = { address: ADDRESS, locale: speech.locale, news };
      return {
        record,
        now,
        event: { kind: "notice", id: `n${world.messages}`, at: now, ...notice },
      };
    }
    case "waits": {
      const timer = record?.timers.find(
        ({ sendId, from }) => sendId === step.sendId && from === step.from,
      );
      if (!timer) throw new TypeError("No such timer");
      return { record, now: timer.dueAt, event: { kind: "timer", token: timer.token } };
    }
  }
}

function tapOf({ record }: Situation, choice: string, questionsAgo: number): Content {
  if (!record) throw new TypeError("No choice was offered yet");
  const { question, session_id } = record;
  const title = question.choices.find(({ id }) => id === choice)?.title ?? "";
  const items: Choice[] = [{ id: choice, title }];
  const message = { text: "", choices: { kind: "buttons" as const, items } };
  const offered = stampChoices(message, session_id, question.number - questionsAgo);
  return { kind: "choice", id: offered.choices?.items[0]?.id ?? "", title };
}

function happening({ record, calls, now }: Situation, during: "message" | "result" | "timer") {
  const call = calls[0];
  const timer = record?.timers[0];
  if (during === "result" && call)
    return { record, now, event: { kind: "result" as const, call, outcome: AWAY } };
  if (during === "timer" && timer)
    return { record, now, event: { kind: "timer" as const, token: timer.token } };
  return undefined;
}

const AWAY: Outcome = { kind: "away" };

function resultOf(
  { calls }: Situation,
  step: Extract<Step, { type: "answers" }>,
): ConversationEvent {
  const call = calls.find(({ operation }) => operation === step.operation);
  if (!call) throw new TypeError(`${step.operation} was not called`);
  return { kind: "result", call, outcome: step.ending };
}

/** A record of an earlier machine, in a state that no longer exists. */
function edited(record: SessionRecord): SessionRecord {
  const snapshot = { ...record.snapshot, value: "removed" };
  return { ...record, snapshot, machine: { ...record.machine, hash: "earlier" } };
}
