import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Fault } from "../../src/fakes/credex-core/faults.ts";
import type { Member } from "../../src/loopback/member.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { type Outcome, outcomesOf } from "../support/books.ts";
import { type FaultWorld, openFaultWorld } from "../support/fault-world.ts";
import { said, valueIn } from "../support/titles.ts";
import { fillOffer, reaches, register } from "./walks.ts";

/** A way in which the answer to an offer goes missing, or comes when nobody waits for it. */
interface Way {
  name: string;
  faults: [fault: Fault, endpoint: string][];
  /** What the member, or Redis, does once the offer has left. */
  meanwhile?: (world: FaultWorld, member: Member) => Promise<unknown>;
  findOutSeconds?: number;
  told: Outcome["kind"][];
}

const create = (fault: Fault): [Fault, string] => [fault, "createCredex"];
const LATE = create({ kind: "answer late", delayMs: 2_000 });
const found: Outcome["kind"][] = ["open", "sent"];
const notFound: Outcome["kind"][] = ["open", "unconfirmed"];

const ways: Way[] = [
  {
    name: "hangs after it was made",
    faults: [create({ kind: "hang", applied: true })],
    told: found,
  },
  {
    name: "hangs and is not made",
    faults: [create({ kind: "hang", applied: false })],
    told: notFound,
  },
  {
    name: "is cut off after it was made",
    faults: [create({ kind: "cut", applied: true })],
    told: found,
  },
  {
    name: "is cut off before it is made",
    faults: [create({ kind: "cut", applied: false })],
    told: notFound,
  },
  {
    name: "is made when nobody waits any more, and not seen at the first look",
    faults: [create({ kind: "apply late", delayMs: 13_000 })],
    findOutSeconds: 18,
    told: found,
  },
  {
    name: "is answered with 500 after it was made",
    faults: [create({ kind: "error", applied: true })],
    told: found,
  },
  {
    name: "is answered with 500 and not made",
    faults: [create({ kind: "error", applied: false })],
    told: notFound,
  },
  {
    name: "is answered with 401",
    faults: [create({ kind: "unauthorized" })],
    told: ["sent"],
  },
  {
    name: "is answered with 401, and the login after it fails",
    faults: [
      create({ kind: "unauthorized" }),
      ...[1, 2, 3].map((): [Fault, string] => [{ kind: "error", applied: false }, "login"]),
    ],
    told: ["not sent"],
  },
  { name: "is refused", faults: [create({ kind: "refuse" })], told: ["not sent"] },
  {
    name: "is answered when the session's keys are gone",
    faults: [LATE],
    meanwhile: (world) => drop(world, "user:*"),
    told: ["sent"],
  },
  {
    name: "is answered when the record was evicted",
    faults: [LATE],
    meanwhile: (world) => drop(world, "user:*.100000000000001"),
    told: ["sent"],
  },
  {
    name: "is answered when the member has gone home",
    faults: [LATE],
    meanwhile: (_, member) => member.says("menu"),
    told: ["underway", "sent"],
  },
  {
    name: "is answered in a new session",
    faults: [LATE],
    async meanwhile(world, member) {
      await drop(world, "user:*");
      await member.says("hi");
    },
    told: ["sent"],
  },
  {
    name: "is answered after five minutes, in the session that came then",
    faults: [LATE],
    async meanwhile(world, member) {
      world.clock.aheadMs = 301_000;
      await member.says("hi");
    },
    told: ["sent"],
  },
  {
    name: "is never made, and the session is gone when that is given up",
    faults: [create({ kind: "cut", applied: false })],
    async meanwhile(world, member) {
      await member.hears(said("offer.unknown"));
      await drop(world, "user:*");
    },
    told: notFound,
  },
  {
    name: "is found when the member has left the form and gone home",
    faults: [create({ kind: "cut", applied: true })],
    async meanwhile(_, member) {
      await member.hears(said("offer.unknown"));
      await member.says("menu");
    },
    told: found,
  },
];

const twins = [
  { name: "is not confused with an identical pending offer", isAccepted: false, applied: true },
  { name: "is told from an identical one that was accepted", isAccepted: true, applied: true },
  { name: "is not mistaken for an identical pending offer", isAccepted: false, applied: false },
  { name: "is not taken for an identical one that was accepted", isAccepted: true, applied: false },
];

let redis: RedisServer;
let databases = 0;
beforeAll(async () => {
  redis = await startRedis("--databases", "64");
});
afterAll(() => redis.stop());

describe.concurrent("an offer that", () => {
  for (const { name, faults, meanwhile, findOutSeconds = 1, told } of ways)
    test(`${name} makes one credex or none, and the member learns the true outcome`, async () => {
      await inWorld(findOutSeconds, async (world, member) => {
        await fillOffer(member);
        for (const [fault, endpoint] of faults) world.credexCore.faults.next(fault, endpoint);
        await member.taps("confirm");
        if (faults.includes(LATE))
          await vi.waitUntil(() => world.offersOf(member.phone).length > 0, 60_000);
        await meanwhile?.(world, member);
        await world.quiet();
        expect(outcomesOf(member).map(({ kind }) => kind)).toEqual(told);
        expectTruth(world, member, told.at(-1) === "sent" ? 1 : 0);
      });
    });
});

describe.concurrent("an offer without an answer", () => {
  for (const { name, isAccepted, applied } of twins)
    test(name, async () => {
      await inWorld(1, async (world, member) => {
        await fillOffer(member);
        await member.taps("confirm");
        await member.hears(said("offer.sent"));
        if (isAccepted) accept(world, world.offersOf(member.phone)[0]?.credexID);
        await fillOffer(member);
        world.credexCore.faults.next({ kind: "cut", applied }, "createCredex");
        await member.taps("confirm");
        await world.quiet();
        const kinds = outcomesOf(member).map(({ kind }) => kind);
        expect(kinds).toEqual(["sent", ...(applied ? found : notFound)]);
        expectTruth(world, member, applied ? 2 : 1);
      });
    });

  test("is reported when it is found, and the open form continues", async () => {
    await inWorld(1, async (world, member) => {
      await fillOffer(member);
      world.credexCore.faults.next({ kind: "cut", applied: true }, "createCredex");
      await member.taps("confirm");
      await member.hears(said("offer.unknown"));
      await member.taps("offer");
      await member.hears(said("offer.amount.ask"));
      await member.hears(said("late.offer.done"));
      await member.says("7");
      await member.hears(said("offer.recipient.ask"));
      await member.says("moyo_motors");
      expect((await reaches(member, "offer.confirm.ask")).text).toContain("7.00 USD");
      await member.taps("confirm");
      await member.hears(said("offer.sent"));
      expectTruth(world, member, 2);
    });
  });

  test("keeps the next one from leaving, which is said; once it is settled the next one leaves", async () => {
    await inWorld(1, async (world, member) => {
      await fillOffer(member);
      world.credexCore.faults.next({ kind: "cut", applied: false }, "createCredex");
      await member.taps("confirm");
      await member.hears(said("offer.unknown"));
      await fillOffer(member, "7", "moyo_motors");
      await member.taps("confirm");
      expect((await member.hears(said("offer.unsettled"))).text).toContain("7.00 USD");
      expect(world.offersOf(member.phone)).toEqual([]);
      expect((await member.hears(said("late.offer.unconfirmed"))).text).toContain("20.00 USD");
      await fillOffer(member, "7", "moyo_motors");
      await member.taps("confirm");
      await member.hears(said("offer.sent"));
      expectTruth(world, member, 1);
    });
  });
});

/** A registered member, and one app that is told apart from its surroundings by wires only. */
async function inWorld(
  findOutSeconds: number,
  run: (world: FaultWorld, member: Member) => Promise<void>,
): Promise<void> {
  const world = await openFaultWorld(`${redis.url}/${databases++}`);
  try {
    await world.open({ env: { ...world.wired, FIND_OUT_SECONDS: `${findOutSeconds}` } });
    const member = world.member();
    await register(member);
    await run(world, member);
  } finally {
    await world.close();
  }
}

/** There are so many credexes, and each was reported with its reference, and no other. */
function expectTruth(world: FaultWorld, member: Member, credexes: number): void {
  const offers = world.offersOf(member.phone);
  expect(offers).toHaveLength(credexes);
  const sent = outcomesOf(member).filter(({ kind }) => kind === "sent");
  expect(sent.map(({ text }) => referenceIn(text))).toEqual(offers.map(({ credexID }) => credexID));
}

function referenceIn(text: string): string | undefined {
  return valueIn(text, "offer.sent", "reference") ?? valueIn(text, "late.offer.done", "reference");
}

async function drop({ redis: connection }: FaultWorld, pattern: string): Promise<void> {
  await connection.del(await connection.keys(pattern));
}

function accept({ credexCore }: FaultWorld, credexID = ""): void {
  const bob = credexCore.ledger.book.members.find(({ firstname }) => firstname === "Bob");
  const accepted = credexCore.ledger.accept({ memberID: bob?.memberID ?? "", credexID });
  expect(accepted.kind).toBe("ok");
}
