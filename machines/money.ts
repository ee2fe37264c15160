import { type Decision, type Offer, outputOf, type Upgrade } from "./kit.ts";
import { saysOneOf } from "./says.ts";
import { type Account, blank, linesOf, type PendingOffer, type Profile } from "./values.ts";

/** What a member decides about pending offers, by the call that it takes. */
export const decisions = {
  acceptCredex: "accept",
  acceptCredexBulk: "all",
  declineCredex: "decline",
  cancelCredex: "cancel",
} as const;

/** A call that moves money, by its name, and what it sends. */
export type MoneyRequest =
  | { call: "createCredex"; offer: Offer }
  | { call: keyof typeof decisions; decision: Decision }
  | { call: "hustler10k"; upgrade: Upgrade };

/** The values of other calls. */
export const blankRequest: { offer: Offer; decision: Decision; upgrade: Upgrade } = {
  offer: { issuerAccountID: "", receiver: blank.account, amount: blank.amount },
  decision: { accountID: "", offers: [] },
  upgrade: { personalAccountID: "" },
};

/** What came of a call that moves money, as the form that asked for it reads it. */
export interface MoneyOutcome {
  /** `back`: instead of trying again the member goes one step back. `expired`: no reply in time. */
  ended: "answered" | "back" | "expired";
  profile: Profile | undefined;
  /** After a refusal the offers are not as they were known. */
  isStale: boolean;
}

/** Guards over how the form for money ended: the member has read the rest. */
export const moneyOutcomes = {
  isBack: ({ event }: { event: object }) => outputOf<MoneyOutcome>(event).ended === "back",
  isExpired: ({ event }: { event: object }) => outputOf<MoneyOutcome>(event).ended === "expired",
};

interface Form {
  call: MoneyRequest["call"];
  offer: Offer;
  decision: Decision;
  /** Of the offer that was made. */
  credexID: string;
  /** How many offers were accepted, of several. */
  accepted: number | undefined;
  /** Why it was refused. */
  reason: string;
}

type Outcome = "away" | "paused" | "underway" | "unknown" | "unsettled" | "refused" | "cancelled";

/** Says this of a call, with the values that the call sends. */
export const about = (outcome: Outcome) =>
  saysOneOf(
    [`offer.${outcome}`, `upgrade.${outcome}`, `decision.${outcome}`] as const,
    ({ call, offer, decision, reason }: Form) => {
      if (call === "createCredex")
        return { key: `offer.${outcome}` as const, ...offered(offer), reason };
      if (call === "hustler10k") return { key: `upgrade.${outcome}` as const, reason };
      return { key: `decision.${outcome}` as const, ...decided(call, decision), reason };
    },
  );

/** Says that a call was done. */
export const aboutDone = saysOneOf(
  [
    "offer.sent",
    "upgrade.done",
    "decision.accepted",
    "decision.partly",
    "decision.declined",
    "decision.takenBack",
  ],
  ({ call, offer, decision, credexID, accepted }: Form) => {
    const { dueDate } = offer;
    const offers = linesOf(decision.offers);
    switch (call) {
      case "createCredex": {
        const due = dueDate ? { day: dueDate } : "none";
        return { key: "offer.sent", ...offered(offer), reference: credexID, due };
      }
      case "hustler10k":
        return { key: "upgrade.done" };
      case "declineCredex":
        return { key: "decision.declined", offers };
      case "cancelCredex":
        return { key: "decision.takenBack", offers };
      default: {
        const count = decision.offers.length;
        return accepted === undefined || accepted === count
          ? { key: "decision.accepted", offers }
          : { key: "decision.partly", acceptedCount: accepted, count };
      }
    }
  },
);

/** Says that a call could not be sent: without its values, which may be what is wrong. */
export const aboutInvalid = saysOneOf(
  ["offer.invalid", "upgrade.refused", "decision.invalid"],
  ({ call, reason }: Form) => {
    if (call === "createCredex") return { key: "offer.invalid" };
    return call === "hustler10k" ? { key: "upgrade.refused", reason } : { key: "decision.invalid" };
  },
);

/** The values of a wording about an offer. */
export const offered = ({ amount, receiver }: Pick<Offer, "amount" | "receiver">) => ({
  amount,
  recipient: receiver.accountName,
});

/** What a decision sends. */
export const decisionOf = ({ account, offers }: { account: Account; offers: PendingOffer[] }) => ({
  accountID: account.accountID,
  offers,
});

/** The values of a wording about a decision. */
export const decided = (call: keyof typeof decisions, { offers }: Pick<Decision, "offers">) => ({
  decision: decisions[call],
  offers: linesOf(offers),
});
