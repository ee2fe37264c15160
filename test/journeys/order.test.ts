import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { en } from "../../machines/copy/en.ts";
import type { Member } from "../../src/loopback/member.ts";
import { findPort } from "../../src/loopback/port.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { expectEachMessageOnce, expectOrder } from "../support/books.ts";
import { startClusterNode } from "../support/cluster-node.ts";
import { type FaultWorld, openFaultWorld } from "../support/fault-world.ts";
import { startFleet } from "../support/fleet.ts";
import { startHttpWire } from "../support/http-wire.ts";
import { scripts, shaOf } from "../support/scripts.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { said } from "../support/titles.ts";
import { register } from "./walks.ts";

/** How help begins. */
const HELP = en.help.slice(0, 30);

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis("--databases", "8");
});
afterAll(() => redis.stop());

test.each([
  { on: "a single Redis", isCluster: false, members: 6, burst: 16 },
  { on: "a cluster", isCluster: true, members: 3, burst: 8 },
])(
  "bursts to four processes at once are answered in the order of their commits, whatever the channel says, on $on",
  async (given) => {
    const { isCluster, burst } = given;
    const node = isCluster ? await startClusterNode() : undefined;
    const world = await openFaultWorld(node?.url ?? `${redis.url}/1`, { isCluster });
    const fleet = await startFleet(world, 4);
    try {
      const members = Array.from({ length: given.members }, () => world.member());
      for (const member of members) {
        await member.says("hi");
        await member.hears(said("welcome.ask"));
      }
      let sent = 0;
      world.cloudApi.subscribe(() => {
        const failure = FAILURES[sent++ % FAILURES.length];
        if (failure) world.cloudApi.fail(failure);
      });
      world.cloudApi.fail({ kind: "hang" });
      await Promise.all(
        members.flatMap(({ phone: from }) =>
          Array.from({ length: burst }, (_, index) =>
            fleet.deliver(index, {
              from,
              id: `wamid.${from}.${index}`,
              at: Date.now(),
              content: { kind: "text", text: "well" },
            }),
          ),
        ),
      );
      await world.quiet();
      for (const member of members) {
        await expectEachMessageOnce(world, { member, messages: 1 + burst });
        expect(await expectOrder(world, member)).toEqual([]);
        expect(member.received()).toHaveLength(1 + burst);
      }
    } finally {
      await fleet.close();
      await world.close();
      await node?.stop();
    }
  },
);

/** After every fifth message that arrives one of these, in turn. */
const FAILURES = [
  undefined,
  { kind: "error", httpStatus: 429, code: 130429, retryAfterSeconds: 1 },
  undefined,
  undefined,
  { kind: "error", httpStatus: 500, code: 131016 },
  undefined,
] as const;

/** Less than a send may take. */
const HELD_MS = 8_000;

test("a process that stands still for longer than its lease settles nothing of another's", async () => {
  let isRefused = false;
  // Redis may have closed the connection of the process by the time it awakes: then it settles nothing at all.
  for (let attempt = 0; attempt < 5 && !isRefused; attempt++)
    await inWorld(async ({ world, member, first, another }) => {
      await world.wires.whatsapp.set({
        words: [HELP],
        phase: "answer",
        strike: async () => stop(first),
      });
      const lost = world.wires.redis
        .set({
          words: [shaOf("settle"), "\r\nreplies "],
          phase: "answer",
          answer: "lost",
          strike: async () => "pass",
        })
        .then(() => {
          isRefused = true;
        });
      const taken = await another();
      // The other is sending the same reply when the first awakes and wants to settle it.
      await taken.set({
        words: [HELP],
        phase: "before",
        strike: async () => {
          goOn(first);
          await Promise.race([lost, sleep(HELD_MS)]);
          return isRefused ? "pass" : "cut";
        },
      });
      await world.quiet();
      expect(await expectOrder(world, member)).toHaveLength(1);
    });
  expect(isRefused).toBe(true);
}, 300_000);

interface Standstill {
  world: FaultWorld;
  member: Member;
  /** Has three replies to send, the first of which waits for its retry. */
  first: ServerProcess;
  /** Starts another process. Returns its way to the channel. */
  another(): Promise<Awaited<ReturnType<typeof startHttpWire>>>;
}

/** Without reports, which would settle what another is to take over. */
async function inWorld(run: (given: Standstill) => Promise<void>): Promise<void> {
  const world = await openFaultWorld(`${redis.url}/2`, { statuses: { names: [] } });
  for (const script of scripts) await world.redis.script("LOAD", script);
  const ends: (() => Promise<unknown>)[] = [world.close];
  try {
    const first = await world.startProcess();
    const member = world.member();
    await register(member);
    await world.quiet();
    world.cloudApi.fail({ kind: "error", httpStatus: 429, code: 130429, retryAfterSeconds: 1 });
    for (const text of ["help", "well", "well"]) await member.says(text);
    await run({
      world,
      member,
      first,
      async another() {
        const wire = await startHttpWire(String(world.env.WHATSAPP_API_URL));
        const port = `${await findPort()}`;
        const url = `http://127.0.0.1:${wire.port}`;
        const server = await startServer({ ...world.env, PORT: port, WHATSAPP_API_URL: url });
        ends.unshift(server.kill, wire.close);
        return wire;
      },
    });
    await expectEachMessageOnce(world, { member, messages: member.sent() });
  } finally {
    for (const end of ends) await end();
  }
}

function stop({ process }: ServerProcess): "pass" {
  process.kill("SIGSTOP");
  return "pass";
}

function goOn({ process }: ServerProcess): void {
  process.kill("SIGCONT");
}
