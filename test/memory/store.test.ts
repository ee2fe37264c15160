import { describe } from "vitest";
import { createMemoryStore } from "../../src/memory/memory-store.ts";
import { contract } from "../../src/vimbiso.ts";
import { claimingCommitsContract } from "../contract/claiming-commits.ts";
import { journalContract } from "../contract/journal.ts";
import { numbersContract } from "../contract/numbers.ts";
import { outboxContract } from "../contract/outbox.ts";
import { type Open, sharedMarksContract, storeContract } from "../contract/store.ts";
import { unsettledContract } from "../contract/unsettled.ts";

const open: Open = async ({ ttlSeconds = 300, clock = Date.now } = {}) => {
  const store = createMemoryStore({ clock, recordFields: contract.recordFields, ttlSeconds });
  return { store, outbox: store, journal: store, now: async () => clock() };
};

describe("the store in memory", () => {
  storeContract(open);
  sharedMarksContract(open);
});
describe("the numbers in memory", () => {
  numbersContract(async ({ clock }) => {
    const store = createMemoryStore({
      clock,
      recordFields: contract.recordFields,
      ttlSeconds: 300,
    });
    return { store, outbox: store, numbers: store.numbers };
  });
});
describe("the outbox in memory", () => {
  outboxContract(open);
  describe("a commit that claims", () => claimingCommitsContract(open));
  describe("a money call without an answer", () => unsettledContract(open));
  journalContract(open);
});
