import { signal } from "@preact/signals";
import type { Bubble, Member, World, WorldFrame } from "../../protocol.ts";
import { skipAhead } from "./clock.ts";
import { spoken } from "./notice.ts";

/** Members and their phones, and the faults of the surrounding services. */

const TYPING_MS = 25_000;

export const world = signal<World | undefined>(undefined);
export const members = signal<Member[]>([]);
const bubbles = signal<Bubble[]>([]);
/** Numbers for which VimbisoPay is typing. */
export const typing = signal<ReadonlySet<string>>(new Set());
/** Numbers with unread messages. */
export const unread = signal<ReadonlySet<string>>(new Set());
/** Whose phone is shown. */
export const number = signal<string | undefined>(undefined);

export const bubblesOf = (of: string | undefined): Bubble[] =>
  bubbles.value.filter((bubble) => bubble.number === of);

export function receiveWorld(frame: WorldFrame): void {
  switch (frame.kind) {
    case "world":
      members.value = frame.members;
      bubbles.value = frame.bubbles;
      typing.value = new Set();
      setWorld(frame.world);
      if (!frame.members.some((member) => member.number === number.value))
        number.value = frame.members[0]?.number;
      return;
    case "changed":
      setWorld(frame.world);
      return;
    case "member":
      addMember(frame.member);
      return;
    case "bubble":
      addBubble(frame.bubble);
      return;
    case "typing":
      setTyping(frame.number, true);
      setTimeout(() => setTyping(frame.number, false), TYPING_MS);
  }
}

function setWorld(next: World): void {
  const before = world.value;
  if (before && next.aheadMs !== before.aheadMs) skipAhead(next.aheadMs - before.aheadMs);
  world.value = next;
}

export function addMember(member: Member): void {
  const index = members.value.findIndex((other) => other.number === member.number);
  members.value = index < 0 ? [...members.value, member] : members.value.with(index, member);
}

export function lookAt(member: string): void {
  number.value = member;
  unread.value = without(unread.value, member);
}

function addBubble(bubble: Bubble): void {
  const index = bubbles.value.findIndex(({ id }) => id === bubble.id);
  if (index >= 0) {
    bubbles.value = bubbles.value.with(index, bubble);
    return;
  }
  bubbles.value = [...bubbles.value, bubble];
  if (bubble.from === "member") return;
  setTyping(bubble.number, false);
  if (bubble.number === number.value) spoken.value = `VimbisoPay: ${bubble.text}`;
  else unread.value = new Set(unread.value).add(bubble.number);
}

function setTyping(of: string, isTyping: boolean): void {
  typing.value = isTyping ? new Set(typing.value).add(of) : without(typing.value, of);
}

function without(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  return new Set([...set].filter((each) => each !== item));
}
