import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Hono } from "hono";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCredexCoreFake } from "../../src/fakes/credex-core/credex-core.ts";
import { findPort } from "../../src/loopback/port.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { listen, SECRETS } from "../../src/loopback/world.ts";
import { judgeInfo } from "../../src/ops/doctor/check-redis.ts";
import { examine } from "../../src/ops/doctor/doctor-command.ts";
import type { Finding } from "../../src/ops/doctor/finding.ts";
import { releaseIdOf } from "../../src/releases/release.ts";
import { asSetting, releaseKeys, signed } from "../support/releases.ts";

/** Each planted mistake is named, with its cure. */

const NUMBER = "100000000000001";
const HEALTHY = ["--appendonly", "yes", "--maxmemory", "100mb"] as const;

let redis: RedisServer;
let env: { [name: string]: string };
const graph = {
  status: 200,
  /** How far its clock is ahead of ours. */
  aheadMs: 0,
  body: {} as object,
};
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  redis = await startRedis(...HEALTHY, "--maxmemory-policy", "volatile-lru");
  const api = new Hono().get("/:version/:id", (context) => {
    const isKnown = context.req.header("authorization") === `Bearer ${env.WHATSAPP_ACCESS_TOKEN}`;
    context.header("date", new Date(Date.now() + graph.aheadMs).toUTCString());
    if (isKnown && context.req.param("id") === NUMBER && graph.status === 200)
      return context.json(graph.body);
    return context.json(graph.body, graph.status as 400);
  });
  const credexCore = createCredexCoreFake({ apiKey: SECRETS.CLIENT_API_KEY });
  const whatsapp = await listen(api, 0);
  const credex = await listen(credexCore.app, 0);
  closing.push(
    () => redis.stop(),
    () => whatsapp.close(),
    () => credex.close(),
    () => credexCore.close(),
  );
  env = {
    ...SECRETS,
    REDIS_STATE_URL: redis.url,
    OPS_PORT: "9090",
    WHATSAPP_API_URL: whatsapp.url,
    WHATSAPP_PHONE_NUMBER_ID: NUMBER,
    MYCREDEX_APP_URL: credex.url,
  };
});
afterAll(async () => {
  for (const close of closing) await close();
});

interface Planted {
  env?: { [name: string]: string | undefined };
  graph?: Partial<typeof graph>;
  /** A Redis with these options in place of the healthy one. */
  redis?: string[];
  /** Says something to that Redis first. */
  before?: (redis: Redis) => Promise<unknown>;
  /** The user and the database of the URL. */
  user?: string;
  database?: string;
  clockAheadMs?: number;
}

async function find(planted: Planted = {}): Promise<Finding[]> {
  const { clockAheadMs = 0 } = planted;
  Object.assign(graph, { status: 200, aheadMs: 0, ...planted.graph });
  const webhook_configuration = { application: "https://bank.example/webhook" };
  graph.body = { webhook_configuration, ...planted.graph?.body };
  const own = planted.redis && (await startRedis(...planted.redis));
  try {
    if (planted.before) {
      const client = new Redis((own ?? redis).url);
      await planted.before(client);
      client.disconnect();
    }
    const { user = "", database = "0" } = planted;
    const url = `${(own ?? redis).url.replace("//", `//${user}`)}/${database}`;
    return await examine({
      env: { ...env, REDIS_STATE_URL: url, ...planted.env },
      now: () => Date.now() + clockAheadMs,
    });
  } finally {
    await own?.stop();
  }
}

test("finds nothing where nothing is wrong", async () => {
  const found = await find();
  expect(found.filter(({ level }) => level !== "ok")).toEqual([]);
  expect(found.map(({ check }) => check)).toEqual(["settings", "redis", "whatsapp", "credex-core"]);
});

test("says nothing of releases where the settings cannot be read", async () => {
  const found = await find({
    env: { RELEASE_PUBLIC_KEYS: asSetting(releaseKeys().publicKey), JWT_SECRET: undefined },
    redis: HEALTHY.slice(),
    before: (redis) => redis.set("rollout", ROLLOUT),
  });
  expect(found.map(({ check }) => check)).toEqual(["settings", "redis"]);
});

const keys = releaseKeys();
const ROLLOUT = JSON.stringify({ version: 1, current: "r1" });
const graphError = (code: number) => ({ status: 400, body: { error: { code } } });
const redisWith = (...options: string[]) => [...HEALTHY, ...options];

test.each<[mistake: string, planted: Planted, what: RegExp, cure: RegExp]>([
  ["a setting is missing", { env: { JWT_SECRET: undefined } }, /JWT_SECRET is missing/, /set it/],
  ["a secret is short", { env: { JWT_SECRET: "short" } }, /JWT_SECRET/, /32 characters/],
  [
    "a secret serves twice",
    { env: { CLIENT_API_KEY: SECRETS.WHATSAPP_APP_SECRET } },
    /CLIENT_API_KEY/,
    /must not be the same/,
  ],
  [
    "secrets would be sent in the clear",
    { env: { MYCREDEX_APP_URL: "http://credex.example" } },
    /MYCREDEX_APP_URL/,
    /https/,
  ],
  [
    "a phone number in place of its id",
    { env: { WHATSAPP_PHONE_NUMBER_ID: "+263 77" } },
    /WHATSAPP_PHONE_NUMBER_ID/,
    /ids of digits/,
  ],
  [
    "notifications are not set up",
    { env: { CREDEX_WEBHOOK_SECRET: undefined } },
    /not notified/,
    /CREDEX_WEBHOOK_SECRET/,
  ],
  [
    "no key verifies the published releases",
    { redis: HEALTHY.slice(), before: (redis) => redis.set("rollout", ROLLOUT) },
    /serves none of them/,
    /set RELEASE_PUBLIC_KEYS/,
  ],
  [
    "the rollout is not valid",
    { redis: HEALTHY.slice(), before: (redis) => redis.set("rollout", '{"version":1,"next":{}}') },
    /The stored rollout is not valid \(next\.release, next\.to, next\.numbers\)/,
    /delete the key “rollout”, and publish again/,
  ],
  [
    "the release of the rollout is gone",
    {
      redis: HEALTHY.slice(),
      env: { RELEASE_PUBLIC_KEYS: asSetting(releaseKeys().publicKey) },
      before: (redis) => redis.set("rollout", ROLLOUT),
    },
    /Release r1 is not in the store/,
    /publish another/,
  ],
  ...(
    [
      ["signed with another key", signed("one", releaseKeys().privateKey), /signed with none of/],
      [
        "damaged",
        { ...signed("one", keys.privateKey), bundle: "two" },
        /is damaged or was changed/,
      ],
      [
        "built for another engine",
        signed("one", keys.privateKey, { engine: "xstate 4, contract 0" }),
        /publish it from the revision of this server/,
      ],
    ] as const
  ).map(([mistake, release, cure]): [string, Planted, RegExp, RegExp] => [
    `a release is ${mistake}`,
    {
      redis: HEALTHY.slice(),
      env: { RELEASE_PUBLIC_KEYS: asSetting(keys.publicKey) },
      before: (redis) =>
        redis
          .multi()
          .set("rollout", JSON.stringify({ version: 1, current: releaseIdOf("one") }))
          .hset("releases:bundles", releaseIdOf("one"), JSON.stringify(release))
          .exec(),
    },
    /Release .+ is not served/,
    cure,
  ]),
  ["no port for operators", { env: { OPS_PORT: undefined } }, /public port/, /OPS_PORT/],
  [
    "Redis does not answer",
    { env: { REDIS_STATE_URL: "redis://127.0.0.1:1" } },
    /does not answer/,
    /start it/,
  ],
  ["the database does not exist", { database: "999" }, /database/, /set another/],
  ["Redis is a replica", { redis: redisWith("--replicaof", "127.0.0.1 1") }, /replica/, /primary/],
  [
    "Redis needs a password",
    { redis: redisWith("--requirepass", "x") },
    /NOAUTH/,
    /REDIS_STATE_URL/,
  ],
  [
    "Redis evicts replies",
    { redis: redisWith("--maxmemory-policy", "allkeys-lru") },
    /allkeys-lru/,
    /volatile-lru/,
  ],
  [
    "Redis is a cluster",
    { redis: redisWith("--cluster-enabled", "yes", "--cluster-port", `${await findPort()}`) },
    /cluster/,
    /redis\+cluster/,
  ],
  [
    "Redis is out of memory",
    { redis: ["--appendonly", "yes", "--maxmemory", "1mb", "--maxmemory-policy", "noeviction"] },
    /OOM|% of its memory/,
    /raise maxmemory/,
  ],
  ["Redis has no memory limit", { redis: ["--appendonly", "yes"] }, /no memory limit/, /maxmemory/],
  ["Redis keeps nothing on disk", { redis: ["--maxmemory", "100mb"] }, /restart/, /appendonly yes/],
  ["Redis does not flush", { redis: redisWith("--appendfsync", "no") }, /power cut/, /appendfsync/],
  [
    "Redis forbids what a commit needs",
    {
      before: (client) =>
        client.call("ACL", "SETUSER", "reader", "on", ">pw", "~*", "+@read", "+eval", "+evalsha"),
      user: "reader:pw@",
    },
    /NOPERM/,
    /ACL/,
  ],
  ["the clock is ahead of Redis's", { clockAheadMs: 60_000 }, /clocks of Redis/, /NTP/],
  ["the clock is behind WhatsApp's", { graph: { aheadMs: 60_000 } }, /WhatsApp's by/, /NTP/],
  ["the access token is dead", { graph: graphError(190) }, /\(190\)/, /WHATSAPP_ACCESS_TOKEN/],
  ["WhatsApp has no such number", { graph: graphError(100) }, /\(100\)/, /PHONE_NUMBER_ID/],
  ["the token has no right", { graph: graphError(200) }, /no right/, /business_messaging/],
  ["the version is over", { graph: graphError(2635) }, /no longer served/, /current/],
  [
    "WhatsApp is unreachable",
    { env: { WHATSAPP_API_URL: "http://127.0.0.1:1" } },
    /WhatsApp does not answer/,
    /allow connections/,
  ],
  [
    "the app has no webhook",
    { graph: { body: { webhook_configuration: {} } } },
    /no webhook/,
    /dashboard/,
  ],
  [
    "the webhook goes elsewhere",
    { graph: { body: { webhook_configuration: { application: "https://other.example/" } } } },
    /another address/,
    /\/webhook/,
  ],
  [
    "credex-core is unreachable",
    { env: { MYCREDEX_APP_URL: "http://127.0.0.1:1" } },
    /credex-core does not answer/,
    /start it/,
  ],
  [
    "credex-core rejects the key",
    { env: { CLIENT_API_KEY: "another-key-of-the-tests" } },
    /rejects the key/,
    /CLIENT_API_KEY/,
  ],
  [
    "money calls are paused",
    {
      redis: redisWith(),
      before: (client) => client.set("paused", "2026-01-31T08:00:00.000Z"),
    },
    /paused since/,
    /ops resume/,
  ],
])("%s", async (_, planted, what, cure) => {
  const found = await find(planted);
  const named = found.filter((finding) => finding.level !== "ok" && what.test(finding.what));
  expect(named, JSON.stringify(found)).not.toEqual([]);
  expect(
    named.some((finding) => cure.test(finding.cure ?? "")),
    JSON.stringify(named),
  ).toBe(true);
});

test.each([
  ["redis_version:6.0.16", /too old/],
  ["redis_version:7.0.1\r\naof_last_write_status:err", /append-only file/],
  ["redis_version:7.0.1\r\nrdb_last_bgsave_status:err", /snapshot/],
  ["redis_version:7.0.1\r\nevicted_keys:7", /evicted 7/],
  ["redis_version:7.0.1\r\nused_memory:90\r\nmaxmemory:100", /90 %/],
])("INFO says %j", (info, what) => {
  const found = judgeInfo(`# Server\r\n${info}\r\n`);
  expect(found.some((finding) => what.test(finding.what))).toBe(true);
  expect(found.every((finding) => finding.cure !== undefined)).toBe(true);
});

test("the command exits with 1, prints findings with their cures, and no secret", async () => {
  const args = ["--import", "tsx", "src/ops/ops.ts", "doctor"];
  const planted = { PATH: process.env.PATH, ...env, REDIS_STATE_URL: "redis://127.0.0.1:1" };
  Object.assign(graph, graphError(190));
  const ended = promisify(execFile)(process.execPath, args, { env: planted });
  const { code, stdout } = await ended.catch((error) => error);
  expect(code).toBe(1);
  expect(stdout).toMatch(/PROBLEM {2}redis: Redis does not answer\n +→ start it/);
  expect(stdout).toMatch(/ok {7}settings: The settings are usable\n/);
  for (const secret of Object.values(SECRETS)) expect(stdout).not.toContain(secret);
});
