import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { cloneForms, countWaiting, makeClonesDue } from "../../src/loopback/backlog.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ensureFreshBuild } from "../build/fresh-build.ts";
import { type Channel, nextMessage, openChannel } from "./load/channel.ts";
import { createPoster, describe, type Phase, type Poster, probe } from "./probe.ts";
import { startServer } from "./servers/server-process.ts";

/**
 * Measures whether a slow credex-core, or many forms that expire together, affect members who need neither: their
 * share of 503, and their latency as a ratio to a quiet phase of the same server. Members who open their menu
 * cost CPU time also when credex-core is fast: compare the slow phase with that phase.
 */

const { values } = parseArgs({
  options: {
    /** How many members per second open their menu while credex-core is slow. */
    rate: { type: "string", default: "60" },
    /** How many timers are due at once. */
    timers: { type: "string", default: "20000" },
    /** How long each load lasts, in seconds: longer than the ten after which webhooks may be refused. */
    seconds: { type: "string", default: "13" },
  },
});
const rate = Number(values.rate);
const timers = Number(values.timers);
const loadMs = Number(values.seconds) * 1_000;

const QUIET_MS = 3_000;
const FAST_MS = 6_000;
const CREDEX_DELAY_MS = 3_000;
const PROBES_PER_SECOND = 10;
const bystanders = Array.from({ length: 20 }, (_, at) => `26377${1_000_000 + at}`);
const holder = "263779999999";

interface Bench {
  redis: RedisServer;
  world: World;
  channel: Channel;
  poster: Poster;
}

let isCredexSlow = false;
/** Members who have opened their menu so far. */
let members = 0;

ensureFreshBuild();
await run(async (bench) => {
  const quiet = await measure(bench, QUIET_MS);
  console.log(describe("bystanders, quiet", quiet, quiet));
  for (const durationMs of [FAST_MS, loadMs]) {
    isCredexSlow = durationMs === loadMs;
    const load = openMenus(bench, durationMs);
    const busy = await measure(bench, durationMs);
    const { posted, refused } = await load;
    const name = isCredexSlow ? "answers after 3 s" : "is fast";
    console.log(describe(`bystanders, ${rate} menus a second, credex-core ${name}`, busy, quiet));
    console.log(`members with menus: ${refused.length} of ${posted} refused with 503`);
  }
});

await run(async (bench) => {
  await openForm(bench);
  await cloneForms({ redisUrl: bench.redis.url, phone: holder, count: timers });
  const quiet = await measure(bench, QUIET_MS);
  await makeClonesDue(bench.redis.url);
  const busy = await measure(bench, loadMs);
  const left = await countWaiting(bench.redis.url);
  console.log(describe("bystanders, quiet", quiet, quiet));
  console.log(describe(`bystanders, ${timers} timers due at once`, busy, quiet));
  console.log(`timers and lanes left after ${loadMs / 1_000} s: ${left}`);
});

/** Gives each scenario a Redis and a server of its own, and registers the bystanders. */
async function run(scenario: (bench: Bench) => Promise<void>): Promise<void> {
  isCredexSlow = false;
  const redis = await startRedis("--maxmemory-policy", "volatile-lru");
  const chance = () =>
    isCredexSlow ? { kind: "answer late" as const, delayMs: CREDEX_DELAY_MS } : undefined;
  const world = await openWorld(redis.url, { chance });
  const channel = await openChannel();
  const server = await startServer({
    args: ["--max-semi-space-size=32", "dist/src/main.js"],
    env: { ...world.env, WHATSAPP_API_URL: channel.url },
    readyPath: "/ready",
  });
  const poster = createPoster(`http://127.0.0.1:${server.port}`);
  const bench = { redis, world, channel, poster };
  await Promise.all(bystanders.map((phone) => says(bench, phone, "hi")));
  await scenario(bench);
  await server.stop();
  await poster.close();
  channel.close();
  await world.close();
  await redis.stop();
}

function measure({ poster, channel }: Bench, durationMs: number): Promise<Phase> {
  const perSecond = PROBES_PER_SECOND;
  return probe({ poster, channel, phones: bystanders, durationMs, perSecond });
}

/** Members known to credex-core write "hi", each for the first time. */
async function openMenus({ world, poster }: Bench, durationMs: number) {
  const counts = { posted: 0, refused: [] as string[] };
  const posts: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let at = 0; performance.now() - startedAt < durationMs; at++) {
    const phone = `26371${1_000_000 + members++}`;
    const person = { firstname: "Tariro", lastname: `M${members}`, defaultDenom: "USD" as const };
    world.credexCore.registry.onboard({ ...person, phone });
    counts.posted += 1;
    posts.push(
      poster.post(phone, "hi").then((outcome) => {
        if (outcome !== "ok") counts.refused.push(outcome);
      }),
    );
    await sleep(startedAt + ((at + 1) * 1_000) / rate - performance.now());
  }
  await Promise.all(posts);
  return counts;
}

/** A member opens an account, and is asked for an amount. */
async function openForm(bench: Bench): Promise<void> {
  for (const text of ["hi", "Open an account", "Tariro", "Moyo", "USD", "Make an offer"])
    await says(bench, holder, text);
}

async function says({ channel, poster }: Bench, phone: string, text: string): Promise<void> {
  const answered = nextMessage(channel, phone);
  const outcome = await poster.post(phone, text);
  if (outcome !== "ok") throw new Error(`A webhook was refused: ${outcome}`);
  await answered;
}
