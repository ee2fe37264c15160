import { effect, signal } from "@preact/signals";
import type { Input } from "../protocol.ts";
import { repeat } from "./repeat.ts";
import { add, notify, send, skip } from "./server/world-link.ts";
import { announce } from "./state/notice.ts";
import { conversations, isConnected, stepsOf } from "./state/server.ts";
import { bubblesOf, world } from "./state/world.ts";

/** A link that repeats a conversation with a new member. */

interface Replay {
  locale: string;
  inputs: Input[];
}

/** The progress of a running replay. */
export const progress = signal<{ done: number; of: number } | undefined>(undefined);

const ANSWER_MS = 20_000;
/** Long enough to be read after a replay that nobody has watched. */
const OUTCOME_SHOWN_MS = 20_000;

export function linkOf(replay: Replay): string {
  const bytes = new TextEncoder().encode(JSON.stringify(replay));
  const base64 = btoa(String.fromCodePoint(...bytes));
  const url = new URL(location.href);
  url.hash = `replay=${base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
  return url.href;
}

/** Runs the replay in the page's address, if any, once the server is ready. */
export function replayFromAddress(): void {
  const replay = parse(location.hash);
  if (!replay) return;
  history.replaceState(null, "", location.pathname + location.search);
  const stop = effect(() => {
    if (!isConnected.value || !world.value) return;
    queueMicrotask(() => {
      stop();
      void run(replay);
    });
  });
}

function parse(hash: string): Replay | undefined {
  const base64 = /^#replay=([\w-]+)$/.exec(hash)?.[1];
  if (!base64) return undefined;
  try {
    const bytes = Uint8Array.from(
      atob(base64.replace(/-/g, "+").replace(/_/g, "/")),
      (character) => character.codePointAt(0) ?? 0,
    );
    const { locale, inputs } = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Replay>;
    if (typeof locale === "string" && inputs?.every(({ steps }) => Array.isArray(steps)))
      return { locale, inputs };
  } catch {
    // Not base64, or not JSON.
  }
  announce("That link is not valid.");
  return undefined;
}

async function run({ locale, inputs }: Replay): Promise<void> {
  const member = await add({ name: "Replay", locale });
  if (!member) return;
  const { number } = member;
  const isDone = (response: Response | undefined) => response?.ok ?? false;
  const outcome = await repeat(inputs, {
    steps: () => stepsOf(conversationOf(number)?.id ?? ""),
    bubbles: () => bubblesOf(number),
    send: async (content) => isDone(await send(number, content)),
    skip: async (minutes) => isDone(await skip(minutes)),
    notify: async (notice) => isDone(await notify(number, notice)),
    until,
    onProgress(done) {
      progress.value = { done, of: inputs.length };
    },
  });
  progress.value = undefined;
  announce(outcome, OUTCOME_SHOWN_MS);
}

const conversationOf = (number: string) =>
  conversations.value.find((each) => each.number === number);

function until(isSo: () => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (answer: boolean) => {
      clearTimeout(timer);
      queueMicrotask(() => stop());
      resolve(answer);
    };
    const timer = setTimeout(() => settle(false), ANSWER_MS);
    const stop = effect(() => {
      if (isSo()) settle(true);
    });
  });
}
