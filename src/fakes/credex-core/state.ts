import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { DENOMINATIONS } from "./rules.ts";

const Denomination = z.enum(DENOMINATIONS);
const Decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
const Balances = z.partialRecord(Denomination, Decimal);

const Member = z.object({
  memberID: z.string(),
  firstname: z.string(),
  lastname: z.string(),
  phone: z.string(),
  memberTier: z.number(),
  defaultDenom: Denomination,
});

const Account = z.object({
  accountID: z.string(),
  ownerID: z.string(),
  accountName: z.string(),
  accountHandle: z.string(),
  accountType: z.enum(["PERSONAL", "BUSINESS"]),
  defaultDenom: Denomination,
  /** What it holds and is owed; negative if it owes. */
  secured: Balances,
  unsecured: Balances,
});

const Credex = z.object({
  credexID: z.string(),
  issuerAccountID: z.string(),
  receiverAccountID: z.string(),
  denomination: Denomination,
  amount: Decimal,
  secured: z.boolean(),
  dueDate: z.string().optional(),
  state: z.enum(["offered", "accepted", "declined", "cancelled"]),
  /** In milliseconds since 1970. */
  offeredAt: z.number(),
  acceptedAt: z.number().optional(),
});

/** What an endpoint did, for the answer. */
const Acted = z.object({
  memberID: z.string(),
  action: z.object({ id: z.string(), type: z.string(), details: z.record(z.string(), z.json()) }),
  summary: z.record(z.string(), z.json()).optional(),
  hasMore: z.boolean().optional(),
});

const CredexCoreState = z.object({
  members: z.array(Member),
  accounts: z.array(Account),
  credexes: z.array(Credex),
  /** By endpoint and idempotency key: the first result. */
  acted: z.record(z.string(), Acted),
});

export type Member = z.infer<typeof Member>;
export type Account = z.infer<typeof Account>;
export type Credex = z.infer<typeof Credex>;
export type Acted = z.infer<typeof Acted>;
export type CredexCoreState = z.infer<typeof CredexCoreState>;

/** The source of new members' initial money: it owes what they hold. */
export const TREASURY = "treasury";

export function emptyState(): CredexCoreState {
  const treasury: Account = {
    accountID: TREASURY,
    ownerID: TREASURY,
    accountName: "Treasury",
    accountHandle: "treasury",
    accountType: "BUSINESS",
    defaultDenom: "USD",
    secured: {},
    unsecured: {},
  };
  return { members: [], accounts: [treasury], credexes: [], acted: {} };
}

/** Reads a state; an empty one where there is no file. Throws when the file contains something else. */
export function readState(file: string): CredexCoreState {
  try {
    return CredexCoreState.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return emptyState();
    throw error;
  }
}

/** Replaces the file atomically: a reader finds either the old state or the new one. */
export function writeState(file: string, book: CredexCoreState): void {
  writeFileSync(`${file}.new`, JSON.stringify(book));
  renameSync(`${file}.new`, file);
}
