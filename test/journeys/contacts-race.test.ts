import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { messageChange } from "../../src/fakes/cloud-api/webhooks.ts";
import { encode, sign } from "../../src/fakes/cloud-api/wire.ts";
import { findPort } from "../../src/loopback/port.ts";
import type { RedisServer } from "../../src/loopback/redis-server.ts";
import { BUSINESS_NUMBER_ID, openWorld, SECRETS, type World } from "../../src/loopback/world.ts";
import { withoutTag } from "../../src/redis/keyspace.ts";
import { startClusterNode } from "../support/cluster-node.ts";
import { ownDatabase } from "../support/database.ts";
import { startServer } from "../support/server-process.ts";

/** Takes a webhook. Returns the HTTP status. */
type Post = (init: RequestInit) => Promise<{ status: number }>;
interface Keys {
  from: string;
  userId?: string;
}

let world: World;
let node: RedisServer | undefined;
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await world.close();
  await node?.stop();
  node = undefined;
});

/** The ways in which one member's first two messages may be signed. */
const FIRST_MESSAGES: ((member: number) => [Keys, Keys])[] = [
  (member) => [both(member), both(member)],
  (member) => [{ from: phone(member) }, { from: phone(member) }],
  (member) => [{ from: userId(member) }, { from: userId(member) }],
  (member) => [{ from: phone(member) }, both(member)],
  (member) => [both(member), { from: userId(member) }],
];

describe.each([
  { on: "a single Redis", isCluster: false },
  { on: "a cluster", isCluster: true },
])("on $on", ({ isCluster }) => {
  beforeEach(async () => {
    if (isCluster) node = await startClusterNode();
    world = await openWorld(node?.url ?? ownDatabase(), { isCluster });
  });

  test("first messages that come to 2 apps at once make one contact and one conversation of each member", async () => {
    const { app, config } = await world.open();
    const second = createApp(config);
    second.start();
    ends.push(() => second.stop());
    await race(
      [app, second].map(
        ({ hono }) =>
          async (init) =>
            hono.request("/webhook", init),
      ),
      200,
    );
  });

  test("and so do those that come to 2 server processes at once", async () => {
    const urls = await Promise.all([start(), start()]);
    await race(
      urls.map((url) => (init) => fetch(`${url}/webhook`, init)),
      50,
    );
  });
});

/** Sends the first two messages of each of so many members to both at once, and counts what they made. */
async function race(posts: Post[], members: number): Promise<void> {
  for (let first = 0; first < members; first += 10) {
    const turns = Array.from({ length: 10 }, (_, index) => first + index).flatMap((member) => {
      const signed = FIRST_MESSAGES[member % FIRST_MESSAGES.length]?.(member) ?? [];
      return signed.map((one, index) => deliver(posts[index], hi(one, `${member}-${index}`)));
    });
    await Promise.all(turns);
  }
  await world.idle();
  const contacts = (await keys("contact:")).map((key) => key.split(":")[1]);
  expect(contacts).toHaveLength(members);
  const states = (await keys("user:"))
    .map(withoutTag)
    .filter((key) => key.endsWith(`.${BUSINESS_NUMBER_ID}`));
  expect(new Set(states)).toEqual(
    new Set(contacts.map((id) => `user:${id}.${BUSINESS_NUMBER_ID}`)),
  );
  const marks = (await keys("seen:")).filter((key) => !key.endsWith("seen:hours"));
  const seen = await Promise.all(marks.map((key) => world.redis.scard(key)));
  expect(seen.reduce((sum, count) => sum + count, 0)).toBe(2 * members);
}

/** The keys that begin so, in every partition. */
async function keys(prefix: string): Promise<string[]> {
  return (await world.redis.keys("*")).filter((key) => withoutTag(key).startsWith(prefix));
}

/** Sends it until it is accepted, as Meta does. */
async function deliver(post: Post | undefined, init: RequestInit): Promise<void> {
  while ((await post?.(init))?.status !== 200) await sleep(50);
}

/** A signed webhook with one "hi". */
function hi(keys: Keys, id: string): RequestInit {
  const change = messageChange({
    ...keys,
    content: { kind: "text", text: "hi" },
    id: `wamid.${id}`,
    at: Date.now(),
    businessNumberId: BUSINESS_NUMBER_ID,
  });
  const body = encode({ object: "whatsapp_business_account", entry: [{ changes: [change] }] });
  const signature = sign(body, SECRETS.WHATSAPP_APP_SECRET);
  return { method: "POST", headers: { "x-hub-signature-256": signature }, body };
}

function phone(member: number): string {
  return `26377${2_000_000 + member}`;
}

function userId(member: number): string {
  return `ZW.${member}`;
}

function both(member: number): Keys {
  return { from: phone(member), userId: userId(member) };
}

/** A server in a process of its own. Returns its URL. */
async function start(): Promise<string> {
  const server = await startServer({ ...world.env, PORT: `${await findPort()}` });
  ends.push(server.kill);
  return server.url;
}
