import { describe, expect, test } from "vitest";
import type { Credex } from "../../src/fakes/credex-core/state.ts";
import { draw, end } from "./books.ts";
import { makeCall, noteOf, openWorld, refused, UNKNOWN, type World } from "./support.ts";

const APPLIED = { kind: "cut", applied: true } as const;
const NOT_APPLIED = { kind: "cut", applied: false } as const;

/** Each of them as its own side asks for it: Bob accepts and declines what Thandi offered, and takes back his own. */
const actions = [
  ["acceptCredex", "accept"],
  ["declineCredex", "decline"],
  ["cancelCredex", "cancel"],
] as const;

type Action = (typeof actions)[number][1];

describe.each(actions)("%s", (operation, action) => {
  test("ends the offer, and brings how the account stands then", async () => {
    const world = await openWorld();
    const credex = drawFor(world, action);
    const performed = await world.perform({ call: callOf(operation, credex) });
    expect(performed).toMatchObject(doneWith(credex));
    expect(credex.state).toBe(STATES[action]);
    expect(world.asked).toEqual(["login", "getLedger", operation]);
  });

  test("of an offer that is over, or was never there, is refused", async () => {
    const world = await openWorld();
    const credex = drawFor(world, action);
    end(world, credex, "cancel");
    expect(await world.perform({ call: callOf(operation, credex) })).toMatchObject({
      outcome: { code: "refused", reason: "The offer is already cancelled" },
    });
    const none = callOf(operation, { ...credex, credexID: "none" });
    expect(await world.perform({ call: none })).toMatchObject({
      outcome: refused("credex_not_found"),
    });
  });

  test("of somebody else's offer is not allowed", async () => {
    const world = await openWorld();
    const credex = draw(world, { from: "thandi_tailor", to: "moyo_motors" });
    const own = drawFor(world, action);
    const call = callOf(operation, { ...own, credexID: credex.credexID });
    expect(await world.perform({ call })).toMatchObject({ outcome: refused("not_allowed") });
  });

  test("of none, or of two, never leaves", async () => {
    const world = await openWorld();
    const credex = drawFor(world, action);
    for (const credexes of [[], [credex, credex]]) {
      const call = callOf(operation, ...credexes);
      expect(await world.perform({ call })).toMatchObject({ outcome: refused("invalid_input") });
    }
    expect(world.asked).toEqual([]);
  });

  test("without an answer is found once it is done", async () => {
    const { look, credex } = await lose(operation, action, APPLIED);
    expect(await look()).toMatchObject(doneWith(credex));
  });

  test("that was not done is not found", async () => {
    const { look } = await lose(operation, action, NOT_APPLIED);
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
  });

  test("is not found by an end that was there before it", async () => {
    const { world, credex, look } = await lose(operation, action, NOT_APPLIED, (before) => {
      end(before.world, before.credex, action);
    });
    expect(credex.state).toBe(STATES[action]);
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
    expect(world.asked).toContain("getLedger");
  });
});

test("an accepted offer is none that was declined or taken back", async () => {
  const declined = await lose("declineCredex", "decline", NOT_APPLIED);
  end(declined.world, declined.credex, "accept");
  expect(await declined.look()).toMatchObject({ outcome: UNKNOWN });
  const cancelled = await lose("cancelCredex", "cancel", NOT_APPLIED);
  end(cancelled.world, cancelled.credex, "accept");
  expect(await cancelled.look()).toMatchObject({ outcome: UNKNOWN });
});

test("an offer that was taken back is none that was accepted", async () => {
  const { world, credex, look } = await lose("acceptCredex", "accept", NOT_APPLIED);
  end(world, credex, "cancel");
  expect(await look()).toMatchObject({ outcome: UNKNOWN });
});

test.each([
  ["has more", (body: string) => body.replaceAll('"hasMore":false', '"hasMore":true')],
  ["does not say whether it has more", (body: string) => body.replaceAll('"hasMore"', '"more"')],
  [
    "has a row that cannot be read",
    (body: string) => body.replaceAll('"ledger":[', '"ledger":[7,'),
  ],
  ["cannot be read", (body: string) => body.replaceAll('"ledger":[', '"ledger":7,"rows":[')],
])("a ledger that %s does not show that an offer was not accepted", async (_, rewrite) => {
  const { look } = await lose("declineCredex", "decline", APPLIED, undefined, rewrite);
  expect(await look()).toMatchObject({ outcome: UNKNOWN });
});

test("an answer that does not tell of the account does not show that the offer is over", async () => {
  let rewrite = (body: string) => body;
  const { look } = await lose("declineCredex", "decline", NOT_APPLIED, undefined, (body) =>
    rewrite(body),
  );
  rewrite = (body) =>
    body
      .replace(/"accountID":"[^"]*"/, '"accountID":"another"')
      .replace(/"pendingInData":\[.*?\]/, '"pendingInData":[]');
  expect(await look()).toMatchObject({ outcome: UNKNOWN });
});

describe("several at once", () => {
  test("are accepted as far as they can be, and counted", async () => {
    const world = await openWorld();
    const [first, second] = [drawFor(world, "accept"), drawFor(world, "accept")];
    end(world, second, "cancel");
    const performed = await world.perform({ call: callOf("acceptCredexBulk", first, second) });
    expect(performed).toMatchObject({ outcome: { kind: "done", output: { accepted: 1 } } });
  });

  test("are found when none waits any more, with how many were accepted", async () => {
    for (const isTakenBack of [false, true]) {
      const world = await openWorld();
      const both = [drawFor(world, "accept"), drawFor(world, "accept")] as const;
      const call = callOf("acceptCredexBulk", ...both);
      world.faults.next(NOT_APPLIED, "acceptCredexBulk");
      const note = await noteOf(world, call);
      expect(await world.find({ call, note })).toMatchObject({ outcome: UNKNOWN });
      end(world, both[0], "accept");
      expect(await world.find({ call, note })).toMatchObject({ outcome: UNKNOWN });
      end(world, both[1], isTakenBack ? "cancel" : "accept");
      expect(await world.find({ call, note })).toMatchObject({
        outcome: { kind: "done", output: { accepted: isTakenBack ? 1 : 2 } },
      });
    }
  });
});

const STATES = { accept: "accepted", decline: "declined", cancel: "cancelled" } as const;

/** An offer that Bob can end this way. */
function drawFor(world: World, action: Action): Credex {
  return action === "cancel"
    ? draw(world)
    : draw(world, { from: "thandi_tailor", to: "bob_bakery" });
}

/** Bob's call about these offers. */
function callOf(operation: string, ...credexes: Credex[]) {
  const [first] = credexes;
  const accountID =
    (operation === "cancelCredex" ? first?.issuerAccountID : first?.receiverAccountID) ?? "A";
  const offers = credexes.map(({ credexID }) => ({ credexID }));
  return makeCall(operation, { accountID, offers });
}

/** A world where such a call of Bob's got no answer; what happened before it is prepared first. */
async function lose(
  operation: string,
  action: Action,
  fault: typeof APPLIED | typeof NOT_APPLIED,
  prepare: (before: { world: World; credex: Credex }) => void = () => {},
  rewrite?: (body: string) => string,
) {
  const world = await openWorld(rewrite ? { rewrite } : {});
  const credex = drawFor(world, action);
  prepare({ world, credex });
  const call = callOf(operation, credex);
  world.faults.next(fault, operation);
  const note = await noteOf(world, call);
  return { world, credex, call, note, look: () => world.find({ call, note }) };
}

function doneWith({ credexID }: Credex) {
  return {
    outcome: { kind: "done", reference: credexID, output: { profile: { accounts: [{}] } } },
  };
}
