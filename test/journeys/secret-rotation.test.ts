import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPoster, messageChange } from "../../src/fakes/cloud-api/webhooks.ts";
import { createMember, type Member } from "../../src/loopback/member.ts";
import { findPort } from "../../src/loopback/port.ts";
import { BUSINESS_NUMBER_ID, openWorld, SECRETS, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

/** The steps with which src/ops/README.md rotates secrets and data keys, on two servers that members write to. */

const MEMBERS = 8;
const { JWT_SECRET, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN } = SECRETS;
const OLD = { JWT_SECRET, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN };
const NEW = {
  JWT_SECRET: "a-newer-secret-that-is-only-for-tests-0123",
  WHATSAPP_APP_SECRET: "newer-app-secret-of-the-tests",
  WHATSAPP_VERIFY_TOKEN: "newer-verify-token-of-the-tests",
};
type Secrets = typeof OLD;

const secondary = (secrets: Secrets) =>
  Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`${name}_SECONDARY`, value]));

let world: World;
let env: { [name: string]: string }[];
let servers: ServerProcess[];
/** What Meta signs with. */
let appSecret: string;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
  env = [world.env, { ...world.env, PORT: `${await findPort()}` }];
  appSecret = OLD.WHATSAPP_APP_SECRET;
});
afterEach(async () => {
  for (const server of servers) await server.kill();
  await world.close();
});

test("secrets are rotated on two servers while members send offers: no webhook is refused, no form is lost", async () => {
  const load = await startLoad(OLD);
  await load.deploy({ ...OLD, ...secondary(NEW) });
  await load.deploy({ ...NEW, ...secondary(OLD) });
  appSecret = NEW.WHATSAPP_APP_SECRET;
  await load.everyMemberSendsAnOffer();
  await load.deploy(NEW);
  await load.lostNothing();
}, 300_000);

test("data keys are rotated on two servers while members send offers: nothing is lost, and nobody gets an apology", async () => {
  const [first, second] = ["k1", "k2"].map((id) => `${id}:${randomBytes(32).toString("base64")}`);
  const load = await startLoad({ DATA_KEYS: `${first}` });
  expect(await keysInUse()).toEqual(new Set(["k1"]));
  await load.deploy({ DATA_KEYS: `${first},${second}` });
  await load.deploy({ DATA_KEYS: `${second},${first}` });
  // Each member has sent an offer since, so no record is sealed with the first key any more.
  await load.deploy({ DATA_KEYS: `${second}` });
  await load.lostNothing();
  expect(await keysInUse()).toEqual(new Set(["k2"]));
}, 300_000);

interface Load {
  /** Resolves when each member has sent another offer, and with it has a new record and token. */
  everyMemberSendsAnOffer(): Promise<void>;
  /** Restarts one server after the other with these settings, and lets each member send an offer. */
  deploy(settings: { [name: string]: string }): Promise<void>;
  /** Ends the load. Each offer was sent once, and no member was refused or got an apology. */
  lostNothing(): Promise<void>;
}

/** Starts both servers, and members who send one offer after the other. */
async function startLoad(settings: { [name: string]: string }): Promise<Load> {
  servers = await Promise.all(env.map((one) => startServer({ ...one, ...settings })));
  const refusals: number[] = [];
  const members = Array.from({ length: MEMBERS }, () => openMember(refusals));
  const offers = members.map(() => 0);
  const last = new AbortController();
  const busy = Promise.all(
    members.map(async (member, index) => {
      await register(member);
      while (!last.signal.aborted) {
        await fillOffer(member, "0.01");
        await member.taps("confirm");
        await member.hears(said("offer.sent"));
        offers[index] = (offers[index] ?? 0) + 1;
      }
    }),
  );
  // Until it is awaited at the end, where it fails the test.
  busy.catch(() => undefined);
  const load: Load = {
    async everyMemberSendsAnOffer() {
      const before = [...offers];
      await expect
        .poll(() => offers.every((count, index) => count > (before[index] ?? 0)), {
          timeout: 60_000,
        })
        .toBe(true);
    },
    async deploy(next) {
      for (const [index, one] of env.entries()) {
        servers[index]?.process.kill("SIGTERM");
        await sleepUntilEnded(servers[index]);
        servers[index] = await startServer({ ...one, ...next });
      }
      await load.everyMemberSendsAnOffer();
    },
    async lostNothing() {
      last.abort();
      await busy;
      await world.idle();
      expect(refusals).toEqual([]);
      expect(await world.redis.exists("dead", "parked")).toBe(0);
      for (const [index, member] of members.entries()) {
        const texts = member.received().map(({ text }) => text);
        expect(texts.filter((text) => /session ended|went wrong/.test(text))).toEqual([]);
        expect(world.offersOf(member.phone)).toHaveLength(offers[index] ?? 0);
      }
    },
  };
  await load.everyMemberSendsAnOffer();
  return load;
}

/** The data keys that records are sealed with. */
async function keysInUse(): Promise<Set<string>> {
  const states = await world.redis.keys("user:*");
  const records = await world.redis.mget(states);
  const ids = records.flatMap((record) => /"_sealed":"(\w+)\./.exec(record ?? "")?.[1] ?? []);
  return new Set(ids);
}

/**
 * Delivers to both servers in turn, and again while one is away, as Meta does. The first message opens the window in
 * which the Cloud API fake accepts replies.
 */
function openMember(refusals: number[]): Member {
  let turn = 0;
  const write: World["cloudApi"]["write"] = async ({ from, content }) => {
    if (turn++ === 0) return world.cloudApi.write({ from, content });
    const message = { from, content, id: `wamid.${randomUUID()}`, at: Date.now() };
    const change = messageChange({ ...message, businessNumberId: BUSINESS_NUMBER_ID });
    for (;;) {
      const url = servers[turn++ % servers.length]?.url ?? "";
      const poster = createPoster({ webhookUrl: `${url}/webhook`, appSecret });
      const status = await poster.post([change]).catch(() => 503);
      await poster.close();
      if (status === 200) return status;
      if (status !== 503) refusals.push(status);
      await sleep(50);
    }
  };
  return createMember({ ...world.cloudApi, write }, world.member().phone);
}

async function sleepUntilEnded(server: ServerProcess | undefined): Promise<void> {
  while (server && server.process.exitCode === null) await sleep(10);
}
