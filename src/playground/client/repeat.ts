import type { Content } from "../../conversation/model/event.ts";
import type { Action, Bubble, Input, OfferNotice, SeenStep, Step } from "../protocol.ts";

/** The playground around the member who repeats a conversation. Promises are false where a request failed. */
export interface Repeating {
  /** Of the member's conversation, oldest first. */
  steps(): Step[];
  /** On the member's phone, oldest first. */
  bubbles(): Bubble[];
  send(content: Content): Promise<boolean>;
  skip(minutes: number): Promise<boolean>;
  notify(notice: OfferNotice): Promise<boolean>;
  /** Resolves to true once it is so, to false after a while in which it was not. */
  until(isSo: () => boolean): Promise<boolean>;
  /** Called before each input, with the number of those before. */
  onProgress(done: number): void;
}

const MINUTES_A_DAY = 24 * 60;

/** Repeats a conversation step by step, up to the first difference. Returns a sentence that says how it ended. */
export async function repeat(inputs: readonly Input[], playground: Repeating): Promise<string> {
  /** The number of each step, and the step that repeats it. */
  const repeated = new Map<number, Step>();
  for (const [done, input] of inputs.entries()) {
    playground.onProgress(done);
    if (!(await perform(input, repeated, playground)))
      return `The replay stopped at ${done + 1} of ${inputs.length}: it could not be repeated.`;
    for (const seen of input.steps) {
      const next = () => playground.steps().filter(isCounted)[repeated.size];
      await playground.until(() => next() !== undefined);
      const step = next();
      const difference = differenceOf(seen, step);
      if (difference || !step) return `Differs from step ${seen.number}${difference}`;
      repeated.set(seen.number, step);
    }
  }
  return `Repeated: ${repeated.size} steps, all the same.`;
}

/** A timer that was cancelled just before changes nothing, and may have come in one of the two only. */
const isCounted = ({ outcome }: Step) => outcome !== "stale";

function differenceOf({ keys, stage }: SeenStep, step: Step | undefined): string | undefined {
  if (!step) return ", which did not come.";
  const said = step.replies.flatMap((reply) => reply.keys);
  if (said.join() !== keys.join())
    return `: it replied ${listOf(keys)}, and now ${listOf(said)} is the reply.`;
  const now = step.metadata.stage;
  return now === stage ? undefined : `: it led to ${stage}, and now to ${now}.`;
}

const listOf = (keys: readonly string[]) => keys.join(", ") || "nothing";

async function perform(
  input: Action,
  repeated: ReadonlyMap<number, Step>,
  { bubbles, send, skip, notify, until }: Repeating,
): Promise<boolean> {
  switch (input.kind) {
    case "text":
    case "media":
      return send(input);
    case "choice": {
      const find = () => offeredIn(bubblesFor(input, repeated, bubbles()), input);
      await until(() => find() !== undefined);
      const found = find();
      return found !== undefined && send({ kind: "choice", ...found });
    }
    case "notice":
      return notify(input.notice);
    case "wait": {
      for (let left = input.seconds / 60; left > 0; left -= MINUTES_A_DAY)
        if (!(await skip(Math.min(left, MINUTES_A_DAY)))) return false;
      return true;
    }
  }
}

type ChoiceInput = Extract<Action, { kind: "choice" }>;

/** The bubbles of the step that repeats the one which offered the choice; all of them for a foreign button. */
function bubblesFor(
  { offeredBy }: ChoiceInput,
  repeated: ReadonlyMap<number, Step>,
  bubbles: readonly Bubble[],
): readonly Bubble[] {
  if (offeredBy === undefined) return bubbles;
  const tokens = repeated.get(offeredBy)?.replies.map(({ token }) => token);
  return bubbles.filter(({ token }) => token !== undefined && tokens?.includes(token));
}

/** The button with this choice, or one with its title: ids of offers and accounts are the new member's own. */
function offeredIn(
  bubbles: readonly Bubble[],
  { choice, title }: ChoiceInput,
): { id: string; title: string } | undefined {
  const choices = bubbles.flatMap((bubble) => bubble.choices ?? []);
  const [name] = choice.split("=");
  const found =
    choices.findLast(({ id }) => id === choice || id.endsWith(`~${choice}`)) ??
    choices.findLast((each) => each.title === title && each.id.includes(`~${name}=`));
  return found && { id: found.id, title: found.title };
}
