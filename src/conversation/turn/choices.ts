import { QUESTION_GRACE_MS } from "../../policy.ts";
import type { Choice, Message } from "../model/effect.ts";
import type { Question } from "../model/record.ts";
import type { Reply } from "../ports/copy.ts";

/** What a tap on one of our buttons means for the question that stands now. */
export type Tap =
  | { kind: "choice"; choice: string }
  /** Of a question, or a session, that is over. */
  | { kind: "outdated" }
  /** The same tap again. */
  | { kind: "again" };

const SEPARATOR = "~";

/** Whether a message is older than the open question, and so can be no answer to it. */
export function isWrittenBefore({ askedAt }: Question, at: number): boolean {
  return askedAt !== undefined && at < askedAt - QUESTION_GRACE_MS;
}

/** How the copy key of a question ends. */
export const ASKS = ".ask";

/** A reply asks something when it has choices, or when its copy key says so. */
export function isQuestion({ key }: Reply, { choices }: Message): boolean {
  return choices !== undefined || key.endsWith(ASKS);
}

/** Gives the choices of a message ids that carry the session and the question they belong to. */
export function stampChoices(message: Message, sessionId: string, number: number): Message {
  if (!message.choices) return message;
  const items = message.choices.items.map((item) => ({
    ...item,
    id: [sessionId, number, item.id].join(SEPARATOR),
  }));
  return { ...message, choices: { ...message.choices, items } };
}

/** Whether a button is ours, and not a template's, say. */
export function isOwnChoiceId(id: string): boolean {
  return /^[^~]+~\d+~/.test(id);
}

/** The choice in an id of ours, without the session and the question. */
export function choiceOf(id: string): string {
  return id.replace(/^[^~]+~\d+~/, "");
}

export function readTap(id: string, sessionId: string, question: Question): Tap {
  const current = [sessionId, question.number, ""].join(SEPARATOR);
  if (!id.startsWith(current)) return { kind: "outdated" };
  const choice = id.slice(current.length);
  // A changed client can send any id. Only what was offered counts, with its value.
  if (!question.choices.some((offered) => offered.id === choice)) return { kind: "outdated" };
  if (question.taken === undefined) return { kind: "choice", choice };
  return question.taken === choice ? { kind: "again" } : { kind: "outdated" };
}

/** The choice whose title was typed, whatever its case, the marks around it and emoji that agree with it. */
export function findByTitle(text: string, question: Question): string | undefined {
  const choices = openChoices(question).filter(({ title }) => isAgreeing(text, title));
  const exact = choices.find(({ title }) => fold(title) === fold(text));
  if (exact) return exact.id;
  const bare = withoutMarks(fold(text));
  const near = choices.filter(({ title }) => withoutMarks(fold(title)) === bare);
  return near.length === 1 ? near[0]?.id : undefined;
}

/** The choice whose number was typed, from 1 as they were offered. */
export function findByNumber(text: string, question: Question): string | undefined {
  const number = /^(\d{1,2})$/.exec(withoutMarks(fold(text.replaceAll(KEYCAP, ""))))?.[1];
  return number ? openChoices(question)[Number(number) - 1]?.id : undefined;
}

function openChoices(question: Question): Pick<Choice, "id" | "title">[] {
  return question.taken === undefined ? question.choices : [];
}

/** The frame of "1️⃣". */
const KEYCAP = "\u20e3";

const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/gu;

/** Emoji that change nothing beside a title. Any other may mean the opposite, so with it nothing is chosen. */
const AGREEING = new Set("👍👌✅✔🙏🙂😊😀😃😄🎉💯🤝👏💪");

function isAgreeing(text: string, title: string): boolean {
  return (text.match(/\p{Extended_Pictographic}/gu) ?? []).every(
    (emoji) => AGREEING.has(emoji) || title.includes(emoji),
  );
}

/** Case, spaces and emoji do not matter. */
function fold(text: string): string {
  return text.replace(EMOJI, "").trim().replaceAll(/\s+/g, " ").toLocaleLowerCase();
}

/** What keyboards and copying put around a text; a question mark and a minus mean something. */
const AROUND = new Set(" *_~`\"'“”„‘’«»‹›()[]");
const AFTER = new Set([...AROUND, ".", ",", "!", "…"]);

function withoutMarks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && AROUND.has(text.charAt(start))) start++;
  while (end > start && AFTER.has(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
