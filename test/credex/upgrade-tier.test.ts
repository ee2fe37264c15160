import { expect, test } from "vitest";
import { makeCall, noteOf, openWorld, refused, UNKNOWN, type World } from "./support.ts";

const DONE = { outcome: { kind: "done", output: { profile: { member: { memberTier: 3 } } } } };

const callIn = ({ registry }: World) => {
  const found = registry.accountByHandle("bob_bakery");
  if (found.kind === "refused") throw new Error(found.reason);
  return makeCall("hustler10k", { personalAccountID: found.value.accountID });
};

test("a member becomes a hustler once; a second time is refused", async () => {
  const world = await openWorld();
  expect(await world.perform({ call: callIn(world) })).toMatchObject(DONE);
  expect(world.asked).toEqual(["login", "getMemberDashboardByPhone", "hustler10k"]);
  const again = { ...callIn(world), token: "session:2:1" };
  expect(await world.perform({ call: again })).toMatchObject({ outcome: refused("refused") });
});

test.each([
  [true, DONE],
  [false, { outcome: UNKNOWN }],
])(
  "an upgrade without an answer, applied: %s, is asked once and looked for by the tier",
  async (applied, found) => {
    const world = await openWorld();
    const call = callIn(world);
    world.faults.next({ kind: "cut", applied }, "hustler10k");
    const note = await noteOf(world, call);
    expect(await world.find({ call, note })).toMatchObject(found);
    expect(world.asked.filter((endpoint) => endpoint === "hustler10k")).toHaveLength(1);
  },
);

test("a hustler of before is no doing of the call", async () => {
  const world = await openWorld();
  await world.perform({ call: callIn(world) });
  const call = { ...callIn(world), token: "session:2:1" };
  world.faults.next({ kind: "cut", applied: false }, "hustler10k");
  const note = await noteOf(world, call);
  expect(await world.find({ call, note })).toMatchObject({ outcome: UNKNOWN });
});

test("a tier other than hustler's shows no upgrade", async () => {
  const world = await openWorld();
  const call = callIn(world);
  world.faults.next({ kind: "cut", applied: false }, "hustler10k");
  const note = await noteOf(world, call);
  for (const member of world.ledger.book.members) member.memberTier = 2;
  expect(await world.find({ call, note })).toMatchObject({ outcome: UNKNOWN });
});
