import { expect, test } from "vitest";
import { assign, cancel, fromPromise, raise, setup } from "xstate";
import type { Effect, Message } from "../../src/conversation/model/effect.ts";
import { fieldsOf } from "../../src/conversation/model/record-fields.ts";
import type { Render } from "../../src/conversation/ports/copy.ts";
import { createTurn } from "../../src/conversation/turn/turn.ts";
import { contract } from "../../src/vimbiso.ts";
import { message } from "../support/dialogue.ts";

type Said = { key: string };
const work = fromPromise<unknown, unknown>(() => Promise.reject(new Error("Not here")));

/** Says these messages in one turn. */
function say(...messages: Message[]): Extract<Effect, { kind: "reply" }>[] {
  const render: Render = ({ reply }) => messages[Number(reply.key)] ?? { text: "?" };
  const entry = messages.map((_, index) => ({ type: "reply", params: { key: `${index}` } }));
  const machine = setup({ actions: { reply: (_: unknown, _said: Said) => {} } }).createMachine({
    id: "m",
    entry: entry as { type: "reply"; params: Said }[],
  });
  return take(machine, render).effects.filter((effect) => effect.kind === "reply");
}

function take(machine: Parameters<typeof createTurn>[0]["release"]["machine"], render: Render) {
  const isAtMostOnce = () => false;
  const release = { machine, hash: "h", contract };
  const turn = createTurn({ release, render, interpret: () => undefined, isAtMostOnce })({
    record: undefined,
    event: message({ kind: "text", text: "hi" }, "s"),
    now: 5_000,
  });
  if (turn.kind !== "taken") throw new Error("The turn was not taken");
  return turn;
}

const silent: Render = () => ({ text: "" });
const choices = {
  kind: "buttons" as const,
  items: [{ id: "yes", title: "Yes", description: "Do it" }],
};

test("what is said in one turn is one bubble, with all its keys", () => {
  expect(say({ text: "One" }, { text: "Two" }, { text: "Three", choices })).toMatchObject([
    { token: "s:1:0", keys: ["0", "1", "2"], message: { text: "One\n\nTwo\n\nThree" } },
  ]);
});

test("nothing is joined to a bubble that offers choices", () => {
  const replies = say({ text: "One", choices }, { text: "Two" }, { text: "Three" });
  expect(replies.map(({ message }) => message.text)).toEqual(["One", "Two\n\nThree"]);
});

test.each([
  [4096, undefined],
  [1024, choices],
])("a bubble holds %i characters, and not one more", (most, choices) => {
  const rest = "x".repeat(most - "One\n\n".length);
  expect(say({ text: "One" }, { text: rest, choices })).toHaveLength(1);
  expect(say({ text: "One" }, { text: `${rest}x`, choices })).toHaveLength(2);
});

test("choices carry session and question, each bubble's its own", () => {
  const [first, second] = say({ text: "One", choices }, { text: "Two", choices });
  const [item] = choices.items;
  expect(first?.message.choices?.items).toEqual([{ ...item, id: "s~1~yes" }]);
  expect(second?.message.choices?.items).toEqual([{ ...item, id: "s~2~yes" }]);
});

test("what is begun and left in one turn never happens, and is not cancelled either", () => {
  const machine = setup({ actors: { work } }).createMachine({
    id: "m",
    initial: "passing",
    states: {
      passing: {
        invoke: { src: "work", id: "w" },
        after: { 100: "staying" },
        on: { home: "staying" },
      },
      staying: {},
    },
  });
  const turn = take(machine, silent);
  expect(turn.effects).toEqual([]);
  expect(turn.record).toMatchObject({ calls: [], timers: [] });
});

test("a timer that is set again takes the place of the one before", () => {
  const machine = setup({}).createMachine({
    id: "m",
    entry: raise({ type: "ring" }, { delay: 100, id: "bell" }),
    on: { home: { actions: raise({ type: "ring" }, { delay: 300, id: "bell" }) } },
  });
  const { record, effects } = take(machine, silent);
  expect(effects).toEqual([{ kind: "timer", token: "s:1:1", delayMs: 300 }]);
  expect(record.timers).toMatchObject([{ token: "s:1:1", dueAt: 5_300 }]);
});

test("sends every delayed event that has no id, and cancels none of them by its type", () => {
  const delayed = raise({ type: "ring" }, { delay: 100 });
  const machine = setup({}).createMachine({
    id: "m",
    entry: [delayed, delayed],
    on: { home: { actions: [delayed, cancel("ring")] } },
  });
  const { record, effects } = take(machine, silent);
  expect(effects).toHaveLength(3);
  expect(new Set(record.timers.map(({ sendId }) => sendId)).size).toBe(3);
});

test("a call's input is plain JSON, and its answer is waited for", () => {
  const machine = setup({ actors: { work } }).createMachine({
    id: "m",
    invoke: { src: "work", id: "w", input: { left: undefined, kept: 1 } },
  });
  const { record, effects, metadata } = take(machine, silent);
  expect(effects).toMatchObject([{ kind: "call", operation: "work", input: { kept: 1 } }]);
  expect(record.calls).toEqual([{ token: "s:1:0", path: "", actorId: "w", operation: "work" }]);
  expect(metadata.direction).toBe("OUT");
});

test("what is said after a change of language is in the new one, and so is all that follows", () => {
  const render: Render = ({ reply, locale }) => ({ text: `${reply.key} ${locale}` });
  const said = (key: string) => ({ type: "reply" as const, params: { key } });
  const machine = setup({
    actions: {
      reply: (_: unknown, _said: Said) => {},
      speak: (_: unknown, _language: { locale: string }) => {},
    },
  }).createMachine({
    id: "m",
    on: { home: { actions: [said("1"), { type: "speak", params: { locale: "sn" } }, said("2")] } },
  });
  const { record, effects } = take(machine, render);
  expect(effects).toMatchObject([{ message: { text: "1 en\n\n2 sn" } }]);
  expect(record.locale).toBe("sn");
});

test("what outlives a form is kept beside the snapshot", () => {
  const machine = setup({
    types: {} as { context: { current_account: object; other: number } },
  }).createMachine({
    id: "m",
    context: { current_account: {}, other: 1 },
    on: { home: { actions: assign({ current_account: { accountID: "A1" } }) } },
  });
  const { record } = take(machine, silent);
  expect(fieldsOf(record).current_account).toEqual({ accountID: "A1" });
  expect(record.snapshot.context).toEqual({ other: 1 });
});

test("a reply says in which language it is, and whether a bare number chooses", () => {
  const ask: Render = () => ({ text: "Which?", choices });
  const entry = { type: "reply" as const, params: { key: "0" } };
  const actions = { reply: (_: unknown, _said: Said) => {} };
  const [chosen] = take(setup({ actions }).createMachine({ id: "m", entry }), ask).effects;
  expect(chosen).toMatchObject({ locale: "en", isNumbered: true });
  const asking = setup({ actions }).createMachine({ id: "m", entry, on: { text: {} } });
  const [written] = take(asking, ask).effects;
  expect(written).not.toHaveProperty("isNumbered");
  const tags = contract.tags.confirmation;
  const confirming = setup({ actions }).createMachine({ id: "m", entry, tags });
  const [confirmed] = take(confirming, ask).effects;
  expect(confirmed).not.toHaveProperty("isNumbered");
});
