import { setTimeout as sleep } from "node:timers/promises";
import type { Copy } from "../../machines/copy/copy.ts";
import type { Member } from "../../src/loopback/member.ts";
import { longestLiteral } from "./titles.ts";

/** How long a reply may take: far more than it does, so that a slow machine is no failure. */
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 10;

/** A member in any language: what is heard and tapped is named by the copy's keys, not by its words. */
export interface Speaker {
  member: Member;
  says(text: string): Promise<void>;
  /** Waits for the wording of this key, after the previous one, possibly in the same bubble. */
  hears(key: string): Promise<void>;
  /** These words are in the bubble that was heard last. */
  reads(text: string): void;
  /** Taps a choice by the id that the machine gives it ("confirm", "credex=C1"), offered last. */
  taps(choice: string): Promise<void>;
}

export function createSpeaker(member: Member, copy: Copy): Speaker {
  /** How many bubbles are heard, and how much of the one after them. */
  let bubbles = 0;
  let length = 0;
  const find = (piece: string): boolean => {
    for (const [index, { text }] of member.received().slice(bubbles).entries()) {
      const found = text.indexOf(piece, index === 0 ? length : 0);
      if (found < 0) continue;
      bubbles += index;
      length = found + piece.length;
      return true;
    }
    return false;
  };
  return {
    member,
    says: member.says,
    async hears(key) {
      const entry = copy[key];
      if (entry === undefined) throw new Error(`The copy has no "${key}"`);
      const piece = longestLiteral(entry);
      const until = Date.now() + PATIENCE_MS;
      while (!find(piece)) {
        if (Date.now() > until) throw new Error(`"${key}" was not heard, but:\n${last(member)}`);
        await sleep(LOOK_EVERY_MS);
      }
    },
    reads(text) {
      const replies = member.received()[bubbles]?.text;
      if (!replies?.includes(text)) throw new Error(`"${text}" is not in:\n${replies}`);
    },
    async taps(choice) {
      const offered = member.received().findLast(({ choices }) => choices.some(isThis(choice)));
      const found = offered?.choices.find(isThis(choice));
      if (!found) throw new Error(`Nothing offered "${choice}"`);
      const kind = offered?.button === undefined ? "button_reply" : "list_reply";
      const status = await member.tapsOld({ kind, id: found.id, title: found.title });
      if (status !== 200) throw new Error(`The webhook was answered with ${status}`);
    },
  };
}

function last(member: Member): string {
  const texts = member.received().map(({ text }) => text);
  return texts.slice(-3).join("\n---\n");
}

function isThis(choice: string) {
  return ({ id }: { id: string }) => id.endsWith(`~${choice}`);
}
