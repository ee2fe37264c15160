import { isDeepStrictEqual } from "node:util";
import { shorten } from "../../machines/shorten.ts";
import type { Choice, Choices, Message, ReplyEffect } from "../conversation/model/effect.ts";
import type { Fallback, FallbackWords } from "../conversation/ports/channel.ts";
import { breachesOf, LIMITS } from "./limits.ts";

/** The limit for a choice that is listed in a plain text. No member would type a longer title. */
const MAX_LINE = 200;

/**
 * Other forms of a reply that WhatsApp would not show: shortened, then as plain text that lists its choices,
 * then a short apology. Each is valid, and differs from the previous one.
 */
export function fallbacksOf(
  { message, isNumbered = false }: ReplyEffect,
  words: FallbackWords,
): Fallback[] {
  const forms: Fallback[] = [
    { form: "shortened", message: shortened(message, isNumbered) },
    { form: "plain", message: { text: asText(message, isNumbered, words) } },
    { form: "apology", message: { text: shorten(words.sorry, LIMITS.text.body) } },
  ];
  const known: Message[] = [message];
  return forms.filter((one) => {
    if (breachesOf(one.message).length > 0) return false;
    if (known.some((before) => isDeepStrictEqual(before, one.message))) return false;
    known.push(one.message);
    return true;
  });
}

function shortened({ text, choices }: Message, isNumbered: boolean): Message {
  if (!choices) return { text: shorten(text, LIMITS.text.body) };
  // About money nothing relevant to the decision may be left out: a plain text has room for it.
  const body = isNumbered ? shorten(text, LIMITS[choices.kind].body) : text;
  return { text: body, choices: shortenedChoices(choices) };
}

function shortenedChoices(choices: Choices): Choices {
  if (choices.kind === "buttons") {
    const items = choices.items.map(({ id, title }) => ({
      id,
      title: shorten(title, LIMITS.buttons.title),
    }));
    return { kind: "buttons", items };
  }
  const { title: titleMax, description: descriptionMax, button } = LIMITS.list;
  const items = choices.items.map(({ id, title, description }) => ({
    id,
    title: shorten(title, titleMax),
    ...(description?.trim() && { description: shorten(description, descriptionMax) }),
  }));
  return { kind: "list", button: shorten(choices.button, button), items };
}

function asText(
  { text, choices }: Message,
  isNumbered: boolean,
  { byNumber, byTitle }: FallbackWords,
): string {
  if (!choices) return shorten(text, LIMITS.text.body);
  const lines = choices.items.map((item, at) => lineOf(item, isNumbered ? `${at + 1}.` : "•"));
  const below = `\n\n${[isNumbered ? byNumber : byTitle, ...lines].join("\n")}`;
  return `${shorten(text, Math.max(LIMITS.text.body - below.length, 1))}${below}`;
}

function lineOf({ title, description }: Choice, sign: string): string {
  const more = description?.trim() ? ` (${description.trim()})` : "";
  return `${sign} ${shorten(`${title}${more}`, MAX_LINE)}`;
}
