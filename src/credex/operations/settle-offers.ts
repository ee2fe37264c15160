import { z } from "zod";
import type { Profile } from "../../../machines/values.ts";
import type { Outcome } from "../../conversation/model/event.ts";
import { Dashboard } from "../profile.ts";
import { done } from "../results.ts";
import { type SettlementMatch, searchForSettlement } from "../settlement-reconciliation.ts";
import type { Operation } from "./operation.ts";

const Id = z.string().min(1);

const Input = z.object({
  input: z.object({ accountID: Id, offers: z.array(z.object({ credexID: Id })).min(1) }),
});

const COMMON = { repeatable: false, needsToken: true, notFound: "credex_not_found" } as const;

/** Settles pending offers: accepts, declines or cancels them. */
export function settleOffer(options: {
  endpoint: "acceptCredex" | "declineCredex" | "cancelCredex";
  /** credex-core's message when it is done. */
  type: string;
}): Operation {
  const { endpoint, type } = options;
  const Ended = z.object({
    data: z.object({ action: z.object({ type: z.literal(type) }), dashboard: Dashboard }),
  });
  return {
    ...COMMON,
    endpoint,
    request: Input.refine(({ input }) => input.offers.length === 1).transform(({ input }) => {
      const [{ credexID } = { credexID: "" }] = input.offers;
      const ended = (profile: Profile): Outcome => {
        return { ...done<typeof endpoint>({ profile }), reference: credexID };
      };
      // An offer that is neither pending nor booked was declined or cancelled: it is settled but not accepted.
      const isEnded = ({ accepted, isWhole }: SettlementMatch) =>
        endpoint === "acceptCredex" ? accepted === 1 : isWhole && accepted === 0;
      return {
        body: { credexID },
        answer: Ended.transform(({ data }) => ended(data.dashboard)),
        search: searchForSettlement({
          ...input,
          outcomeOf: (found) => (isEnded(found) ? ended(found.profile) : undefined),
        }),
      };
    }),
  };
}

const Accepted = z.object({
  data: z.object({ dashboard: Dashboard }),
  summary: z.object({ accepted: z.number().int().nonnegative() }),
});

/** Accepts as many of the offers as credex-core permits. */
export const acceptOffers: Operation = {
  ...COMMON,
  endpoint: "acceptCredexBulk",
  request: Input.transform(({ input }) => {
    const ended = (accepted: number, profile: Profile): Outcome => {
      return done<"acceptCredexBulk">({ accepted, profile });
    };
    const isEnded = ({ accepted, isWhole }: SettlementMatch) =>
      isWhole || accepted === input.offers.length;
    return {
      body: { credexIDs: input.offers.map(({ credexID }) => credexID) },
      answer: Accepted.transform(({ data, summary }) => ended(summary.accepted, data.dashboard)),
      search: searchForSettlement({
        ...input,
        outcomeOf: (found) => (isEnded(found) ? ended(found.accepted, found.profile) : undefined),
      }),
    };
  }),
};
