import { Big } from "big.js";
import { z } from "zod";
import type { Directory } from "./directory.ts";
import type { Ledger } from "./ledger.ts";
import { ok, type Result, refuse } from "./result.ts";
import { DENOMINATIONS } from "./rules.ts";
import type { Acted } from "./state.ts";
import { credexesOf, isParty, viewCredex } from "./views.ts";

export interface Endpoint {
  /** Needs no token, and issues one. */
  opens: boolean;
  /** Honours an idempotency key. */
  writes: boolean;
  act(request: Acting<unknown>): Result<Acted>;
}

export interface Acting<Body> {
  ledger: Ledger;
  registry: Directory;
  /** The token's owner; empty where none is required. */
  memberID: string;
  body: Body;
}

const Name = z.string().regex(/^[\p{L}\p{M}' -]{3,50}$/u);
const Phone = z.string().regex(/^\d{6,15}$/);
const Handle = z.string().regex(/^[a-z0-9_]{3,30}$/);
const Id = z.string().min(1);
const OneCredex = z.object({ credexID: Id });

export const endpoints: { [name: string]: Endpoint } = {
  login: endpoint({
    opens: true,
    body: z.object({ phone: Phone }),
    act: ({ registry, body }) =>
      then(registry.memberByPhone(body.phone), ({ memberID }) =>
        acted({ memberID, id: memberID, type: "MEMBER_LOGGED_IN", details: { memberID } }),
      ),
  }),
  onboardMember: endpoint({
    opens: true,
    writes: true,
    body: z.object({
      firstname: Name,
      lastname: Name,
      phone: Phone,
      defaultDenom: z.enum(DENOMINATIONS),
    }),
    act: ({ registry, body }) =>
      then(registry.onboard(body), ({ memberID }) =>
        acted({ memberID, id: memberID, type: "MEMBER_ONBOARDED", details: { memberID } }),
      ),
  }),
  getMemberDashboardByPhone: endpoint({
    body: z.object({ phone: Phone }),
    act: ({ registry, memberID, body }) =>
      then(registry.memberByPhone(body.phone), (member) =>
        member.memberID === memberID
          ? acted({ memberID, id: memberID, type: "DASHBOARD_FETCHED", details: {} })
          : refuse("forbidden", "Not your dashboard"),
      ),
  }),
  getAccountByHandle: endpoint({
    body: z.object({ accountHandle: Handle }),
    act: ({ registry, memberID, body }) =>
      then(registry.accountByHandle(body.accountHandle), ({ accountID, accountName }) =>
        acted({
          memberID,
          id: accountID,
          type: "ACCOUNT_FOUND",
          details: { accountID, accountName },
        }),
      ),
  }),
  createCredex: endpoint({
    writes: true,
    body: z.object({
      issuerAccountID: Id,
      receiverAccountID: Id,
      Denomination: z.enum(DENOMINATIONS),
      InitialAmount: z.number().positive(),
      credexType: z.literal("PURCHASE"),
      OFFERSorREQUESTS: z.literal("OFFERS"),
      securedCredex: z.boolean(),
      dueDate: z.iso.date().optional(),
    }),
    act({ ledger, memberID, body }) {
      const offered = ledger.offer({
        memberID,
        issuerAccountID: body.issuerAccountID,
        receiverAccountID: body.receiverAccountID,
        denomination: body.Denomination,
        amount: new Big(body.InitialAmount),
        secured: body.securedCredex,
        dueDate: body.dueDate,
      });
      if (offered.kind === "refused" && offered.code === "failed") {
        const { reason } = offered;
        return acted({ memberID, id: "", type: "CREDEX_CREATE_FAILED", details: { reason } });
      }
      return then(offered, ({ credexID }) =>
        acted({ memberID, id: credexID, type: "CREDEX_CREATED", details: {} }),
      );
    },
  }),
  acceptCredex: ending("CREDEX_ACCEPTED", (ledger) => ledger.accept),
  declineCredex: ending("CREDEX_DECLINED", (ledger) => ledger.decline),
  cancelCredex: ending("CREDEX_CANCELLED", (ledger) => ledger.cancel),
  acceptCredexBulk: endpoint({
    writes: true,
    body: z.object({ credexIDs: z.array(Id).min(1) }),
    act({ ledger, memberID, body }) {
      const kinds = body.credexIDs.map((credexID) => ledger.accept({ memberID, credexID }).kind);
      const accepted = kinds.filter((kind) => kind === "ok").length;
      const summary = { accepted, failed: kinds.length - accepted };
      const action = { memberID, id: "", type: "CREDEX_BULK_ACCEPTED", details: {} };
      return acted({ ...action, summary });
    },
  }),
  getCredex: endpoint({
    body: z.object({ credexID: Id, accountID: Id }),
    act: ({ ledger: { book }, registry, memberID, body }) =>
      then(registry.ownAccount({ memberID, accountID: body.accountID }), (account) => {
        const credex = book.credexes.find(({ credexID }) => credexID === body.credexID);
        if (!credex || !isParty(account, credex)) return refuse("missing", "Credex not found");
        const details = { ...viewCredex({ book, account, credex }), state: credex.state };
        return acted({ memberID, id: credex.credexID, type: "CREDEX_FETCHED", details });
      }),
  }),
  getLedger: endpoint({
    body: z.object({
      accountID: Id,
      numRows: z.number().int().positive(),
      startRow: z.number().int().nonnegative(),
    }),
    act: ({ ledger: { book }, registry, memberID, body: { accountID, numRows, startRow } }) =>
      then(registry.ownAccount({ memberID, accountID }), (account) => {
        const rows = credexesOf({ book, account, state: "accepted" });
        const end = startRow + numRows;
        const ledger = rows
          .slice(startRow, end)
          .map((credex) => viewCredex({ book, account, credex }));
        const action = { memberID, id: accountID, type: "LEDGER_FETCHED", details: { ledger } };
        return acted({ ...action, hasMore: rows.length > end });
      }),
  }),
  hustler10k: endpoint({
    writes: true,
    body: z.object({ personalAccountID: Id }),
    act: ({ registry, memberID, body }) =>
      then(registry.promote({ memberID, accountID: body.personalAccountID }), (promotion) =>
        acted({ memberID, id: memberID, type: "HUSTLER_10K_ENROLLED", details: { ...promotion } }),
      ),
  }),
};

function endpoint<Body>(options: {
  body: z.ZodType<Body>;
  opens?: true;
  writes?: true;
  act(request: Acting<Body>): Result<Acted>;
}): Endpoint {
  return {
    opens: options.opens ?? false,
    writes: options.writes ?? false,
    act(request) {
      const body = options.body.safeParse(request.body);
      if (body.success) return options.act({ ...request, body: body.data });
      const fields = body.error.issues.map(({ path }) => path.join(".") || "body");
      return refuse("invalid", `Invalid ${fields.join(", ")}`);
    },
  };
}

function ending(type: string, pick: (ledger: Ledger) => Ledger["accept"]): Endpoint {
  return endpoint({
    writes: true,
    body: OneCredex,
    act: ({ ledger, memberID, body: { credexID } }) =>
      then(pick(ledger)({ memberID, credexID }), () =>
        acted({ memberID, id: credexID, type, details: {} }),
      ),
  });
}

function then<Value>(result: Result<Value>, next: (value: Value) => Result<Acted>): Result<Acted> {
  return result.kind === "ok" ? next(result.value) : result;
}

function acted({
  id,
  type,
  details,
  ...rest
}: Omit<Acted, "action"> & Acted["action"]): Result<Acted> {
  return ok({ ...rest, action: { id, type, details } });
}
