import type { Reply } from "./copy/copy.ts";
import type { ConversationEvent, Ending, Offer } from "./kit.ts";
import { linesOf } from "./values.ts";

/** A money call that ended after its form was left. */
export type Late = Extract<ConversationEvent, { type: "call.late" }>;

/** What became of it, in a sentence that stands by itself: the member is doing something else by now. */
export function lateReply(event: Late): Reply {
  const { operation, input } = event;
  if (operation === "createCredex") return lateOffer(event, input as Offer);
  if (operation === "hustler10k")
    return { key: LATE_UPGRADE[event.outcome] ?? "late.upgrade.failed" };
  const deed = DEEDS[operation] ?? "other";
  return lateEnding(event, { deed, offers: linesOf((input as Ending).offers) });
}

const DEEDS: { [operation: string]: string } = {
  acceptCredex: "accept",
  acceptCredexBulk: "all",
  declineCredex: "decline",
  cancelCredex: "cancel",
};

const LATE_UPGRADE: { [outcome: string]: LateUpgrade } = {
  done: "late.upgrade.done",
  unknown: "late.upgrade.unknown",
  unconfirmed: "late.upgrade.unconfirmed",
};

type LateUpgrade = "late.upgrade.done" | "late.upgrade.unknown" | "late.upgrade.unconfirmed";

function lateOffer(event: Late, { amount, receiver }: Offer): Reply {
  const offer = { amount, recipient: receiver.accountName };
  switch (event.outcome) {
    case "done": {
      const { credexID: reference } = event.output as { credexID: string };
      return { key: "late.offer.done", ...offer, reference };
    }
    case "unknown":
      return { key: "late.offer.unknown", ...offer };
    case "unconfirmed":
      return { key: "late.offer.unconfirmed", ...offer };
    default:
      return { key: "late.offer.failed", ...offer };
  }
}

function lateEnding(event: Late, ending: { deed: string; offers: string }): Reply {
  switch (event.outcome) {
    case "done": {
      const { accepted } = event.output as { accepted?: number };
      const { offers } = event.input as Ending;
      return accepted === undefined || accepted === offers.length
        ? { key: "late.ending.done", ...ending }
        : { key: "late.ending.partly", acceptedCount: accepted, count: offers.length };
    }
    case "unknown":
      return { key: "late.ending.unknown", ...ending };
    case "unconfirmed":
      return { key: "late.ending.unconfirmed", ...ending };
    default:
      return { key: "late.ending.failed", ...ending };
  }
}
