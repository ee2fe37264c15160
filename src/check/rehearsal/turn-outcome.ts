import type { Choices, Effect, Message } from "../../conversation/model/effect.ts";
import type { Json, SessionRecord } from "../../conversation/model/record.ts";
import { choiceOf } from "../../conversation/turn/choices.ts";
import type { RunTurn, Turn, TurnInput } from "../../conversation/turn/turn.ts";

/** What a turn does, as the member and credex-core notice it. */
export interface TurnOutcome {
  /** The message of the error, if the turn threw. */
  error?: string;
  /** The state afterwards. */
  stage: string;
  /** As rendered. */
  replies: Message[];
  calls: MadeCall[];
  /** The session began anew: the member is sent home. */
  isRestarted: boolean;
  /** A call is pending, whose answer will be another event. */
  isPending: boolean;
}

export interface MadeCall {
  operation: string;
  input: Json;
  /** Marked before it leaves, and never sent again without an answer. */
  atMostOnce: boolean;
}

/** Runs a turn of an open session. An error of the turn is an outcome too. */
export function outcomeOf(
  runTurn: RunTurn,
  { stage, ...input }: TurnInput & { record: SessionRecord; stage: string },
): TurnOutcome {
  const nothing = { replies: [], calls: [], isRestarted: false };
  const unchanged = { ...nothing, stage, isPending: input.record.calls.length > 0 };
  try {
    const turn = runTurn(input);
    return turn.kind === "stale" ? unchanged : { ...unchanged, ...outlineOf(turn) };
  } catch (error) {
    return { ...unchanged, error: error instanceof Error ? error.message : String(error) };
  }
}

function outlineOf(turn: Exclude<Turn, { kind: "stale" }>): Partial<TurnOutcome> {
  const replies = turn.effects.flatMap(messageOf);
  if (turn.kind === "answered") return { replies };
  return {
    replies,
    calls: turn.effects.flatMap(callOf),
    stage: turn.metadata.stage,
    isRestarted: turn.from === "",
    isPending: turn.record.calls.length > 0,
  };
}

function messageOf(effect: Effect): Message[] {
  if (effect.kind !== "reply") return [];
  const { text, choices } = effect.message;
  return [{ text, ...(choices && { choices: withoutStamps(choices) }) }];
}

/** The choices without session and number of the question. */
function withoutStamps(choices: Choices): Choices {
  const items = choices.items.map((item) => ({ ...item, id: choiceOf(item.id) }));
  return { ...choices, items };
}

function callOf(effect: Effect): MadeCall[] {
  if (effect.kind !== "call") return [];
  const { operation, input, atMostOnce } = effect;
  return [{ operation, input, atMostOnce }];
}
