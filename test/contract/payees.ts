import { expect, test } from "vitest";
import type { Payees } from "../../src/payees.ts";

/** What every memory of payees must do. `open` gives one that knows nobody. */
export function payeesContract(open: (max: number) => Promise<Payees>): void {
  const begin = async () => {
    const payees = await open(3);
    const knows = async (...accountIDs: string[]) => {
      const known: string[] = [];
      for (const accountID of accountIDs)
        if (await payees.knows({ contactId: "c", accountID })) known.push(accountID);
      return known;
    };
    const remember = (accountID: string) => payees.remember({ contactId: "c", accountID });
    return { payees, knows, remember };
  };

  test("knows an account from the first time that something was sent to it, for that member only", async () => {
    const { payees, knows, remember } = await begin();
    expect(await knows("a")).toEqual([]);
    await remember("a");
    expect(await knows("a", "b")).toEqual(["a"]);
    expect(await payees.knows({ contactId: "d", accountID: "a" })).toBe(false);
  });

  test("forgets whom nothing was sent to for the longest time", async () => {
    const { knows, remember } = await begin();
    for (const accountID of ["a", "b", "c", "a", "a", "d"]) await remember(accountID);
    expect(await knows("a", "b", "c", "d")).toEqual(["a", "c", "d"]);
  });
}
