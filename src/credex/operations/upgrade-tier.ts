import { z } from "zod";
import { HUSTLER_TIER, type Profile } from "../../../machines/values.ts";
import type { OfferMatch } from "../offer-reconciliation.ts";
import { Dashboard } from "../profile.ts";
import { done } from "../results.ts";
import type { Operation } from "./operation.ts";

const Enrolled = z.object({
  data: z.object({
    action: z.object({ type: z.enum(["HUSTLER_10K_ENROLLED", "RECURRING_CREATED"]) }),
    dashboard: Dashboard,
  }),
});

const Seen = z.object({ data: z.object({ dashboard: Dashboard }) });

const upgraded = (profile: Profile) => done<"hustler10k">({ profile });

/** Upgrades a member to hustler. The member's tier shows whether it was done. */
export const upgradeTier: Operation = {
  endpoint: "hustler10k",
  repeatable: false,
  needsToken: true,
  notFound: "account_not_found",
  request: z
    .object({
      input: z.object({ personalAccountID: z.string().min(1) }),
      phone: z.string().regex(/^\d+$/),
    })
    .transform(({ input, phone }) => ({
      body: input,
      answer: Enrolled.transform(({ data }) => upgraded(data.dashboard)),
      search: {
        endpoint: "getMemberDashboardByPhone",
        body: { phone },
        answer: Seen.transform(({ data: { dashboard } }): OfferMatch[] =>
          dashboard.member.memberTier >= HUSTLER_TIER
            ? [{ id: `tier ${dashboard.member.memberTier}`, outcome: upgraded(dashboard) }]
            : [],
        ),
      },
    })),
};
