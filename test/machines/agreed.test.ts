import { describe, expect, test } from "vitest";
import type { AnyStateMachine } from "xstate";
import { offeredCopies } from "../../machines/copy/languages.ts";
import { incoming } from "../../machines/incoming.ts";
import { offer } from "../../machines/offer.ts";
import { root } from "../../machines/root.ts";
import { type Definition, formIn, rebuild } from "../support/builds.ts";
import {
  atConfirm,
  atFirstContact,
  atHome,
  atRecipient,
  atSending,
  type bob,
  made,
  offered,
  pending,
  profileOf,
  thandi,
  type twenty,
} from "./scenes.ts";

/*
 * Edits that leave the structure of the machine as it is, or nearly so: only the identity of the release shows that
 * a confirmed question may mean something else now.
 */

const withForms = (actors: object) =>
  root.provide({ actors: actors as never }) as unknown as AnyStateMachine;
const withOffer = (edit: (definition: Definition) => void) =>
  withForms({ offer: rebuild(offer, edit) });
const stateOf = (definition: Definition, ...path: string[]) =>
  path.reduce((within, key) => within.states[key] ?? within, definition);
/** The offer form whose call is made of these values. */
const sends = (input: (context: { [field: string]: unknown }) => object) =>
  withOffer((form) => {
    const { sending = form } = form.states;
    const given = ({ context }: { context: { [field: string]: unknown } }) => ({
      call: "createCredex",
      offer: input(context),
    });
    sending.invoke = { ...(sending.invoke as object), input: given };
  });

const hundredth = sends(({ account, recipient, amount }) => ({
  issuerAccountID: (account as typeof bob).accountID,
  receiver: recipient,
  amount: { ...(amount as typeof twenty), value: "0.20" },
}));
const secured = sends(({ account, recipient, amount }) => ({
  issuerAccountID: (account as typeof bob).accountID,
  receiver: recipient,
  amount,
}));
const sendsAtOnce = withOffer((form) => {
  stateOf(form, "filling", "confirm").on = {
    ...(stateOf(form, "filling", "confirm").on as object),
    "choice.unsecured": "#offer.sending",
  };
});
const throwing = withOffer((form) => {
  const { sending = form } = form.states;
  const invoke = sending.invoke as { onDone: { target: string } };
  const done = {
    target: "ended",
    guard: () => {
      throw new TypeError("A field of the context is missing");
    },
  };
  sending.invoke = { ...invoke, onDone: done };
});

const again = (release: AnyStateMachine, choice: string) =>
  atConfirm()
    .isServedBy(release)
    .taps(choice)
    .hears("money.tap", "offer.confirm.ask")
    .callsNothing();

describe("a confirmed question moves no money under another release", () => {
  test.each<[string, AnyStateMachine, string]>([
    ["the same machines, built anew", root, "confirm"],
    ["the call sends another amount", hundredth, "confirm"],
    ["the call leaves out the due date", secured, "confirm"],
    ["a button sends at once that asked for a date before", sendsAtOnce, "unsecured"],
  ])("%s: the question is asked again", (_, release, choice) => {
    again(release, choice);
  });

  test("a choice that is offered again counts, and each release asks once", () => {
    again(root, "confirm")
      .taps("confirm")
      .calls("createCredex", offered)
      .answers(made)
      .hears("offer.sent", "home.menu");
  });

  test("the title of the button, typed, counts no more than the button", () => {
    atConfirm().isServedBy(hundredth).says("send offer").callsNothing();
  });

  test("other words in the copy count as another question", () => {
    const copies = offeredCopies({ withUnreviewed: true });
    const priced = { ...copies.en, "upgrade.away": "This costs 25 USD a month from now on." };
    atConfirm()
      .isServedBy(root, { ...copies, en: priced as never })
      .taps("confirm")
      .hears("money.tap", "offer.confirm.ask")
      .callsNothing();
  });

  test("after a notice under the new release the old question still does not count", () => {
    atConfirm()
      .isServedBy(hundredth)
      .isNotifiedOf({ type: "notice.many" })
      .taps("confirm")
      .hears("money.tap", "offer.confirm.ask")
      .callsNothing();
  });

  test("after “Try again” was offered by another release", () => {
    atSending()
      .away()
      .hears("offer.away")
      .isServedBy(root)
      .taps("again")
      .hears("money.tap", "offer.away")
      .callsNothing();
  });

  test("a “Back” that declines now", () => {
    const five = pending("C-5", "5.00 USD");
    const declining = withForms({
      incoming: rebuild(incoming, (form) => {
        const seeing = stateOf(form, "choosing", "seeing");
        const on = seeing.on as { [event: string]: unknown };
        seeing.on = { ...on, "choice.back": on["choice.decline"] };
      }),
    });
    atFirstContact()
      .answers({ profile: profileOf({ pendingIn: [five] }) })
      .taps("incoming")
      .taps("credex=C-5")
      .isServedBy(declining)
      .taps("back")
      .hears("money.tap", "incoming.see.ask")
      .callsNothing();
  });
});

test("an answer and a timer make no money call of themselves under another release", () => {
  const sendsOnAnswer = withOffer((form) => {
    const searching = stateOf(form, "filling", "searching");
    searching.invoke = { ...(searching.invoke as object), onDone: "#offer.sending" };
  });
  atRecipient()
    .says(thandi.accountHandle)
    .reaches("getAccountByHandle")
    .calls("getAccountByHandle", { handle: thandi.accountHandle })
    .isServedBy(sendsOnAnswer)
    .answers(thandi)
    .hears("machine.edited")
    .calls("login");
  const sendsInTime = withOffer((form) => {
    stateOf(form, "filling", "confirm").after = { replyTimeout: "#offer.sending" };
  });
  atConfirm().isServedBy(sendsInTime).waits("4 min").hears("machine.edited").calls("login");
});

describe("an edit that does not concern money sends nobody home", () => {
  test("a choice that leads to another question counts", () => {
    atConfirm().isServedBy(root).taps("unsecured").hears("offer.due.ask");
  });

  test("an answer in words, a menu row and the answer to a call count", () => {
    atHome().isServedBy(root).taps("offer").hears("offer.amount.ask");
    atRecipient()
      .isServedBy(root)
      .says(thandi.accountHandle)
      .reaches("getAccountByHandle")
      .calls("getAccountByHandle", { handle: thandi.accountHandle })
      .isServedBy(root)
      .answers(thandi)
      .hears("offer.confirm.ask");
    atSending().isServedBy(root).answers(made).hears("offer.sent", "home.menu");
  });

  test("three taps on two releases in turn send one offer", () => {
    const served = atConfirm().isServedBy(root).taps("confirm").callsNothing();
    served.taps("confirm").calls("createCredex", offered).taps("confirm").callsNothing();
  });
});

describe("a turn that throws under another release counts as an edit", () => {
  test("the outcome of the call is reported", () => {
    atSending()
      .isServedBy(throwing)
      .answers(made)
      .hears("machine.edited", "late.offer.done")
      .calls("login");
  });

  test("a field that new code needs is missing in the context of the form", () => {
    atConfirm()
      .isLeftWith((record) => {
        delete formIn(record, "offer").context.recipient;
      })
      .isServedBy(root)
      .says("well?")
      .hears("machine.edited")
      .calls("login");
  });

  test("under the release that opened the session it is a failure of ours", () => {
    const broken = atConfirm().isLeftWith((record) => {
      delete formIn(record, "offer").context.recipient;
    });
    expect(() => broken.says("well?")).toThrow(TypeError);
  });
});
