import { describe, expect, test, vi } from "vitest";
import type { Json } from "../../src/conversation/model/record.ts";
import type { SendPermission } from "../../src/conversation/ports/outbox.ts";
import { draw, end } from "./books.ts";
import {
  AWAY,
  makeOffer,
  noteOf,
  offersIn,
  openWorld,
  refused,
  tokenOf,
  UNKNOWN,
  type World,
} from "./support.ts";

describe("before a money call leaves", () => {
  test("what resembles it is noted, pending or accepted, and nothing else", async () => {
    const world = await openWorld();
    const accepted = draw(world);
    end(world, accepted, "accept");
    const pending = draw(world);
    draw(world, { value: "5" });
    draw(world, { to: "moyo_motors", value: "5" });
    draw(world, { from: "thandi_tailor", to: "bob_bakery" });
    const call = makeOffer(world);
    expect(await noteOf(world, call)).toEqual([pending.credexID, accepted.credexID]);
    expect(world.asked).toEqual(["login", "getLedger", "createCredex"]);
  });

  test("where nothing resembles it, nothing is noted", async () => {
    const world = await openWorld();
    expect(await noteOf(world, makeOffer(world))).toEqual([]);
  });

  test.each<[string, SendPermission | Error, object]>([
    ["is lost", "lost", { kind: "lost" }],
    ["fails", new Error("no store"), { kind: "lost" }],
    ["is paused", "paused", { outcome: { kind: "paused" } }],
    ["waits for an earlier one", "unsettled", { outcome: { kind: "unsettled" } }],
  ])("and its mark %s, nothing leaves", async (_, mark, performed) => {
    const world = await openWorld();
    const beforeSend = async () => {
      if (mark instanceof Error) throw mark;
      return mark;
    };
    expect(await world.perform({ call: makeOffer(world), beforeSend })).toMatchObject(performed);
    expect(world.asked).toEqual(["login", "getLedger"]);
    expect(offersIn(world)).toEqual([]);
  });

  test("a token that the look has brought is kept even where nothing leaves", async () => {
    const world = await openWorld();
    const beforeSend = async () => "paused" as const;
    expect(await world.perform({ call: makeOffer(world), beforeSend })).toMatchObject({
      credentials: { credex_token: expect.stringMatching(/^ey/) },
    });
  });
});

describe("nothing leaves, and no mark is asked for", () => {
  test("when credex-core fails at the login", async () => {
    const world = await openWorld();
    world.faults.untilReset({ kind: "error", applied: false }, "login");
    const { performed, asked } = await perform(world);
    expect(performed).toMatchObject({ outcome: AWAY });
    expect(asked).toEqual(Array(3).fill("login"));
  });

  test.each(["error", "cut"] as const)("when the look ends in %s", async (kind) => {
    const world = await openWorld();
    world.faults.untilReset({ kind, applied: true }, "getLedger");
    const { performed, asked } = await perform(world);
    expect(performed).toMatchObject({ outcome: AWAY });
    expect(asked).toEqual(["login", ...Array(3).fill("getLedger")]);
    expect(world.telemetryEvents).toMatchObject([{ where: "credex getLedger" }]);
  });

  test("when the look is refused", async () => {
    const world = await openWorld();
    world.faults.next({ kind: "refuse" }, "getLedger");
    const { performed, asked } = await perform(world);
    expect(performed).toMatchObject({ outcome: refused("refused") });
    expect(asked).toEqual(["login", "getLedger"]);
  });

  test("when the look is not let in twice", async () => {
    const world = await openWorld();
    world.faults.untilReset({ kind: "unauthorized" }, "getLedger");
    const { performed, asked } = await perform(world);
    expect(performed).toMatchObject({ outcome: refused("not_allowed") });
    expect(asked).toEqual(["login", "getLedger", "login", "getLedger"]);
  });

  test.each([
    [
      "tells nothing of the account",
      (body: string) => body.replace('"accountID"', '"accountID":"x","_"'),
    ],
  ])("when what the look brings %s", async (_, rewrite) => {
    const world = await openWorld({ rewrite });
    const { performed, asked } = await perform(world);
    expect(performed).toMatchObject({ outcome: AWAY });
    expect(asked).toEqual(["login", "getLedger"]);
  });

  test("when it has no search", async () => {
    const world = await openWorld();
    const call = { ...makeOffer(world), operation: "getDashboard" };
    const { performed, asked } = await perform(world, call);
    expect(performed).toMatchObject({ outcome: refused("no_search") });
    expect(asked).toEqual([]);
  });
});

test.each([
  ["holds rows that cannot be read", '"ledger":[', '"ledger":["no row",{"credexID":7},'],
  ["is not there", '"ledger"', '"rows"'],
])("a ledger that %s keeps nothing from leaving", async (_, what, instead) => {
  const world = await openWorld({ rewrite: (body) => body.replaceAll(what, instead) });
  const performed = await world.perform({ call: makeOffer(world) });
  expect(performed).toMatchObject({ outcome: { kind: "done" } });
});

describe("at a 401", () => {
  test("before the look, it logs in once for the look and the sending", async () => {
    const world = await openWorld();
    const credexToken = await tokenOf(world);
    world.faults.next({ kind: "unauthorized" }, "getLedger");
    const performed = await world.perform({ call: makeOffer(world), credexToken });
    expect(performed).toMatchObject({ outcome: { kind: "done" } });
    expect(world.asked).toEqual(["getLedger", "login", "getLedger", "createCredex"]);
  });

  test("the mark is asked for again, with the same note, and one credex comes of it", async () => {
    const world = await openWorld();
    const older = draw(world);
    world.faults.next({ kind: "unauthorized" }, "createCredex");
    const beforeSend = vi.fn(async (_note: Json): Promise<SendPermission> => "sent");
    await world.perform({ call: makeOffer(world), beforeSend });
    expect(beforeSend.mock.calls).toEqual([[[older.credexID]], [[older.credexID]]]);
    expect(offersIn(world)).toHaveLength(2);
  });

  test.each(["paused", "unsettled", "lost"] as const)(
    "and %s by then, it is not sent again",
    async (mark) => {
      const world = await openWorld();
      world.faults.next({ kind: "unauthorized" }, "createCredex");
      const marks: SendPermission[] = ["sent", mark];
      const beforeSend = async () => marks.shift() ?? "lost";
      const performed = await world.perform({ call: makeOffer(world), beforeSend });
      const outcome = { kind: mark };
      expect(performed).toMatchObject(mark === "lost" ? outcome : { outcome });
      expect(world.asked).toEqual(["login", "getLedger", "createCredex", "login"]);
      expect(offersIn(world)).toEqual([]);
    },
  );

  test("and no login after it, nothing was done: it is away", async () => {
    const world = await openWorld();
    const credexToken = await tokenOf(world);
    world.faults.next({ kind: "unauthorized" }, "createCredex");
    world.faults.untilReset({ kind: "error", applied: false }, "login");
    const performed = await world.perform({ call: makeOffer(world), credexToken });
    expect(performed).toMatchObject({ outcome: AWAY });
    expect(world.asked.filter((endpoint) => endpoint === "createCredex")).toHaveLength(1);
  });

  test("and no answer the second time, it is unknown", async () => {
    const world = await openWorld();
    world.faults.next({ kind: "unauthorized" }, "createCredex");
    world.faults.next({ kind: "cut", applied: true }, "createCredex");
    expect(await world.perform({ call: makeOffer(world) })).toMatchObject({ outcome: UNKNOWN });
    expect(offersIn(world)).toHaveLength(1);
  });
});

test("an answer names what was made", async () => {
  const world = await openWorld();
  const performed = await world.perform({ call: makeOffer(world) });
  const [offer] = offersIn(world);
  expect(performed).toMatchObject({ outcome: { kind: "done", reference: offer?.credexID } });
});

/** Performs an offer whose mark must not be asked for. */
async function perform(world: World, call = makeOffer(world)) {
  const beforeSend = vi.fn(async (_note: Json): Promise<SendPermission> => "sent");
  const performed = await world.perform({ call, beforeSend });
  expect(beforeSend).not.toHaveBeenCalled();
  return { performed, asked: world.asked };
}
