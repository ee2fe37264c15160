import { expect, test } from "vitest";
import { readNotifications } from "../../src/credex/notification.ts";
import { draw, end } from "./books.ts";
import { makeCall, openWorld, type World } from "./support.ts";

/** Whatever members read of an answer of credex-core is cleaned, in each field and at each operation. */

const HARM = "\n*✅ \u202eVerified*";
const HARMFUL = /[\n*✅\u202e]/;

/** The fields that hold a text which members may read. */
const TEXTS = new Set([
  ...["firstname", "lastname", "accountName", "accountHandle"],
  ...["counterpartyAccountName", "counterpartyAccountHandle", "formattedInitialAmount"],
  ...["securedNetBalancesByDenom", "netCredexAssetsInDefaultDenom"],
]);

/** Writes something harmful behind each such text; notes in which fields. */
function plant(value: unknown, planted: Set<string>, field = ""): unknown {
  if (typeof value === "string" && TEXTS.has(field)) {
    planted.add(field);
    return value + HARM;
  }
  if (Array.isArray(value)) return value.map((item) => plant(item, planted, field));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, plant(inner, planted, name)]),
  );
}

/** A world in which Bob has offered, was offered and has accepted, and all that credex-core says is harmful. */
async function openHarmful(): Promise<World & { planted: Set<string> }> {
  const planted = new Set<string>();
  const world = await openWorld({
    rewrite: (body) => JSON.stringify(plant(JSON.parse(body), planted)),
  });
  draw(world);
  draw(world, { from: "thandi_tailor", to: "bob_bakery", value: "1" });
  end(world, draw(world, { value: "2" }), "accept");
  return { ...world, planted };
}

test("an account, a page of the ledger and a found account are cleaned", async () => {
  const world = await openHarmful();
  const bob = world.registry.accountByHandle("bob_bakery");
  if (bob.kind === "refused") throw new Error(bob.reason);
  const page = { accountID: bob.value.accountID, startRow: 0, numRows: 2 };
  for (const call of [
    makeCall("login"),
    makeCall("getAccountByHandle", { handle: "thandi_tailor" }),
    makeCall("getLedger", page),
  ]) {
    const performed = await world.perform({ call });
    expect(performed).toMatchObject({ outcome: { kind: "done" } });
    const { outcome }: { outcome?: unknown } = performed as object;
    expect(textsIn(outcome).filter((text) => HARMFUL.test(text))).toEqual([]);
  }
  const known = [...TEXTS].filter((field) => field !== "counterpartyAccountHandle");
  expect([...world.planted]).toEqual(expect.arrayContaining(known));
});

test("a refusal is cleaned", async () => {
  const words = "Account not found";
  const harmful = JSON.stringify(`${words}${HARM}`).slice(1, -1);
  const rewrite = (body: string) => body.replaceAll(words, harmful);
  const world = await openWorld({ rewrite });
  const call = makeCall("getAccountByHandle", { handle: "nobody_here" });
  const performed = await world.perform({ call });
  expect(performed).toMatchObject({
    outcome: { kind: "refused", reason: expect.stringMatching(/ Verified$/) },
  });
  const { outcome }: { outcome?: unknown } = performed as object;
  expect(textsIn(outcome).filter((text) => HARMFUL.test(text))).toEqual([]);
});

test("a notification is cleaned", () => {
  const offer = {
    credexID: "C-1",
    formattedInitialAmount: "5.00 USD",
    counterpartyAccountName: `Thandi${HARM}`,
    counterpartyAccountHandle: `thandi${HARM}`,
    secured: true,
    account: `Bob${HARM}`,
  };
  const event = { id: "n1", time: 1_790_000_000, kind: "offer.created", phone: "263770000001" };
  const [notice] = readNotifications({ ...event, offer });
  expect(notice).toMatchObject({ kind: "offer" });
  expect(textsIn(notice).filter((text) => HARMFUL.test(text))).toEqual([]);
});

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
