import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { compareNumbers } from "../../scripts/chaos/books/numbers.ts";
import type { Member } from "../../src/loopback/member.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { readCallback } from "../../src/whatsapp/outbound.ts";
import { expectEachMessageOnce, expectOrder, outcomesOf } from "../support/books.ts";
import { startClusterNode } from "../support/cluster-node.ts";
import { type FaultWorld, openFaultWorld } from "../support/fault-world.ts";
import { scripts } from "../support/scripts.ts";
import type { Trap } from "../support/trap.ts";
import { type Ending, type FaultPoint, TAP_ID } from "./fault-points.ts";
import { fillOffer, register } from "./walks.ts";

/**
 * What the tests of fault points have in common: a member taps "Send offer" while an earlier reply waits for
 * its retry; at one step of what follows something strikes; when all is quiet the books are compared.
 */

/** Worlds side by side, each on a database of its own. */
export interface Worlds {
  run(scenario: (world: FaultWorld) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** On databases of one Redis, or each on a cluster of one node. */
export async function openWorlds({ onCluster = false } = {}): Promise<Worlds> {
  return onCluster ? openClusterWorlds() : openDatabaseWorlds();
}

function openClusterWorlds(): Worlds {
  return {
    async run(scenario) {
      const node = await startClusterNode();
      try {
        await runIn(await openFaultWorld(node.url, { isCluster: true }), async (world) => {
          await loadScripts(world);
          await scenario(world);
        });
      } finally {
        await node.stop();
      }
    },
    stop: async () => {},
  };
}

async function openDatabaseWorlds(): Promise<Worlds> {
  const redis: RedisServer = await startRedis("--databases", "256");
  let databases = 0;
  const run: Worlds["run"] = async (scenario) => {
    await runIn(await openFaultWorld(`${redis.url}/${databases++}`), scenario);
  };
  await run(loadScripts);
  return { run, stop: redis.stop };
}

async function runIn(world: FaultWorld, scenario: (world: FaultWorld) => Promise<void>) {
  try {
    await scenario(world);
  } finally {
    await world.close();
  }
}

/** Else the first call of a script would be by its text, and no trap would know it by its name. */
async function loadScripts({ redis }: FaultWorld): Promise<void> {
  for (const script of scripts) await redis.script("LOAD", script);
}

export interface Struck {
  member: Member;
  tap: Parameters<FaultWorld["deliver"]>[0];
}

/** Brings a member to the confirm of an offer, taps it, and waits until the strike is over. */
export async function strikeAt(
  world: FaultWorld,
  { wire, words, phase, answer, nth, prepare, isAlone }: FaultPoint,
  strike: (member: Member) => ReturnType<Trap["strike"]>,
): Promise<Struck> {
  const member = world.member();
  await register(member);
  await fillOffer(member);
  await world.quiet();
  if (!isAlone) await leaveRetry(world, member);
  prepare?.(world);
  const over = world.wires[wire].set({ words, phase, answer, nth, strike: () => strike(member) });
  const tap = {
    from: member.phone,
    id: TAP_ID,
    at: Date.now(),
    content: member.choice("confirm"),
  };
  // Its answer may be lost; it is delivered again.
  void world.cloudApi.write(tap).catch(() => {});
  await over;
  return { member, tap };
}

/** Leaves a reply that waits for its retry. By then the call is over, as a rule. */
async function leaveRetry(
  { redis: connection, cloudApi }: FaultWorld,
  member: Member,
): Promise<void> {
  cloudApi.fail({ kind: "error", httpStatus: 429, code: 130429, retryAfterSeconds: 2 });
  await member.says("help");
  const isRetry = (lease: string) => lease.startsWith("retry ");
  const leases = async () => {
    const keys = await connection.keys("*leases");
    return (await Promise.all(keys.map((key) => connection.hvals(key)))).flat();
  };
  while (!(await leases()).some(isRetry)) await sleep(10);
}

/** Tokens of replies that are known to have arrived, and not known to be settled. */
export async function doubtfulReplies(
  { redis: connection }: FaultWorld,
  member: Member,
): Promise<string[]> {
  await sleep(100);
  const lanes = await connection.keys("*replies:*");
  const heads = await Promise.all(lanes.map((lane) => connection.lindex(lane, 0)));
  const tokens = heads.flatMap((head) => head?.split(" ")[0] ?? []);
  const arrived = member.received().map(({ token }) => readCallback(token)?.token);
  return tokens.filter((token) => arrived.includes(token));
}

/** Waits until all is quiet, and compares what the world saw. Returns the replies that came twice. */
export async function compare(
  world: FaultWorld,
  { member, tap }: Struck,
  endings: readonly Ending[],
): Promise<string[]> {
  await world.deliver(tap);
  await world.quiet();
  // Meta delivers again for days.
  await world.deliver(tap);
  await world.quiet();

  expect(compareNumbers(await world.lines(), await world.counts())).toEqual([]);
  await expectEachMessageOnce(world, { member, messages: member.sent() + 1 });
  const told = outcomesOf(member);
  const [credex, ...others] = world.offersOf(member.phone);
  expect(others).toEqual([]);
  const allowed = endings.map((ending) => KINDS[ending]);
  expect(allowed).toContainEqual(told.map(({ kind }) => kind));
  expect(told.at(-1)?.kind === "sent").toBe(credex !== undefined);
  if (credex) expect(told.at(-1)?.text).toContain(credex.credexID);
  return expectOrder(world, member);
}

const KINDS = {
  sent: ["sent"],
  found: ["open", "sent"],
  lost: ["open", "unconfirmed"],
} as const;
