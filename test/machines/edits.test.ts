import { describe, test } from "vitest";
import { type AnyStateMachine, fromPromise } from "xstate";
import { incoming } from "../../machines/incoming.ts";
import { moneyCall } from "../../machines/money-call.ts";
import { offer } from "../../machines/offer.ts";
import { root } from "../../machines/root.ts";
import { type Definition, formIn, rebuild, type SavedForm } from "../support/builds.ts";
import { UNLISTED } from "../support/play.ts";
import {
  atConfirm,
  atFirstContact,
  atRecipient,
  atSending,
  bob,
  made,
  pending,
  profile,
  profileOf,
  thandi,
  twenty,
} from "./scenes.ts";

/** The server with another version of the offer form. */
const withOffer = (edit: (definition: Definition) => void) =>
  withForms({ offer: rebuild(offer, edit) });
const withForms = (actors: object) =>
  root.provide({ actors: actors as never }) as unknown as AnyStateMachine;

const operation = fromPromise(() => Promise.reject(new Error("No operation runs here")));
const stateOf = (definition: Definition, ...path: string[]) =>
  path.reduce((within, key) => within.states[key] ?? within, definition);

/** The state that sends becomes a router, and the call moves to the state behind it. */
const router = withOffer((form) => {
  const { sending = form } = form.states;
  const { invoke, ...rest } = sending;
  form.states.making = { ...rest, invoke, states: {} };
  form.states.sending = { description: "", always: "making", states: {} };
});
const renamed = withForms({
  offer: rebuild(offer, (form) => {
    const { sending = form } = form.states;
    sending.invoke = { ...(sending.invoke as object), src: UNLISTED };
  }).provide({ actors: { [UNLISTED]: operation } as never }),
});
const asksInstead = (after: object) =>
  withOffer((form) => {
    const { sending = form } = form.states;
    const { invoke: _, ...rest } = sending;
    form.states.sending = {
      ...rest,
      states: {},
      on: { text: "making", unexpected: "making" },
      ...after,
    };
    form.states.making = sending;
  });

describe("a money call in flight, and a version in which its state", () => {
  test.each([
    ["is a router: nothing is sent again", router],
    ["asks something, and waits a while", asksInstead({ after: { patience: "expired" } })],
    ["asks something", asksInstead({})],
    ["makes another call", renamed],
  ])("%s", (_, machine) => {
    atSending()
      .isServedBy(machine)
      .answers(made)
      .hears("machine.edited", "late.offer.done")
      .calls("login")
      .answers({ profile })
      .says("well?")
      .callsNothing();
    atSending().isServedBy(machine).unknown().hears("machine.edited", "late.offer.unknown");
    atSending().isServedBy(machine).away().hears("machine.edited", "late.offer.failed");
    atSending().isServedBy(machine).says("well?").hears("machine.edited").calls("login");
  });

  test("continues where the edit does not concern it", () => {
    const described = withOffer((form) => {
      stateOf(form, "sending").description = "As it was, in other words.";
    });
    atSending().isServedBy(described).answers(made).hears("offer.sent", "home.menu");
  });

  test("is reported although no state takes the answer and no edit was noticed", () => {
    atSending()
      .isLeftWith((record) => {
        formIn(record, "offer", "moneyCall").value = { retrying: "unreachable" };
      })
      .answers(made)
      .hears("late.offer.done")
      .callsNothing();
  });
});

test("an edit that removes the read call in flight brings the member home once", () => {
  const asks = withOffer((form) => {
    delete stateOf(form, "filling", "searching").invoke;
  });
  atRecipient()
    .says(thandi.accountHandle)
    .reaches("getAccountByHandle")
    .calls("getAccountByHandle", { handle: thandi.accountHandle })
    .isServedBy(asks)
    .answers(thandi)
    .hears("machine.edited")
    .calls("login");
});

describe("the outcome of a money call is reported although its details cannot be shown", () => {
  const left = () => atSending().says("menu").hears("offer.underway", "home.menu");

  test.each<[string, object]>([
    ["an amount of another name", { issuerAccountID: "A", receiver: thandi, sum: twenty }],
    ["an amount of another kind", { receiver: thandi, amount: { sum: "20.00" } }],
    ["a currency that is gone", { receiver: thandi, amount: { ...twenty, denomination: "ZWD" } }],
    ["no receiver", { amount: twenty }],
    ["nothing", {}],
  ])("with %s in the call", (_, input) => {
    left().isCalledWith(input).answers(made).hears("late.other").reads("went through");
    left().isCalledWith(input).unknown().hears("late.other").reads("not confirmed yet");
    left().isCalledWith(input).away().hears("late.other").reads("did not go through");
  });

  test.each<[string, object]>([
    ["no offers", {}],
    ["offers of another kind", { offers: "C-5" }],
    ["an offer of another kind", { offers: [null, { id: "C-5" }] }],
  ])("with %s in the call", (_, input) => {
    const five = pending("C-5", "5.00 USD");
    const answered = () =>
      atFirstContact()
        .answers({ profile: profileOf({ pendingIn: [five] }) })
        .taps("incoming")
        .taps("credex=C-5")
        .taps("accept")
        .calls("acceptCredex", { accountID: bob.accountID, offers: [five] })
        .says("menu")
        .atLast("acceptCredex")
        .isCalledWith(input);
    answered().answers({ profile }).hears("late.other");
    answered().unknown().hears("late.other");
  });

  test("by an operation that is known no more", () => {
    left()
      .isCalledWith({ whatever: 1 }, UNLISTED)
      .answers({ profile })
      .hears("late.other")
      .reads("went through");
    left()
      .isCalledWith({}, UNLISTED)
      .unknown()
      .hears("late.other")
      .unconfirmed()
      .hears("late.other");
  });

  test("with an answer of another kind, and the profile stays as it was", () => {
    left().answers({ id: "C-1" }).hears("late.other").says("cancel").hears("home.menu");
  });

  test("in a sentence that needs no values, where telling it breaks", () => {
    atSending().breaks().answers(made).hears("trouble.resting", "late.offer.done");
    atSending()
      .breaksTwice()
      .answers(made)
      .hears("trouble.money")
      .isAt("idle")
      .says("menu")
      .calls("login");
    atSending().recordExpires().breaksTwice().answers(made).hears("trouble.money");
  });
});

describe("a refusal of what could not be sent", () => {
  test.each<[string, (form: SavedForm) => void]>([
    ["an amount of another name", ({ context }) => delete context.amount],
    [
      "an amount of another kind",
      ({ context }) => Object.assign(context, { amount: { sum: "20" } }),
    ],
    [
      "a currency that is gone",
      ({ context }) => Object.assign(context, { amount: { ...twenty, denomination: "ZWD" } }),
    ],
    ["a recipient of another name", ({ context }) => delete context.recipient],
  ])("needs no values: %s", (_, change) => {
    atConfirm()
      .isLeftWith((record) => change(formIn(record, "offer")))
      .taps("confirm")
      .atLast("createCredex")
      .refuses("invalid_input")
      .hears("offer.invalid", "home.menu")
      .callsNothing();
  });

  test("needs no offers either", () => {
    const five = pending("C-5", "5.00 USD");
    const seeing = () =>
      atFirstContact()
        .answers({ profile: profileOf({ pendingIn: [five], pendingOut: [five] }) })
        .taps("incoming")
        .taps("credex=C-5");
    seeing()
      .taps("accept")
      .atLast("acceptCredex")
      .refuses("invalid_input")
      .hears("decision.invalid");
    seeing()
      .taps("decline")
      .atLast("declineCredex")
      .refuses("invalid_input")
      .hears("decision.invalid")
      .calls("getDashboard");
  });
});

test("a call that is known no more moves no money", () => {
  const five = pending("C-5", "5.00 USD");
  const refuse = withForms({
    incoming: incoming.provide({
      actors: {
        moneyCall: rebuild(moneyCall, (form) => {
          const choosing = stateOf(form, "sending", "choosing");
          const ways = choosing.always as { guard?: { params: { call: string } } }[];
          for (const { guard } of ways)
            if (guard?.params.call === "declineCredex") guard.params.call = "refuseCredex";
        }),
      },
    }),
  });
  atFirstContact()
    .answers({ profile: profileOf({ pendingIn: [five] }) })
    .taps("incoming")
    .taps("credex=C-5")
    .taps("decline")
    .atLast("declineCredex")
    .away()
    .isServedBy(refuse)
    .taps("again")
    .hears("decision.unclear", "home.menu")
    .callsNothing();
});
