import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createPoster, messageChange } from "../../src/fakes/cloud-api/webhooks.ts";
import { createMember, type Member } from "../../src/loopback/member.ts";
import { findPort } from "../../src/loopback/port.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { BUSINESS_NUMBER_ID, openWorld, SECRETS, type World } from "../../src/loopback/world.ts";
import { draw } from "../credex/books.ts";
import { buildWith } from "../support/edited-build.ts";
import {
  amountIsSum,
  asksForNote,
  asksTwice,
  countsCents,
  dueDateIsDueOn,
  makesOffer,
  promisesAtOnce,
  recipientIsPayee,
  refusesOffers,
  remindsAtConfirm,
  routesOffer,
} from "../support/machine-edits.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import type { SourceEdit } from "../support/source-edits.ts";
import { said, valueIn } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

/** Two servers on one Redis: one serves the shipped release, one an edited build. */
interface Servers {
  world: World;
  /** At home, and registered by the server of the shipped release. */
  member: Member;
  old: ServerProcess;
  /** To whom the member's messages go from here on. */
  meet(server: "old" | "edited"): void;
}

const CONTRACT = "../src/credex/operations/contract.ts";
const EDITED = said("machine.edited");
const TAP = said("money.tap");
const MENU = said("home.menu");
/** After a hard kill a call is another server's once its lease is over, which takes 25 seconds and no work. */
const TIMEOUT_MS = 150_000;

let redis: RedisServer;
let databases = 0;
beforeAll(async () => {
  redis = await startRedis("--databases", "16");
});
afterAll(() => redis.stop());

async function withServers(
  edits: readonly SourceEdit[],
  scenario: (servers: Servers) => Promise<void>,
): Promise<void> {
  const world = await openWorld(`${redis.url}/${databases++}`);
  const build = await buildWith(...edits);
  const port = `${await findPort()}`;
  const env = { ...world.env, FIND_OUT_SECONDS: "1" };
  const started: ServerProcess[] = [];
  try {
    const old = await startServer(env);
    started.push(old);
    const edited = await startServer({ ...env, PORT: port }, { args: build.args });
    started.push(edited);
    const poster = createPoster({
      webhookUrl: `${edited.url}/webhook`,
      appSecret: SECRETS.WHATSAPP_APP_SECRET,
    });
    let met: "old" | "edited" = "old";
    const member = createMember(
      {
        ...world.cloudApi,
        async write(message) {
          if (met === "old") return world.cloudApi.write(message);
          const at = Date.now();
          const sent = { ...message, id: `wamid.${randomUUID()}`, at };
          return poster.post([messageChange({ ...sent, businessNumberId: BUSINESS_NUMBER_ID })]);
        },
      },
      world.member().phone,
    );
    await register(member);
    await scenario({ world, member, old, meet: (server) => (met = server) });
    await poster.close();
  } finally {
    for (const server of started) await server.kill();
    await world.close();
    build.remove();
  }
}

/** The release is edited like this, and that is what members meet. */
const journey = (
  name: string,
  edits: readonly SourceEdit[],
  scenario: (servers: Servers) => Promise<void>,
) => test(name, () => withServers(edits, scenario), TIMEOUT_MS);

const expectNothingSent = async ({ world, member }: Servers) => {
  await world.idle();
  expect(world.offersOf(member.phone)).toEqual([]);
};

/** Tests that are concurrent cannot poll by `expect`. */
const offerIsMade = (world: World, member: Member) =>
  vi.waitUntil(() => world.offersOf(member.phone).length === 1, { timeout: 60_000 });

describe.concurrent("an edited release beside the one before", () => {
  journey(
    "a state with another name: each crossing in it is explained; a button that sends at once now does not",
    [...recipientIsPayee, ...promisesAtOnce],
    async (servers) => {
      const { member, meet } = servers;
      for (const server of ["edited", "old"] as const) {
        await member.taps("offer");
        await member.hears(said("offer.amount.ask"));
        await member.says("20");
        await member.hears(said("offer.recipient.ask"));
        meet(server);
        await member.says("bob_bakery");
        await member.hears(EDITED);
        await member.hears(MENU);
      }
      await fillOffer(member);
      meet("edited");
      await member.taps("unsecured");
      await member.hears(TAP);
      await expectNothingSent(servers);
      await member.taps("confirm");
      await member.hears(said("offer.sent"));
      const { world } = servers;
      expect(world.offersOf(member.phone)).toMatchObject([{ amount: "20", secured: true }]);
    },
  );

  journey(
    "a form with a new question: who is behind it goes home, who is before it is asked it",
    asksForNote,
    async (servers) => {
      const { world, member, meet } = servers;
      await fillOffer(member);
      meet("edited");
      await member.taps("confirm");
      await member.hears(EDITED);
      await member.hears(MENU);
      await expectNothingSent(servers);
      await member.taps("offer");
      await member.hears(said("offer.amount.ask"));
      await member.says("20");
      await member.hears(said("offer.recipient.ask"));
      await member.says("bob_bakery");
      await member.hears("What is it for?");
      meet("old");
      await member.says("For 20 loaves");
      await member.hears(EDITED);
      await member.hears(MENU);
      await fillOffer(member);
      await member.taps("confirm");
      await member.hears(said("offer.sent"));
      expect(world.offersOf(member.phone)).toHaveLength(1);
    },
  );

  journey(
    "an amount that counts cents: what is sent is what the member reads",
    countsCents,
    async (servers) => {
      const { member, meet } = servers;
      await fillOffer(member);
      meet("edited");
      await member.taps("confirm");
      expect((await member.hears(TAP)).text).toContain("0.20 USD");
      await expectNothingSent(servers);
      await member.says("cancel");
      await member.hears(MENU);
      await fillOffer(member);
      meet("old");
      await member.taps("confirm");
      expect((await member.hears(TAP)).text).toContain("2,000.00 USD");
      await expectNothingSent(servers);
    },
  );

  journey(
    "fields with other names: nothing is sent, and nobody is left without a reply",
    [...amountIsSum, ...dueDateIsDueOn],
    async (servers) => {
      const { member, meet } = servers;
      await fillOffer(member);
      meet("edited");
      await member.taps("confirm");
      await member.hears(EDITED);
      await member.hears(MENU);
      meet("old");
      await fillOffer(member);
      await member.taps("unsecured");
      await member.hears(said("offer.due.ask"));
      await member.taps("weeks=4");
      await member.hears(said("offer.unsecured.ask"));
      meet("edited");
      await member.taps("confirm");
      await member.hears(EDITED);
      await expectNothingSent(servers);
    },
  );

  journey("a second confirm, taken back: “Continue” sends nothing", asksTwice, async (servers) => {
    const { world, member, meet } = servers;
    meet("edited");
    await fillOffer(member);
    meet("old");
    await member.taps("confirm");
    await member.hears(TAP);
    await expectNothingSent(servers);
    meet("edited");
    await member.taps("confirm");
    await member.hears("really?");
    await member.taps("really");
    await member.hears(said("offer.sent"));
    expect(world.offersOf(member.phone)).toHaveLength(1);
  });

  journey(
    "“decline” is called “refuse”: “Try again” accepts nothing",
    [...refusesOffers, [CONTRACT, "declineCredex: settleOffer(", "refuseCredex: settleOffer("]],
    async ({ world, member, meet }) => {
      const offered = draw(world.credexCore, { to: "tariro_moyo", value: "5" });
      await member.says("menu");
      expect(valueIn((await member.hears(said("home.menu"))).text, "home.menu", "pendingIn")).toBe(
        "1",
      );
      await member.taps("incoming");
      await member.hears(said("incoming.pick.ask"));
      await member.taps(`credex=${offered.credexID}`);
      await member.hears("5.00 USD");
      world.credexCore.faults.untilReset({ kind: "error", applied: false }, "getLedger");
      await member.taps("decline");
      await member.hears(said("decision.away"));
      world.credexCore.faults.reset();
      meet("edited");
      await member.taps("again");
      await member.hears(said("decision.unclear"));
      await world.idle();
      const { credexes } = world.credexCore.ledger.book;
      expect(credexes.find(({ credexID }) => credexID === offered.credexID)?.state).toBe("offered");
    },
  );
});

describe.concurrent("a money call in flight meets an edited release", () => {
  const renamed: SourceEdit[] = [
    ...makesOffer,
    ...remindsAtConfirm,
    [CONTRACT, "  createCredex: {", "  makeOffer: {"],
  ];

  journey(
    "under another name: its answer is a receipt, whoever the member writes to",
    renamed,
    async (servers) => {
      const { world, member, meet } = servers;
      await fillOffer(member);
      // A reminder is new at the confirm: there the conversation does not resume.
      meet("edited");
      await member.taps("confirm");
      await member.hears(EDITED);
      await member.hears(MENU);
      await expectNothingSent(servers);
      meet("old");
      await fillOffer(member);
      world.credexCore.faults.next({ kind: "answer late", delayMs: 3_000 }, "createCredex");
      await member.taps("confirm");
      await offerIsMade(world, member);
      meet("edited");
      await member.says("menu");
      await member.hears(EDITED);
      const [offer] = world.offersOf(member.phone);
      expect((await member.hears(said("late.offer.done"))).text).toContain(offer?.credexID);
    },
  );

  journey(
    "under another name, and its server is killed before it leaves: it is not sent, and the member reads so",
    renamed,
    async ({ world, member, old }) => {
      await fillOffer(member);
      // It leaves after this lookup.
      world.credexCore.faults.next({ kind: "hang", applied: false }, "getLedger");
      await member.taps("confirm");
      await old.kill();
      expect((await member.hears(said("late.other", { outcome: "failed" }))).text).toContain(
        EDITED,
      );
      await world.idle();
      expect(world.offersOf(member.phone)).toEqual([]);
    },
  );

  journey(
    "under another name, and its server is killed after it has left: the member is asked to check",
    renamed,
    async ({ world, member, old }) => {
      await fillOffer(member);
      world.credexCore.faults.next({ kind: "hang", applied: true }, "createCredex");
      await member.taps("confirm");
      await offerIsMade(world, member);
      await old.kill();
      expect((await member.hears(said("late.other", { outcome: "unknown" }))).text).toContain(
        EDITED,
      );
      await member.hears(said("late.other", { outcome: "unconfirmed" }));
      expect(world.offersOf(member.phone)).toHaveLength(1);
    },
  );

  journey(
    "its state moves on, and its server is killed before it leaves: one offer, and a receipt",
    routesOffer,
    async ({ world, member, old }) => {
      await fillOffer(member);
      // It leaves after this lookup.
      world.credexCore.faults.next({ kind: "hang", applied: false }, "getLedger");
      await member.taps("confirm");
      await old.kill();
      expect((await member.hears(said("late.offer.done"))).text).toContain(EDITED);
      await world.idle();
      expect(world.offersOf(member.phone)).toHaveLength(1);
    },
  );

  journey(
    "its state moves on, and its server ends: one offer, and a receipt",
    routesOffer,
    async ({ world, member, old, meet }) => {
      await fillOffer(member);
      meet("edited");
      // Nothing else is edited: the form continues on either server.
      await member.taps("confirm");
      await member.hears(TAP);
      meet("old");
      await member.taps("confirm");
      await member.hears(TAP);
      world.credexCore.faults.next({ kind: "answer late", delayMs: 1_000 }, "createCredex");
      await member.taps("confirm");
      const exited = once(old.process, "exit");
      old.process.kill("SIGTERM");
      await exited;
      meet("edited");
      await member.hears(said("offer.sent"));
      await world.idle();
      expect(world.offersOf(member.phone)).toHaveLength(1);
    },
  );
});
