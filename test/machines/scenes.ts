import type { Amount, PendingOffer, Profile } from "../../machines/values.ts";
import { thandi } from "../support/answers.ts";
import { type Play, play } from "../support/play.ts";

export { thandi };

export const bob = {
  accountID: "A-bob",
  accountName: "Bob Bakery",
  accountHandle: "bob_bakery",
};

/** Bob's dashboard, with these offers waiting. */
export function profileOf({
  pendingIn = [],
  pendingOut = [],
}: {
  pendingIn?: PendingOffer[];
  pendingOut?: PendingOffer[];
}): Profile {
  return {
    member: {
      memberID: "M-bob",
      firstname: "Bob",
      lastname: "Baker",
      memberTier: 3,
      defaultDenom: "USD",
    },
    accounts: [
      {
        ...bob,
        accountType: "PERSONAL",
        defaultDenom: "USD",
        isOwnedAccount: true,
        securedBalances: ["2000.00 USD"],
        netAssets: "2000.00 USD",
        pendingIn,
        pendingOut,
      },
    ],
  };
}

export function pending(credexID: string, formattedInitialAmount = "-20.00 USD"): PendingOffer {
  const counterpartyAccountName = thandi.accountName;
  return { credexID, formattedInitialAmount, counterpartyAccountName, secured: true };
}

export const profile = profileOf({});

/** The credex that Bob's offer became. */
export const made = { credexID: "C-1", profile: profileOf({ pendingOut: [pending("C-1")] }) };

export const twenty: Amount = { value: "20.00", denomination: "USD" };

/** What is sent of Bob's secured offer of twenty. */
export const offered = { issuerAccountID: bob.accountID, receiver: thandi, amount: twenty };

/** What is sent of his promise of twenty, due in four weeks. */
export const promised = { ...offered, dueDate: "2026-12-21" };

export function atFirstContact(options: Parameters<typeof play>[0] = {}): Play {
  return play(options).says("hi").calls("login").isAt("login");
}

export function atHome(): Play {
  return atFirstContact().answers({ profile }).isAt("ready.home");
}

export function atAmount(): Play {
  return atHome().taps("offer").reaches("offer.amount.ask").isAt("ready.offer/filling.amount");
}

export function atRecipient(): Play {
  return atHome()
    .taps("offer")
    .reaches("offer.recipient.ask")
    .isAt("ready.offer/filling.recipient");
}

export function atConfirm(amount = "20"): Play {
  return confirmOf(atAmount(), amount);
}

/** Fills in the offer form that asks its first question. */
export function confirmOf(play: Play, amount = "20"): Play {
  return play
    .reaches("offer.confirm.ask", { "offer.amount.ask": amount })
    .isAt("ready.offer/filling.confirm");
}

/** Bob has named Thandi, and credex-core looks for her account. */
export function atSearching(): Play {
  return atRecipient()
    .says(thandi.accountHandle)
    .reaches("getAccountByHandle")
    .calls("getAccountByHandle", { handle: thandi.accountHandle });
}

/** Bob would rather promise the twenty, and is asked by when. */
export function atDue(): Play {
  return atConfirm().taps("unsecured").reaches("offer.due.ask").isAt("ready.offer/filling.due");
}

/** The promise, due in four weeks, is shown before it is sent. */
export function atPromise(): Play {
  return atDue().taps("weeks=4").hears("offer.unsecured.ask").isAt("ready.offer/filling.confirm");
}

/** Thandi's account is looked up, perhaps after other questions, and found. */
export function foundThandi(play: Play): Play {
  const handle = thandi.accountHandle;
  return play.reaches("getAccountByHandle").calls("getAccountByHandle", { handle }).answers(thandi);
}

/** The offer is confirmed, and credex-core has been asked to make it. */
export function atSending(): Play {
  return sendOf(atConfirm());
}

function sendOf(play: Play, amount = twenty): Play {
  return play
    .taps("confirm")
    .reaches("createCredex")
    .calls("createCredex", { issuerAccountID: bob.accountID, receiver: thandi, amount })
    .isAt("ready.offer/sending/sending.offering");
}

export function atWelcome(): Play {
  return atFirstContact().refuses("member_not_found").isAt("welcome");
}

export function atDenomination(): Play {
  return atWelcome().taps("register").reaches("registration.denomination.ask");
}

export function atSummary(): Play {
  return atDenomination()
    .taps("denomination=ZWG")
    .reaches("registration.confirm.ask")
    .isAt("registration/filling.summary");
}

export function atOpening(): Play {
  return atSummary()
    .taps("open")
    .reaches("onboardMember")
    .calls("onboardMember", { firstname: "Tariro", lastname: "Moyo", defaultDenom: "ZWG" })
    .isAt("registration/opening");
}
