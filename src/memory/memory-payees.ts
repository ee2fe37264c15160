import { MAX_PAYEES, type Payees } from "../payees.ts";

/** Payees in this process only. */
export function createMemoryPayees(max = MAX_PAYEES): Payees {
  const known = new Map<string, Set<string>>();
  return {
    async knows({ contactId, accountID }) {
      return known.get(contactId)?.has(accountID) ?? false;
    },
    async remember({ contactId, accountID }) {
      const accounts = known.get(contactId) ?? new Set();
      known.set(contactId, accounts);
      // Deleted first, so that it becomes the last in the set's order.
      accounts.delete(accountID);
      accounts.add(accountID);
      for (const oldest of [...accounts].slice(0, -max)) accounts.delete(oldest);
    },
  };
}
