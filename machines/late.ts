import type { Reply } from "./copy/reply.ts";
import type { ConversationEvent, Decision, Offer } from "./kit.ts";
import { decided, decisions, offered } from "./money.ts";
import { saysOneOf } from "./says.ts";
import { isDenomination, type PendingOffer } from "./values.ts";

/** A money call that ended after its form was left. */
type Late = Extract<ConversationEvent, { type: "call.late" }>;

/** What can be said of it. */
const KEYS = [
  "late.offer.done",
  "late.offer.failed",
  "late.offer.unknown",
  "late.offer.unconfirmed",
  "late.upgrade.done",
  "late.upgrade.failed",
  "late.upgrade.unknown",
  "late.upgrade.unconfirmed",
  "late.decision.done",
  "late.decision.partly",
  "late.decision.failed",
  "late.decision.unknown",
  "late.decision.unconfirmed",
  "late.other",
] as const;

type LateReply = Extract<Reply, { key: (typeof KEYS)[number] }>;

/** Reports the outcome of a money call that ended after the member left its form. */
export const lateOutcome = saysOneOf(KEYS, (_: unknown, event: ConversationEvent) =>
  event.type === "call.late" ? lateReply(event) : { key: "late.other", outcome: "unknown" },
);

/**
 * The outcome, in a sentence that needs no context: the member is doing something else by now. The call
 * may have been made by an earlier version of the machines: where its input is not as it is now, or its
 * operation is gone, the sentence is a general one.
 */
function lateReply(event: Late): LateReply {
  const { operation, input } = event;
  if (operation === "createCredex" && isOffer(input)) return lateOffer(event, input);
  if (operation === "hustler10k")
    return { key: LATE_UPGRADE[event.outcome] ?? "late.upgrade.failed" };
  return isDecided(operation) && isDecision(input)
    ? lateDecision(event, decided(operation, input))
    : { key: "late.other", outcome: event.outcome };
}

function isDecided(operation: string): operation is keyof typeof decisions {
  return Object.hasOwn(decisions, operation);
}

function isOffer(input: unknown): input is Offer {
  const { amount, receiver } = (input ?? {}) as Partial<Offer>;
  return (
    isDenomination(amount?.denomination ?? "") &&
    /^\d+(\.\d+)?$/.test(amount?.value ?? "") &&
    typeof receiver?.accountName === "string"
  );
}

function isDecision(input: unknown): input is Decision {
  const { offers } = (input ?? {}) as Partial<Decision>;
  return Array.isArray(offers) && offers.every(isPendingOffer);
}

function isPendingOffer(offer: Partial<PendingOffer> | null): boolean {
  return (
    typeof offer?.formattedInitialAmount === "string" &&
    typeof offer.counterpartyAccountName === "string"
  );
}

const LATE_UPGRADE: { [outcome: string]: LateUpgrade } = {
  done: "late.upgrade.done",
  unknown: "late.upgrade.unknown",
  unconfirmed: "late.upgrade.unconfirmed",
};

type LateUpgrade = "late.upgrade.done" | "late.upgrade.unknown" | "late.upgrade.unconfirmed";

function lateOffer(event: Late, input: Offer): LateReply {
  const offer = offered(input);
  switch (event.outcome) {
    case "done": {
      const { credexID: reference } = (event.output ?? {}) as { credexID?: string };
      return reference === undefined
        ? { key: "late.other", outcome: event.outcome }
        : { key: "late.offer.done", ...offer, reference };
    }
    case "unknown":
      return { key: "late.offer.unknown", ...offer };
    case "unconfirmed":
      return { key: "late.offer.unconfirmed", ...offer };
    default:
      return { key: "late.offer.failed", ...offer };
  }
}

function lateDecision(event: Late, decision: ReturnType<typeof decided>): LateReply {
  switch (event.outcome) {
    case "done": {
      const { accepted } = (event.output ?? {}) as { accepted?: number };
      const { offers } = event.input as Decision;
      return accepted === undefined || accepted === offers.length
        ? { key: "late.decision.done", ...decision }
        : { key: "late.decision.partly", acceptedCount: accepted, count: offers.length };
    }
    case "unknown":
      return { key: "late.decision.unknown", ...decision };
    case "unconfirmed":
      return { key: "late.decision.unconfirmed", ...decision };
    default:
      return { key: "late.decision.failed", ...decision };
  }
}
