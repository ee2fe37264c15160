import { send } from "../server/world-link.ts";
import { isLive } from "../state/view.ts";
import { bubblesOf, number } from "../state/world.ts";
import type { PossibleInput } from "./highlights.ts";

/**
 * What the member does for an input: taps a choice of the newest question, writes a word, sends a photo; `undefined`
 * where it needs more than a click.
 */
export function deedOf({ event, happening }: PossibleInput): (() => void) | undefined {
  const to = number.value;
  if (to === undefined || !isLive.value) return undefined;
  const [, choice] = /^choice\.(.+)$/.exec(event) ?? [];
  if (choice !== undefined) {
    const [only, ...others] = offeredNow(to).filter(({ id }) => nameIn(id) === choice);
    if (!only || others.length > 0) return undefined;
    return () => void send(to, { kind: "choice", id: only.id, title: only.title });
  }
  const [, word] = /^writes “(.+)”$/.exec(happening) ?? [];
  if (word !== undefined) return () => void send(to, { kind: "text", text: word });
  if (event === "media") return () => void send(to, { kind: "media", media: "image" });
  return undefined;
}

/** The choices of the newest bubble that has some. */
const offeredNow = (of: string) =>
  bubblesOf(of).findLast(({ choices = [] }) => choices.length > 0)?.choices ?? [];

/** A choice's name in the id of its button or row: session, question and choice, which may have a value. */
const nameIn = (id: string) => id.split("~")[2]?.split("=")[0];
