import type { Arrival, Entry, Sentence, Tap } from "./evidence.ts";
import { isTurn } from "./runs.ts";

/** A button that was tapped and accepted: one offer at most, and a true last message about it. */
export interface Confirm extends Tap {
  conversationId: string;
  at: number;
  /** The member left before the outcome was known; it is reported later. */
  isLeft: boolean;
  last: Word | undefined;
}

/** The outcome of an offer that a sentence states. */
export interface Word {
  says: "sent" | "not made" | "not confirmed";
  reference: string | undefined;
  token: string;
}

/** A sentence about an offer that nobody had confirmed. */
export interface Stray {
  member: number;
  key: string;
  token: string;
  at: number;
}

export interface Story {
  confirms: Confirm[];
  strays: Stray[];
}

const SAYS: { [key: string]: Word["says"] } = {
  "offer.sent": "sent",
  "late.offer.done": "sent",
  "offer.refused": "not made",
  "offer.away": "not made",
  "offer.paused": "not made",
  "offer.cancelled": "not made",
  "offer.expired": "not made",
  "offer.unsettled": "not made",
  "late.offer.failed": "not made",
  "late.offer.unconfirmed": "not confirmed",
  trouble: "not confirmed",
  "trouble.resting": "not confirmed",
};
const LEAVES = new Set(["offer.underway", "offer.unknown", "late.offer.unknown"]);
/** These sentences also occur for offers that were never confirmed. */
const OF_ANY_FORM = new Set([
  ...["offer.cancelled", "offer.expired", "trouble", "trouble.resting"],
]);

/** The outcome of each confirmation as its member saw it: the journal in its order, with the delivered messages. */
export function readStory(options: {
  journal: readonly Entry[];
  taps: ReadonlyMap<string, Tap>;
  arrivals: ReadonlyMap<string, readonly Arrival[]>;
}): Story {
  const story: Story = { confirms: [], strays: [] };
  for (const { conversationId, at, line } of options.journal.filter(isTurn)) {
    const tap = line.event === "message" ? options.taps.get(line.id) : undefined;
    if (tap && line.effects.some(isOffer)) {
      story.confirms.push({ ...tap, conversationId, at, isLeft: false, last: undefined });
    }
    for (const { token, keys } of line.effects.flatMap(readReply)) {
      const [arrival] = options.arrivals.get(token) ?? [];
      if (arrival) hear({ story, arrival, keys, at });
    }
  }
  return story;
}

/** Parses "reply <token> <keys>". */
export function readReply(effect: string): { token: string; keys: string[] }[] {
  const [kind, token, ...keys] = effect.split(" ");
  return kind === "reply" && token !== undefined ? [{ token, keys }] : [];
}

function isOffer(effect: string): boolean {
  return effect.startsWith("call ") && effect.endsWith(" createCredex");
}

function hear(options: { story: Story; arrival: Arrival; keys: readonly string[]; at: number }) {
  const { story, arrival, keys, at } = options;
  const { token, member } = arrival;
  for (const key of keys) {
    const sentence = arrival.sentences.find((one) => one.key === key) ?? { key };
    const says = SAYS[key];
    const confirm = find(story.confirms, sentence);
    if (confirm && LEAVES.has(key)) confirm.isLeft = true;
    if (says === undefined) continue;
    if (confirm) confirm.last = { says, reference: sentence.reference, token };
    else if (!OF_ANY_FORM.has(key) && !isRepeated(story.confirms, { keys, sentence }))
      story.strays.push({ member, key, token, at });
  }
}

/** A question that is asked again comes after the reason why; the member has read the outcome before. */
function isRepeated(
  confirms: readonly Confirm[],
  { keys, sentence }: { keys: readonly string[]; sentence: Sentence },
): boolean {
  const { key, cents, recipient } = sentence;
  if (keys[0] === key || SAYS[key] !== "not made") return false;
  const last = confirms.findLast((one) => one.cents === cents && one.recipient === recipient);
  return last?.last?.says === "not made";
}

/** The confirmation that a sentence is about: in a form the newest, otherwise the oldest that was left open. */
function find(confirms: readonly Confirm[], { key, cents, recipient }: Sentence) {
  const open = confirms.filter(({ last }) => !last || last.says === "not confirmed");
  if (OF_ANY_FORM.has(key)) return open.findLast(({ isLeft, last }) => !isLeft && !last);
  const meant = open.filter((one) => one.cents === cents && one.recipient === recipient);
  if (!key.startsWith("late.")) return meant.at(-1);
  // Of two equal offers the one that nothing was said about yet.
  return meant.find(({ last }) => !last) ?? meant[0];
}
