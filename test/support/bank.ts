import { assign, fromPromise, raise, sendParent, setup } from "xstate";
import type { Choices } from "../../src/conversation/model/effect.ts";
import type { Interpret, Render } from "../../src/conversation/ports/copy.ts";

/** A small bank: a root, a form, and the form's form, with calls, delays and choices in them. */

type Context = { profile: Profile | undefined; current_account: Dictionary | undefined };
type Profile = { member: Dictionary; accounts: Dictionary[] };
type Dictionary = { [key: string]: unknown };
type Said = { key: string; [value: string]: unknown };

const reply = (_: unknown, _said: Said) => {};
const askAgain = () => {};
const operation = () =>
  fromPromise<Dictionary, Dictionary>(() => Promise.reject(new Error("A turn starts no actor")));

const REMIND_AFTER_MS = 30_000;
const PATIENCE_MS = 60_000;

/** What credex-core answers to a login. */
export const PROFILE = {
  member: { firstname: "Alice" },
  accounts: [{ accountID: "A1" }],
} satisfies Profile;

const pin = setup({
  types: {} as { events: { type: "text"; text: string } | { type: "unexpected" | "leave" } },
  actions: { reply },
  actors: { checkPin: operation() },
}).createMachine({
  id: "pin",
  initial: "asking",
  on: { leave: { actions: { type: "reply", params: { key: "pin.left" } } } },
  states: {
    asking: {
      entry: { type: "reply", params: { key: "pin.ask" } },
      on: { text: "checking" },
    },
    checking: {
      entry: sendParent({ type: "pin.given" }),
      invoke: { src: "checkPin", id: "check", input: {}, onDone: "right", onError: "asking" },
    },
    right: { type: "final" },
  },
});

const offer = setup({
  types: {} as {
    context: { amount: string };
    events:
      | { type: "text"; text: string }
      | { type: "choice.confirm" | "choice.other" | "cancel" | "remind" | "pin.given" | "leave" };
    output: { amount: string };
  },
  actions: { reply },
  actors: { pin, createCredex: operation() },
}).createMachine({
  id: "offer",
  context: { amount: "" },
  initial: "amount",
  on: { cancel: ".done" },
  states: {
    amount: {
      entry: { type: "reply", params: { key: "offer.amount" } },
      on: { text: { target: "confirm", actions: assign({ amount: ({ event }) => event.text }) } },
    },
    confirm: {
      tags: "money",
      entry: [
        { type: "reply", params: ({ context }) => ({ key: "offer.confirm", ...context }) },
        raise({ type: "remind" }, { delay: REMIND_AFTER_MS, id: "remind" }),
      ],
      on: {
        "choice.confirm": "pin",
        "choice.other": "amount",
        remind: { actions: { type: "reply", params: { key: "offer.remind" } } },
      },
      after: { [PATIENCE_MS]: "done" },
    },
    pin: {
      on: {
        "pin.given": { actions: { type: "reply", params: { key: "pin.thanks" } } },
        leave: { actions: { type: "reply", params: { key: "offer.left" } } },
      },
      invoke: { src: "pin", id: "pin", onDone: "sending" },
    },
    sending: {
      invoke: {
        src: "createCredex",
        id: "send",
        input: ({ context }) => context,
        onDone: "done",
        onError: "amount",
      },
    },
    done: { type: "final" },
  },
  output: ({ context }) => context,
});

export const bank = setup({
  types: {} as {
    context: Context;
    input: Partial<Context>;
    events:
      | { type: "home" | "session.over" | "machine.edited" | "trouble" }
      | {
          type:
            | "outdated"
            | "unexpected"
            | "help"
            | "flood"
            | "late"
            | "stop"
            | "start"
            | "choice.offer"
            | "choice.account";
        }
      | { type: "media"; media: string }
      | { type: "notice.created"; offer: string }
      | { type: "call.late"; operation: string; outcome: string };
  },
  actions: {
    reply,
    askAgain,
    setNotices: (_: unknown, _params: { notices: "on" | "off" }) => {},
    failToAssign: assign(() => {
      throw new Error("An assignment failed");
    }),
    breakSchema: assign({ profile: () => ({ member: {} }) as Profile }),
    storeBigint: assign({ profile: () => ({ member: { pin: 1n }, accounts: [] }) as Profile }),
    storeCycle: assign({ current_account: () => endless() }),
  },
  guards: {
    is: ({ event }, { media }: { media: string }) =>
      event.type === "media" && event.media === media,
    fail: ({ event }) => {
      if (event.type === "media" && event.media === "guard") throw new Error("A guard failed");
      return false;
    },
  },
  actors: { offer, login: operation(), getDashboard: operation() },
}).createMachine({
  id: "bank",
  context: ({ input }) => ({ profile: input.profile, current_account: input.current_account }),
  initial: "new",
  on: {
    outdated: { actions: { type: "reply", params: { key: "outdated" } } },
    unexpected: { actions: { type: "reply", params: { key: "unexpected" } } },
    help: { actions: { type: "reply", params: { key: "help" } } },
    flood: { actions: { type: "reply", params: { key: "flood" } } },
    late: { actions: [{ type: "reply", params: { key: "older" } }, "askAgain"] },
    stop: {
      actions: [
        { type: "setNotices", params: { notices: "off" } },
        { type: "reply", params: { key: "stopped" } },
      ],
    },
    start: {
      actions: [
        { type: "setNotices", params: { notices: "on" } },
        { type: "reply", params: { key: "started" } },
      ],
    },
    "notice.created": {
      actions: { type: "reply", params: ({ event }) => ({ key: event.offer }) },
    },
    "call.late": {
      actions: { type: "reply", params: ({ event }) => ({ key: "late", outcome: event.outcome }) },
    },
    media: [
      { guard: { type: "is", params: { media: "assign" } }, actions: "failToAssign" },
      { guard: { type: "is", params: { media: "schema" } }, actions: "breakSchema" },
      { guard: { type: "is", params: { media: "bigint" } }, actions: "storeBigint" },
      { guard: { type: "is", params: { media: "cycle" } }, actions: "storeCycle" },
      {
        guard: { type: "is", params: { media: "render" } },
        actions: { type: "reply", params: { key: "no.copy" } },
      },
      { guard: "fail" },
    ],
  },
  states: {
    new: {
      on: {
        home: "login",
        "session.over": {
          target: "login",
          actions: { type: "reply", params: { key: "session.over" } },
        },
        "machine.edited": {
          target: "login",
          actions: { type: "reply", params: { key: "machine.edited" } },
        },
        trouble: { target: "login", actions: { type: "reply", params: { key: "trouble" } } },
      },
    },
    login: {
      invoke: {
        src: "login",
        id: "login",
        input: {},
        onDone: {
          target: "home",
          actions: assign({
            profile: ({ event }) => event.output as Profile,
            current_account: { accountID: "A1" },
          }),
        },
        onError: "away",
      },
    },
    away: { on: { home: "login" } },
    home: {
      entry: { type: "reply", params: { key: "home" } },
      on: {
        "choice.offer": "offering",
        "choice.account": { target: "refreshing" },
        home: { target: "home", reenter: true },
      },
    },
    refreshing: {
      invoke: { src: "getDashboard", id: "refresh", input: {}, onDone: "home", onError: "home" },
      on: { home: "home", "choice.account": { target: "refreshing", reenter: true } },
    },
    offering: {
      invoke: { src: "offer", id: "offer", onDone: "home" },
      on: { home: "home" },
    },
  },
});

const CHOICES: { [key: string]: Choices } = {
  home: {
    kind: "buttons",
    items: [
      { id: "offer", title: "Offer" },
      { id: "account=A1", title: "Account 💰" },
    ],
  },
  "pin.ask": { kind: "buttons", items: [{ id: "forgotten", title: "Forgotten" }] },
  "offer.confirm": {
    kind: "buttons",
    items: [
      { id: "confirm", title: "Confirm" },
      { id: "other", title: "Other amount" },
    ],
  },
};

/** Says the key and its values. */
export const render: Render = ({ reply: { key, ...values } }) => {
  if (key === "no.copy") throw new Error("There is no copy for it");
  return { text: [key, ...Object.values(values)].join(" "), choices: CHOICES[key] };
};

export const interpret: Interpret = ({ text }) =>
  ["home", "cancel", "help", "stop", "start"].includes(text) ? { type: text } : undefined;

export const isAtMostOnce = (operation: string) => operation === "createCredex";

/** An account that contains itself. */
function endless(): Profile["accounts"][number] {
  const account: Profile["accounts"][number] = {};
  account.self = account;
  return account;
}
