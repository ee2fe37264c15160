import { setTimeout as sleep } from "node:timers/promises";
import { dayOf } from "../../src/conversation/day.ts";
import type { Counted } from "../../src/conversation/model/count.ts";
import type { JournalEntry, TurnEntry } from "../../src/conversation/model/journal-entry.ts";
import type { Member } from "../../src/loopback/member.ts";
import { openWorld, type World, type WorldOptions } from "../../src/loopback/world.ts";
import { ready } from "../../src/redis/connection.ts";
import { createJournal } from "../../src/redis/journal.ts";
import { withoutTag } from "../../src/redis/keyspace.ts";
import { createNumbers } from "../../src/redis/numbers.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { readCallback } from "../../src/whatsapp/outbound.ts";
import { startHttpWire } from "./http-wire.ts";
import { startRedisWire } from "./redis-wire.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import type { Wire } from "./trap.ts";

export type WireName = "redis" | "whatsapp" | "credex";

/** A world whose server can be watched, caught and cut off on every way out. */
export interface FaultWorld extends World {
  wires: { [name in WireName]: Wire };
  /** The environment of a server that goes by the wires. */
  wired: { [name: string]: string };
  /** Starts a server process that goes by the wires. */
  startProcess(): Promise<ServerProcess>;
  /** Waits until every reply and call is carried out. */
  quiet(): Promise<void>;
  /** The lines of all journals. */
  lines(): Promise<JournalEntry[]>;
  /** The counts of this day and the one before. */
  counts(): Promise<Counted[]>;
  /** What the journal has of this member's turns. */
  turnsOf(member: Member): Promise<TurnEntry[]>;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const LOOK_EVERY_MS = 100;
const MONEY_LOOKED_FOR_SECONDS = "1";

export async function openFaultWorld(
  redisUrl: string,
  options?: WorldOptions,
): Promise<FaultWorld> {
  const world = await openWorld(redisUrl, { ...options, redelivers: true });
  const isCluster = options?.isCluster === true;
  const { env, redis, cloudApi, countPending } = world;
  const { port, pathname } = new URL(redisUrl);
  const wires = {
    redis: await startRedisWire(Number(port)),
    whatsapp: await startHttpWire(String(env.WHATSAPP_API_URL)),
    credex: await startHttpWire(String(env.MYCREDEX_APP_URL)),
  };
  // A client of a cluster connects to the port that the node announces.
  if (isCluster) await redis.config("SET", "cluster-announce-port", wires.redis.port);
  const wired = {
    ...env,
    FIND_OUT_SECONDS: MONEY_LOOKED_FOR_SECONDS,
    REDIS_STATE_URL: isCluster
      ? `redis+cluster://127.0.0.1:${wires.redis.port}`
      : `redis://127.0.0.1:${wires.redis.port}${pathname}`,
    WHATSAPP_API_URL: `http://127.0.0.1:${wires.whatsapp.port}`,
    MYCREDEX_APP_URL: `http://127.0.0.1:${wires.credex.port}`,
  };
  const processes: ServerProcess[] = [];
  const client = openRedis(wired.REDIS_STATE_URL);
  await ready(client, 60_000);
  const journal = createJournal({ redis: client });
  const numbers = createNumbers({ redis: client });

  return {
    ...world,
    wires,
    wired,
    async startProcess() {
      const process = await startServer(wired);
      processes.push(process);
      return process;
    },
    async quiet() {
      while ((await countPending()) > 0) await sleep(LOOK_EVERY_MS);
      await cloudApi.idle();
    },
    async lines() {
      const keys = await redis.keys("*lines:*");
      const read = keys.map((key) => journal.read(withoutTag(key).slice("lines:".length)));
      return (await Promise.all(read)).flat().map(({ line }) => line);
    },
    async counts() {
      const days = [Date.now() - DAY_MS, Date.now()].map(dayOf);
      return (await Promise.all(days.map(numbers.read))).flatMap(({ counts }) => counts);
    },
    async turnsOf(member) {
      const [first] = member.received();
      const conversationId = readCallback(first?.token)?.conversationId ?? "";
      const lines = await journal.read(conversationId);
      return lines.flatMap(({ line }) => (line.kind === "turn" ? [line] : []));
    },
    async close() {
      for (const process of processes) await process.kill();
      client.disconnect();
      for (const wire of Object.values(wires)) await wire.close();
      await world.close();
    },
  };
}
