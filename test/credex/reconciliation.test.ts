import { describe, expect, test, vi } from "vitest";
import type { Json } from "../../src/conversation/model/record.ts";
import { DUE_DATE, draw, end, enrich, openSecond } from "./books.ts";
import { makeOffer, noteOf, offersIn, openWorld, tokenOf, UNKNOWN, type World } from "./support.ts";

const APPLIED = { kind: "cut", applied: true } as const;
const NOT_APPLIED = { kind: "cut", applied: false } as const;

describe("what is found", () => {
  test("is an offer that has been pending since", async () => {
    const { world, look, offer } = await lose(APPLIED);
    const found = await look();
    expect(found).toMatchObject(doneWith(offer?.credexID));
    expect(found).toMatchObject({
      outcome: {
        output: { profile: { accounts: [{ pendingOut: [{ credexID: offer?.credexID }] }] } },
      },
      credentials: { credex_token: expect.stringMatching(/^ey/) },
    });
    expect(world.asked).toEqual(["login", "getLedger"]);
  });

  test("is an offer that was accepted already", async () => {
    const { world, look, offer } = await lose(APPLIED);
    if (offer) end(world, offer, "accept");
    expect(await look()).toMatchObject(doneWith(offer?.credexID));
  });

  test("is no offer to another account of the same name: their handles differ", async () => {
    const { world, look } = await lose(NOT_APPLIED);
    const accounts = world.ledger.book.accounts;
    const thandi = accounts.find(({ accountHandle }) => accountHandle === "thandi_tailor");
    if (!thandi) throw new Error("Another book was expected");
    accounts.push({ ...thandi, accountID: "A-twin", accountHandle: "thandi_tailor_2" });
    draw(world, { to: "thandi_tailor_2" });
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
    draw(world);
    expect(await look()).toMatchObject({ outcome: { kind: "done" } });
  });

  test.each(["pending", "accepted"])("is the new one of two alike, the older %s", async (older) => {
    const prepare = (world: World) => {
      const first = draw(world);
      if (older === "accepted") end(world, first, "accept");
    };
    const { look, offer } = await lose(APPLIED, { prepare });
    expect(await look()).toMatchObject(doneWith(offer?.credexID));
  });

  test("is an unsecured offer, pending or accepted", async () => {
    const { world, look, offer } = await lose(APPLIED, { dueDate: DUE_DATE });
    expect(offer).toMatchObject({ secured: false, dueDate: DUE_DATE });
    expect(await look()).toMatchObject(doneWith(offer?.credexID));
    if (offer) end(world, offer, "accept");
    expect(await look()).toMatchObject(doneWith(offer?.credexID));
  });

  test("is an accepted offer of which the ledger does not say whether it is secured", async () => {
    const rewrite = (body: string) => body.replaceAll(/,"secured":(true|false)/g, "");
    const { world, look, offer } = await lose(APPLIED, { rewrite });
    if (offer) end(world, offer, "accept");
    expect(await look()).toMatchObject(doneWith(offer?.credexID));
  });

  test.each(["1000.00", "1234567.89"])(
    "is an offer of %s, which is written with commas",
    async (value) => {
      const world = await openWorld({ rewrite: grouped });
      enrich(world);
      const call = makeOffer(world, value);
      world.faults.next(APPLIED, "createCredex");
      const note = await noteOf(world, call);
      const [offer] = offersIn(world);
      expect(await world.find({ call, note })).toMatchObject(doneWith(offer?.credexID));
      if (offer) end(world, offer, "accept");
      expect(await world.find({ call, note })).toMatchObject(doneWith(offer?.credexID));
    },
  );

  test("is what was applied late, once it is there", async () => {
    const world = await openWorld({ timeoutMs: 500 });
    const call = makeOffer(world);
    world.faults.next({ kind: "apply late", delayMs: 3_000 }, "createCredex");
    const note = await noteOf(world, call);
    expect(await world.find({ call, note })).toMatchObject({ outcome: UNKNOWN });
    await vi.waitFor(() => expect(offersIn(world)).toHaveLength(1), { timeout: 60_000 });
    expect(await world.find({ call, note })).toMatchObject(doneWith(offersIn(world)[0]?.credexID));
  });
});

describe("what is not taken for it", () => {
  test.each<[string, (world: World) => (() => void) | undefined]>([
    ["that waits", (world) => void draw(world)],
    ["that was accepted", (world) => void end(world, draw(world), "accept")],
    [
      "that is accepted in between",
      (world) => {
        const older = draw(world);
        return () => end(world, older, "accept");
      },
    ],
  ])("an older offer like it %s", async (_, prepare) => {
    let change: (() => void) | undefined;
    const { look } = await lose(NOT_APPLIED, {
      prepare: (world) => {
        change = prepare(world);
      },
    });
    change?.();
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
  });

  test.each(["pending", "accepted"])(
    "a newer offer %s, of the same amount, that came in from there",
    async (state) => {
      const { world, look } = await lose(NOT_APPLIED);
      const incoming = draw(world, { from: "thandi_tailor", to: "bob_bakery" });
      if (state === "accepted") end(world, incoming, "accept");
      expect(await look()).toMatchObject({ outcome: UNKNOWN });
    },
  );

  test.each([
    ["amount", { value: "20.01" }],
    ["amount that only begins alike", { value: "2" }],
    ["denomination", { denomination: "ZWG" }],
    ["counterparty", { to: "moyo_motors" }],
  ] as const)("a newer offer of another %s", async (_, other) => {
    const { world, look } = await lose(NOT_APPLIED);
    const newer = draw(world, other);
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
    end(world, newer, "accept");
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
  });

  test.each([
    ["an unsecured one of a secured", undefined, false],
    ["a secured one of an unsecured", DUE_DATE, true],
  ])("a newer offer that is %s", async (_, dueDate, secured) => {
    const { world, look } = await lose(NOT_APPLIED, { dueDate });
    const newer = draw(world, { secured });
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
    end(world, newer, "accept");
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
  });

  test("a newer offer out of another of the member's accounts", async () => {
    const { world, look } = await lose(NOT_APPLIED);
    const { accountHandle } = openSecond(world);
    const newer = draw(world, { from: accountHandle });
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
    end(world, newer, "accept");
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
  });
});

describe("nothing is known", () => {
  test.each(["decline", "cancel"] as const)("of an offer after a %s", async (how) => {
    const { world, look, offer } = await lose(APPLIED);
    if (offer) end(world, offer, how);
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
  });

  test.each<[string, Json | undefined]>([
    ["no note", undefined],
    ["an empty object", {}],
    ["other than ids", [1]],
  ])("with %s for a note, and nothing is asked", async (_, note) => {
    const { world, call } = await lose(APPLIED);
    expect(await world.find({ call, note })).toEqual({ kind: "outcome", outcome: UNKNOWN });
    expect(world.asked).toEqual([]);
  });

  test("while credex-core is unreachable, after three tries", async () => {
    const { world, look } = await lose(APPLIED);
    world.faults.untilReset({ kind: "error", applied: true }, "getLedger");
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
    expect(world.asked).toEqual(["login", ...Array(3).fill("getLedger")]);
  });

  test("while the look is refused", async () => {
    const { world, look } = await lose(APPLIED);
    world.faults.next({ kind: "refuse" }, "getLedger");
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
  });

  test("while nobody can log in", async () => {
    const { world, look } = await lose(APPLIED);
    world.faults.next({ kind: "refuse" }, "login");
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
    expect(world.asked).toEqual(["login"]);
  });

  test("of a call that cannot be read", async () => {
    const { world, call, note } = await lose(APPLIED);
    for (const odd of [
      { ...call, input: {} },
      { ...call, operation: "toString" },
    ]) {
      expect(await world.find({ call: odd, note })).toEqual({ kind: "outcome", outcome: UNKNOWN });
    }
    expect(world.asked).toEqual([]);
  });
});

describe("a look", () => {
  test("logs in once at a 401", async () => {
    const { world, call, note, offer } = await lose(APPLIED);
    const credexToken = await tokenOf(world);
    world.faults.next({ kind: "unauthorized" }, "getLedger");
    expect(await world.find({ call, note, credexToken })).toMatchObject(doneWith(offer?.credexID));
    expect(world.asked).toEqual(["getLedger", "login", "getLedger"]);
  });

  test("gives up at the second 401", async () => {
    const { world, look } = await lose(APPLIED);
    world.faults.untilReset({ kind: "unauthorized" }, "getLedger");
    expect(await look()).toMatchObject({ outcome: UNKNOWN });
    expect(world.asked).toEqual(["login", "getLedger", "login", "getLedger"]);
  });

  test("sends nothing, and its facts tell nothing of whom", async () => {
    const { world, look } = await lose(NOT_APPLIED);
    await look();
    await look();
    expect(new Set(world.asked)).toEqual(new Set(["login", "getLedger"]));
    expect(offersIn(world)).toEqual([]);
    expect(JSON.stringify(world.telemetryEvents)).not.toMatch(/26377|Bob|Thandi|20\.00/);
  });
});

type Lost = typeof APPLIED | typeof NOT_APPLIED;

interface Losing {
  /** Makes what was there before it. */
  prepare?: (world: World) => void;
  /** Of an unsecured offer. */
  dueDate?: string | undefined;
  rewrite?: (body: string) => string;
}

/** A world where an offer of Bob's got no answer. */
async function lose(fault: Lost, { prepare, dueDate, rewrite }: Losing = {}) {
  const world = await openWorld(rewrite && { rewrite });
  prepare?.(world);
  const before = new Set(world.ledger.book.credexes);
  const call = makeOffer(world, "20.00", dueDate);
  world.faults.next(fault, "createCredex");
  const note = await noteOf(world, call);
  const offer = world.ledger.book.credexes.find((credex) => !before.has(credex));
  world.asked.length = 0;
  return { world, call, note, offer, look: () => world.find({ call, note }) };
}

function doneWith(credexID: string | undefined) {
  return { outcome: { kind: "done", reference: credexID, output: { credexID } } };
}

/** Amounts as credex-core writes them: "-1,000.00 USD". */
function grouped(body: string): string {
  return body.replaceAll(/\d+(?=\.\d+ [A-Z]{3}")/g, (digits) =>
    BigInt(digits).toLocaleString("en"),
  );
}
