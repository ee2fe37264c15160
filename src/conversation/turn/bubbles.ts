import type { Message } from "../model/effect.ts";

export interface Bubble {
  keys: string[];
  message: Message;
  /** It asks the open question again, so its choices are the same. */
  isAgain?: boolean;
}

/** Characters of text that fit a bubble on every channel: plain, and with choices below. */
const MAX_PLAIN = 4096;
const MAX_WITH_CHOICES = 1024;

/** Says in one bubble what fits into one: members read less, and each message may be billed. */
export function joinBubbles(bubbles: Bubble[]): Bubble[] {
  const joined: Bubble[] = [];
  for (const bubble of bubbles) {
    const last = joined.at(-1);
    const both = last && join(last, bubble);
    if (both) joined[joined.length - 1] = both;
    else joined.push(bubble);
  }
  return joined;
}

function join(first: Bubble, second: Bubble): Bubble | undefined {
  if (first.message.choices) return undefined;
  const text = `${first.message.text}\n\n${second.message.text}`;
  if (text.length > (second.message.choices ? MAX_WITH_CHOICES : MAX_PLAIN)) return undefined;
  return { ...second, keys: [...first.keys, ...second.keys], message: { ...second.message, text } };
}
