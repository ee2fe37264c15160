import type { Choice, Message } from "./effect.ts";
import type { Question } from "./record.ts";

/** What a tap means for the question that stands now. */
export type Tap =
  | { kind: "choice"; choice: string }
  /** Of a question, or a session, that is over. */
  | { kind: "outdated" }
  /** The same tap again. */
  | { kind: "again" }
  /** Not a button of ours: a template's, say. */
  | { kind: "foreign" };

const SEPARATOR = "~";

/** Gives the choices of a message ids that carry the session and the question they belong to. */
export function offer(message: Message, sessionId: string, number: number): Message {
  if (!message.choices) return message;
  const items = message.choices.items.map((item) => ({
    ...item,
    id: [sessionId, number, item.id].join(SEPARATOR),
  }));
  return { ...message, choices: { ...message.choices, items } };
}

/** Whether a tapped id was made by `offer`, at any time. */
export function isOurs(id: string): boolean {
  return /^[^~]+~\d+~/.test(id);
}

export function readTap(id: string, sessionId: string, question: Question): Tap {
  if (!isOurs(id)) return { kind: "foreign" };
  const current = [sessionId, question.number, ""].join(SEPARATOR);
  if (!id.startsWith(current)) return { kind: "outdated" };
  const choice = id.slice(current.length);
  // A changed client can send any id. Only what was offered counts, with its value.
  if (!question.choices.some((offered) => offered.id === choice)) return { kind: "outdated" };
  if (question.taken === undefined) return { kind: "choice", choice };
  return question.taken === choice ? { kind: "again" } : { kind: "outdated" };
}

/** The choice whose title was typed, whatever its case. */
export function findByTitle(text: string, question: Question): string | undefined {
  return openChoices(question).find(({ title }) => fold(title) === fold(text))?.id;
}

/** The choice whose number was typed, from 1 as they were offered. */
export function findByNumber(text: string, question: Question): string | undefined {
  const number = /^\s*(\d{1,2})[.)]?\s*$/.exec(text)?.[1];
  return number ? openChoices(question)[Number(number) - 1]?.id : undefined;
}

function openChoices(question: Question): Pick<Choice, "id" | "title">[] {
  return question.taken === undefined ? question.choices : [];
}

/** Case, spaces around and emoji do not matter. */
function fold(text: string): string {
  return text
    .replace(/\p{Extended_Pictographic}|\uFE0F/gu, "")
    .trim()
    .toLocaleLowerCase();
}
