import { effect, signal } from "@preact/signals";
import type { Input, Step } from "../protocol.ts";
import { add, send, skip } from "./server/world-link.ts";
import { announce } from "./state/notice.ts";
import { conversations, isConnected, stepsOf } from "./state/server.ts";
import { bubblesOf, world } from "./state/world.ts";

/** A link that repeats a member's actions with a new member. */

interface Replay {
  locale: string;
  inputs: Input[];
}

/** The progress of a running replay. */
export const progress = signal<{ done: number; of: number } | undefined>(undefined);

const ANSWER_MS = 20_000;

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
    return typeof locale === "string" && Array.isArray(inputs) ? { locale, inputs } : undefined;
  } catch {
    announce("That link is not valid.");
    return undefined;
  }
}

async function run({ locale, inputs }: Replay): Promise<void> {
  const member = await add({ name: "Replay", locale });
  if (!member) return;
  for (const [done, input] of inputs.entries()) {
    progress.value = { done, of: inputs.length };
    if (!(await perform(member.number, input))) {
      announce(`The replay stopped at ${done + 1} of ${inputs.length}: no answer came.`);
      break;
    }
  }
  progress.value = undefined;
}

/** False if it got no reply. */
async function perform(number: string, input: Input): Promise<boolean> {
  const before = newest(number)?.number ?? 0;
  if (input.kind === "wait") return (await skip(input.seconds / 60))?.ok ?? false;
  if (input.kind === "choice") {
    const isOffered = await until(() => offered(number, input.choice) !== undefined);
    const id = offered(number, input.choice);
    if (!isOffered || id === undefined) return false;
    await send(number, { kind: "choice", id, title: input.title });
  } else await send(number, input);
  return until(() => {
    const step = newest(number);
    return step !== undefined && step.number > before && step.pending.calls.length === 0;
  });
}

function newest(number: string): Step | undefined {
  const conversation = conversations.value.find((each) => each.number === number);
  return conversation && stepsOf(conversation.id).at(-1);
}

/** The id of the newest button with this choice: "<session>~<question>~<choice>". */
function offered(number: string, choice: string): string | undefined {
  const choices = bubblesOf(number).flatMap((bubble) => bubble.choices ?? []);
  return choices.findLast(({ id }) => id === choice || id.endsWith(`~${choice}`))?.id;
}

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
