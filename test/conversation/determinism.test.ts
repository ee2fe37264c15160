import fc from "fast-check";
import { expect, test } from "vitest";
import { setup } from "xstate";
import type { Call } from "../../src/conversation/model/effect.ts";
import type { ConversationEvent, Outcome } from "../../src/conversation/model/event.ts";
import type { ConversationRecord } from "../../src/conversation/model/record.ts";
import { createTurn, type Turn } from "../../src/conversation/turn/turn.ts";
import { contract } from "../../src/vimbiso.ts";
import { bank, interpret, isAtMostOnce, render } from "../support/bank.ts";
import { DONE, message } from "../support/dialogue.ts";
import { freeze } from "../support/freeze.ts";

const takeTurn = createTurn({
  release: { machine: bank, hash: "h", contract },
  render,
  interpret,
  isAtMostOnce,
});

const words = fc.constantFrom("hi", "home", "cancel", "help", "20", "1", "2", "Confirm", " offer ");
const outcomes = fc.constantFrom<Outcome>(DONE, { kind: "unknown" }, { kind: "away" });
const step = fc.record({
  kind: fc.constantFrom("text", "choice", "media", "result", "timer"),
  text: words,
  outcome: outcomes,
  /** Which of the tokens or buttons that there were so far, the youngest first. */
  pick: fc.nat({ max: 3 }),
  isTrouble: fc.integer({ min: 0, max: 20 }).map((chance) => chance === 0),
  afterMs: fc.nat({ max: 90_000 }),
});
type Step = ReturnType<typeof step.generate>["value"];

/** What turns have left to come back with, the youngest first. */
interface Left {
  tokens: string[];
  calls: Call[];
  timers: string[];
  buttons: string[];
}

test("a turn is the same whenever it is taken, leaves its record alone, and repeats no token", () => {
  let committed = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: "max" }), (steps) => {
      const left: Left = { tokens: [], calls: [], timers: [], buttons: [] };
      let record: ConversationRecord | undefined;
      let now = 1_700_000_000_000;
      for (const [index, step] of steps.entries()) {
        now += step.afterMs;
        const over = step.isTrouble ? ("trouble" as const) : undefined;
        const input = freeze({ record, event: eventOf(step, left, `m${index}`), now, over });
        const turn = takeTurn(input);
        expect(JSON.stringify(takeTurn(input))).toBe(JSON.stringify(turn));
        expect(takeTurn(structuredClone(input))).toEqual(turn);
        collect(turn, left);
        if (turn.kind !== "taken") continue;
        record = JSON.parse(JSON.stringify(turn.record));
        committed += 1;
      }
      expect(new Set(left.tokens).size).toBe(left.tokens.length);
    }),
  );
  expect(committed).toBeGreaterThan(500);
});

test("a record is left alone where XState would put actors into it", () => {
  const form = setup({}).createMachine({ id: "f", context: ({ self }) => ({ self }) });
  const machine = setup({ actors: { form } }).createMachine({
    id: "m",
    invoke: { src: "form", id: "f" },
  });
  const take = createTurn({
    release: { machine, hash: "h", contract },
    render,
    interpret,
    isAtMostOnce,
  });
  const event = message({ kind: "text", text: "hi" }, "m1");
  const first = take({ record: undefined, event, now: 0 });
  if (first.kind !== "taken") throw new Error("The turn was not taken");
  const record = freeze(JSON.parse(JSON.stringify(first.record)));
  expect(take({ record, event, now: 0 })).toMatchObject({ kind: "taken", record: { _version: 2 } });
});

function eventOf({ kind, text, outcome, pick }: Step, left: Left, id: string): ConversationEvent {
  const call = left.calls[pick];
  if (kind === "result" && call) return { kind, call, outcome, credentials: { credex_token: "t" } };
  if (kind === "timer") return { kind, token: left.timers[pick] ?? "none" };
  if (kind === "choice")
    return message({ kind, id: left.buttons[pick] ?? "foreign", title: text }, id);
  if (kind === "media") return message({ kind, media: "image" }, id);
  return message({ kind: "text", text }, id);
}

function collect(turn: Turn, left: Left): void {
  for (const effect of "effects" in turn ? turn.effects : []) {
    if (effect.kind === "cancel") continue;
    left.tokens.push(effect.token);
    if (effect.kind === "timer") left.timers.unshift(effect.token);
    if (effect.kind === "call") left.calls.unshift(effect);
    if (effect.kind === "reply")
      left.buttons.unshift(...(effect.message.choices?.items ?? []).map(({ id }) => id));
  }
}
