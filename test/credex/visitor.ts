import { z } from "zod";
import {
  type CredexCoreFakeOptions,
  createCredexCoreFake,
} from "../../src/fakes/credex-core/credex-core.ts";
import { API_KEY, BOB, THANDI } from "./support.ts";

type Headers = { [name: string]: string };

/** The parts of a success that the tests need; an error has none of them. */
const Success = z.looseObject({
  data: z
    .object({
      action: z.looseObject({
        id: z.string(),
        type: z.string(),
        details: z.looseObject({
          token: z.string().optional(),
          reason: z.string().optional(),
          ledger: z.array(z.looseObject({ formattedInitialAmount: z.string() })).optional(),
        }),
      }),
      dashboard: z.looseObject({
        member: z.looseObject({}),
        accounts: z.array(z.looseObject({ accountID: z.string(), balanceData: z.unknown() })),
        pagination: z.object({ hasMore: z.boolean() }).optional(),
      }),
    })
    .default({
      action: { id: "", type: "", details: {} },
      dashboard: { member: {}, accounts: [] },
    }),
});

export function open(
  file?: string,
  options: Pick<CredexCoreFakeOptions, "honoursKeys" | "chance"> = {},
) {
  let now = Date.UTC(2026, 0, 5, 8);
  const credexCore = createCredexCoreFake({
    apiKey: API_KEY,
    clock: () => now,
    ...options,
    ...(file && { file }),
  });
  const post = async (endpoint: string, sent: object, headers: Headers = {}) => {
    const response = await credexCore.app.request(`/${endpoint}`, {
      method: "POST",
      headers: { "x-client-api-key": API_KEY, ...headers },
      body: JSON.stringify(sent),
    });
    const fresh = response.headers.get("authorization");
    const body: unknown = await response.json();
    return { status: response.status, fresh, body, ...Success.parse(body).data };
  };
  const enter = async (phone: string) => {
    const { action, dashboard } = await post("login", { phone });
    const headers = { authorization: `Bearer ${action.details.token}` };
    const accountID = dashboard.accounts[0]?.accountID ?? "";
    return {
      accountID,
      post: (endpoint: string, sent: object, more: Headers = {}) =>
        post(endpoint, sent, { ...headers, ...more }),
      account: async () => {
        const answer = await post("getMemberDashboardByPhone", { phone }, headers);
        return answer.dashboard.accounts[0];
      },
    };
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { ...credexCore, post, enter, pass };
}

export async function openWithTwo({ honoursKeys = true } = {}) {
  const credexCore = open(undefined, { honoursKeys });
  const bob = await credexCore.enter(BOB);
  const thandi = await credexCore.enter(THANDI);
  const offer = (more: object = {}, headers?: Headers) =>
    bob.post("createCredex", offerOf({ bob, thandi, more }), headers);
  return { ...credexCore, bob, thandi, offer };
}

export function offerOf(options: {
  bob: { accountID: string };
  thandi: { accountID: string };
  more: object;
}) {
  return {
    issuerAccountID: options.bob.accountID,
    receiverAccountID: options.thandi.accountID,
    Denomination: "USD",
    InitialAmount: 30,
    credexType: "PURCHASE",
    OFFERSorREQUESTS: "OFFERS",
    securedCredex: true,
    ...options.more,
  };
}
