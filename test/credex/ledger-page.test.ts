import { expect, test } from "vitest";
import { draw, end } from "./books.ts";
import { AWAY, makeCall, openWorld, refused, type World } from "./support.ts";

const accountOf = (world: World, handle: string) => {
  const found = world.registry.accountByHandle(handle);
  if (found.kind === "refused") throw new Error(found.reason);
  return found.value.accountID;
};
const read = (world: World, accountID: string, startRow = 0) =>
  world.perform({ call: makeCall("getLedger", { accountID, startRow, numRows: 2 }) });

test("a page of the ledger comes with whether there is more", async () => {
  const world = await openWorld();
  const accountID = accountOf(world, "bob_bakery");
  for (const value of ["1", "2"]) end(world, draw(world, { value }), "accept");
  expect(await read(world, accountID)).toMatchObject({
    outcome: {
      output: {
        page: {
          rows: [{ formattedInitialAmount: "-2.00 USD" }, { formattedInitialAmount: "-1.00 USD" }],
          hasMore: true,
        },
        profile: { accounts: [{ accountID }] },
      },
    },
  });
  expect(await read(world, accountID, 2)).toMatchObject({
    outcome: { output: { page: { rows: [{}], hasMore: false } } },
  });
});

test("somebody else's ledger is refused, and one with a row that cannot be read is none", async () => {
  const world = await openWorld({
    rewrite: (body) => body.replaceAll('"ledger":[', '"ledger":[7,'),
  });
  expect(await read(world, accountOf(world, "thandi_tailor"))).toMatchObject({
    outcome: refused("not_allowed"),
  });
  expect(await read(world, accountOf(world, "bob_bakery"))).toMatchObject({ outcome: AWAY });
});
