import { describe, expect, test } from "vitest";
import type { OwnAccount, PendingOffer, Profile } from "../../machines/values.ts";
import { safeName } from "../../src/credex/display-names.ts";
import { atAmount, atFirstContact, bob, pending, profileOf, thandi } from "./scenes.ts";

/** What others are called, as it comes from credex-core. */
const NAMES = [
  "𝓽𝓪𝓻𝓲𝓻𝓸𝓽𝓪𝓻𝓲𝓻𝓸𝓽𝓪𝓻𝓲𝓻 𝓶𝓸𝔂𝓸𝓶𝓸𝔂𝓸𝓶𝓸𝔂𝓸𝓶𝓸𝔂𝓸𝓶",
  "🍞".repeat(100),
  "W".repeat(900),
  "W\n".repeat(900),
  "אבגדה ".repeat(50),
  "a\u0301\u0301\u0301\u0301\u0301".repeat(200),
  "",
];

const offerOf = (name: string, handle?: string): PendingOffer => ({
  ...pending("C-1"),
  counterpartyAccountName: safeName(name),
  ...(handle && { counterpartyAccountHandle: handle }),
});

/** At home with these offers; that every message fits WhatsApp, each step of `play` sees to. */
const atHomeWith = (profile: Profile) => atFirstContact().answers({ profile }).isAt("ready.home");

describe.each([["en"], ["sn"], ["nd"]] as const)("in %s", (locale) => {
  const atHomeOf = (profile: Profile) =>
    atFirstContact({ locale }).answers({ profile }).isAt("ready.home");

  test.each(NAMES)("a counterparty called %j silences no list and no question", (name) => {
    for (const handle of [undefined, "w".repeat(30)]) {
      const offers = Array.from({ length: 9 }, (_, at) => ({
        ...offerOf(name, handle),
        credexID: `C-${at}`,
      }));
      const profile = profileOf({ pendingIn: offers, pendingOut: offers });
      atHomeOf(profile).taps("incoming").hears("incoming.pick.ask").taps("credex=C-1");
      atHomeOf(profile).taps("incoming").taps("all").hears("incoming.all.ask");
      atHomeOf(profile).taps("outgoing").hears("outgoing.pick.ask").taps("credex=C-1");
    }
  });

  test.each(NAMES)("an own account called %j silences neither home nor switching", (name) => {
    const { member, accounts } = profileOf({});
    const second: OwnAccount[] = accounts.map((account) => ({
      ...account,
      accountID: "A-2",
      accountName: safeName(name),
    }));
    const profile = { member, accounts: [...accounts, ...second] };
    atHomeOf(profile).taps("account").hears("switching.ask").taps("account=A-2").hears("home.menu");
  });

  test.each(NAMES)("a recipient called %j is shown at the confirm", (name) => {
    atFirstContact({ locale })
      .answers({ profile: profileOf({}) })
      .taps("offer")
      .says("20")
      .says(thandi.accountHandle)
      .reaches("getAccountByHandle")
      .calls("getAccountByHandle", { handle: thandi.accountHandle })
      .answers({ ...thandi, accountName: safeName(name), isFirst: true })
      .hears("offer.confirm.ask")
      .reads(`(@${thandi.accountHandle})`);
  });
});

describe("the handle stands beside the name wherever somebody decides", () => {
  const profile = profileOf({
    pendingIn: [offerOf("Bob Bakery", "bob_bakery_2")],
    pendingOut: [offerOf("Bob Bakery", "bob_bakery_2")],
  });

  test("in the list and at the question to accept or decline", () => {
    atHomeWith(profile)
      .taps("incoming")
      .offers("20.00 USD", "from Bob Bakery @bob_bakery_2")
      .taps("credex=C-1")
      .reads("(Bob Bakery @bob_bakery_2)");
  });

  test("in the list and at the question to take back", () => {
    atHomeWith(profile)
      .taps("outgoing")
      .offers("20.00 USD", "to Bob Bakery @bob_bakery_2")
      .taps("credex=C-1")
      .reads("(Bob Bakery @bob_bakery_2)");
  });

  test("in a notice", () => {
    atHomeWith(profile)
      .isNotifiedOf({
        type: "notice.created",
        offer: offerOf("Bob Bakery", "bob_bakery_2"),
        account: "none",
      })
      .reads("*Bob Bakery @bob_bakery_2* offers you");
  });
});

describe("the first payment to an account", () => {
  const FIRST = "not sent anything to this account from here before";
  const atConfirm = (isFirst?: boolean) =>
    atAmount()
      .says("20")
      .says(thandi.accountHandle)
      .reaches("getAccountByHandle")
      .calls("getAccountByHandle", { handle: thandi.accountHandle })
      .answers({ ...thandi, ...(isFirst !== undefined && { isFirst }) })
      .hears("offer.confirm.ask");

  test("is said to be one, secured or not", () => {
    atConfirm(true)
      .reads(FIRST)
      .taps("unsecured")
      .taps("weeks=4")
      .hears("offer.unsecured.ask")
      .reads(FIRST);
  });

  test.each([false, undefined])("is not said to be one where isFirst is %s", (isFirst) => {
    expect(() => atConfirm(isFirst).reads(FIRST)).toThrow();
  });

  test("is still of the account that was looked up", () => {
    atConfirm(true)
      .taps("confirm")
      .calls("createCredex", {
        issuerAccountID: bob.accountID,
        receiver: { ...thandi, isFirst: true },
        amount: { value: "20.00", denomination: "USD" },
      });
  });
});
