import { describe, expect, test } from "vitest";
import { setup } from "xstate";
import type { Interpret } from "../../src/conversation/ports/copy.ts";
import { createTurn, type Turn } from "../../src/conversation/turn/turn.ts";
import { contract } from "../../src/vimbiso.ts";
import { message } from "../support/dialogue.ts";

const COMMANDS = ["menu", "masikati", "stop", "start", "language", "yes", "no"];
const interpret: Interpret = ({ text, firmOnly }) => {
  const word = text.toLowerCase();
  if (firmOnly && word !== "menu") return undefined;
  return COMMANDS.includes(word) ? { type: word === "menu" ? "home" : word } : undefined;
};

/** Repeats its input: a state that asks for a name, one that asks for an amount, and the menu. */
const machine = setup({
  types: {} as { events: { type: string; text?: string; command?: string } },
  actions: { reply: (_: unknown, _said: { key: string; [value: string]: unknown }) => {} },
}).createMachine({
  id: "field",
  initial: "name",
  states: {
    name: {
      tags: "text",
      entry: { type: "reply", params: { key: "name.ask" } },
      on: {
        text: {
          actions: {
            type: "reply",
            params: ({ event }) => ({
              key: "name",
              text: event.text,
              command: event.command ?? "none",
            }),
          },
        },
        next: "amount",
        home: "menu",
        "choice.menu": { actions: { type: "reply", params: { key: "tapped" } } },
      },
    },
    amount: {
      entry: { type: "reply", params: { key: "amount.ask" } },
      on: {
        text: {
          actions: { type: "reply", params: ({ event }) => ({ key: `text ${event.text}` }) },
        },
        home: { actions: { type: "reply", params: ({ event }) => ({ key: event.type }) } },
        masikati: { actions: { type: "reply", params: ({ event }) => ({ key: event.type }) } },
        language: { actions: { type: "reply", params: ({ event }) => ({ key: event.type }) } },
      },
    },
    confirmation: {
      tags: "money",
      on: {
        text: {
          actions: { type: "reply", params: ({ event }) => ({ key: `text ${event.text}` }) },
        },
        unexpected: { actions: { type: "reply", params: { key: "tap" } } },
        yes: { actions: { type: "reply", params: { key: "confirmed" } } },
      },
    },
    menu: { entry: { type: "reply", params: { key: "home.menu" } } },
  },
});

const takeTurn = createTurn({
  release: { machine, hash: "h", contract },
  interpret,
  isAtMostOnce: () => false,
  render: ({ reply: { key, ...values } }) => ({ text: [key, ...Object.values(values)].join(" ") }),
});

/** What the machine says to a text, at its first state or at another. */
function answerTo(text: string, { at = "name" } = {}): string[] {
  const opened = takeTurn({
    record: undefined,
    event: message({ kind: "text", text: "hi" }, "m0"),
    now: 0,
  });
  if (opened.kind !== "taken") throw new Error("No session was opened");
  const snapshot = { ...opened.record.snapshot, value: at };
  const record = { ...opened.record, snapshot };
  return textsOf(takeTurn({ record, event: message({ kind: "text", text }, "m1"), now: 1_000 }));
}

function textsOf(turn: Turn): string[] {
  if (!("effects" in turn)) return [];
  return turn.effects.flatMap((effect) => (effect.kind === "reply" ? effect.message.text : []));
}

describe("a state that asks for a name", () => {
  test.each(["Masikati", "stop", "Start", "language"])(
    "takes %j as a text, and hears which command it would be",
    (text) => {
      expect(answerTo(text)).toEqual([`name ${text} ${text.toLowerCase()}`]);
    },
  );

  test.each(["Tariro", "yes", "No", "1", "2."])("takes %j as a text and nothing else", (text) => {
    expect(answerTo(text)).toEqual([`name ${text} none`]);
  });

  test("leaves a word that is a name nowhere what it is", () => {
    expect(answerTo("Menu")).toEqual(["home.menu"]);
  });
});

describe("a state that asks to confirm, although it reads texts and handles yes", () => {
  test.each([
    ["yes", "tap"],
    ["Yes", "tap"],
    ["perhaps", "text perhaps"],
  ])("takes %j as %s", (text, answer) => {
    expect(answerTo(text, { at: "confirmation" })).toEqual([answer]);
  });
});

describe("a state that asks for something else, and answers neither yes nor no", () => {
  test.each([
    ["Masikati", "masikati"],
    ["menu", "home"],
    ["language", "language"],
    ["yes", "text yes"],
    ["No", "text No"],
    ["20", "text 20"],
  ])("takes %j as %s", (text, answer) => {
    expect(answerTo(text, { at: "amount" })).toEqual([answer]);
  });
});
