import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { Redis } from "ioredis";
import { type App, type AppOptions, createApp } from "../app.ts";
import { type Config, readConfig } from "../config.ts";
import { LANES } from "../conversation/ports/outbox.ts";
import type { TelemetryEvent } from "../conversation/ports/telemetry.ts";
import { type CloudApiFake, createCloudApiFake } from "../fakes/cloud-api/cloud-api.ts";
import type { StatusOptions } from "../fakes/cloud-api/statuses.ts";
import { sign } from "../fakes/cloud-api/wire.ts";
import { type CredexCoreFake, createCredexCoreFake } from "../fakes/credex-core/credex-core.ts";
import type { Faults } from "../fakes/credex-core/faults.ts";
import type { Credex } from "../fakes/credex-core/state.ts";
import type { Playground } from "../playground/playground-module.ts";
import { CLUSTER_PARTITIONING, keyspace, SINGLE_PARTITION } from "../redis/keyspace.ts";
import { createMember, type Member } from "./member.ts";
import { findPort } from "./port.ts";

export const BUSINESS_NUMBER_ID = "100000000000001";

const REDELIVERED_AFTER_MS = 100;

export const SECRETS = {
  JWT_SECRET: "a-secret-that-is-only-for-tests-0123456789",
  WHATSAPP_ACCESS_TOKEN: "access-token-of-the-tests",
  WHATSAPP_APP_SECRET: "app-secret-of-the-tests",
  WHATSAPP_VERIFY_TOKEN: "verify-token-of-the-tests",
  CLIENT_API_KEY: "api-key-of-the-tests",
  CREDEX_WEBHOOK_SECRET: "webhook-secret-of-the-tests-0123456789",
};

/** Everything but the server: Redis, and the fakes of credex-core and the Cloud API, over HTTP. */
export interface World {
  redis: Redis;
  credexCore: CredexCoreFake;
  cloudApi: CloudApiFake;
  env: { [name: string]: string };
  serverUrl: string;
  /** How far ahead the clocks of members and of the app in this process are. */
  clock: { aheadMs: number };
  /** Serves the app in this process, at `serverUrl`; throws after `close`. */
  open(options?: AppOptions & { env?: { [name: string]: string } }): Promise<OpenApp>;
  member(phone?: string): Member;
  /** The offers of this member in the credex-core fake. */
  offersOf(phone: string): Credex[];
  /** Every key and what it holds, sessions' TTLs and what is counted by the minute aside. */
  dump(): Promise<{ [key: string]: unknown }>;
  /** In how many partitions replies or calls are pending, of each kind. */
  countPending(): Promise<number>;
  /** When every reply and call is carried out. */
  idle(): Promise<void>;
  /** Delivers a message until the webhook accepts it, or the world is closed. */
  deliver: CloudApiFake["write"];
  /** Posts a webhook under our signature. Returns the HTTP status. */
  post(body: string): Promise<number>;
  close(): Promise<void>;
}

export interface OpenApp {
  app: App;
  config: Config;
  telemetryEvents: TelemetryEvent[];
  close(): Promise<void>;
}

/** What may be said of a world before it opens. */
export interface WorldOptions {
  /** Which delivery reports the Cloud API fake sends. */
  statuses?: StatusOptions;
  /** Whether credex-core tells members of what others do to their offers. */
  notices?: boolean;
  /** What each request to credex-core has to suffer. */
  chance?: Faults["take"];
  /** The Redis is a cluster of one node. */
  isCluster?: boolean;
  /** Members' messages are delivered until the webhook accepts them, as Meta does; otherwise once. */
  redelivers?: boolean;
}

/** Opens a world on an empty database of the given Redis. */
export async function openWorld(
  redisUrl: string,
  { statuses, notices, chance, isCluster = false, redelivers = false }: WorldOptions = {},
): Promise<World> {
  const { all } = isCluster ? CLUSTER_PARTITIONING : SINGLE_PARTITION;
  const redis = new Redis(redisUrl, { retryStrategy: () => 20 }).on("error", () => {});
  await redis.flushdb();
  const countPending = async () => {
    const keys = all.flatMap(({ due }) => LANES.map(due));
    const found = await Promise.all(keys.map((key) => redis.exists(key)));
    return found.reduce((sum, count) => sum + count, 0);
  };
  const port = await findPort();
  const serverUrl = `http://127.0.0.1:${port}`;
  const webhook = {
    url: `${serverUrl}/webhooks/credex`,
    secret: SECRETS.CREDEX_WEBHOOK_SECRET,
  };
  const clock = { aheadMs: 0 };
  const now = () => Date.now() + clock.aheadMs;
  const credexCore = createCredexCoreFake({
    apiKey: SECRETS.CLIENT_API_KEY,
    ...(notices && { webhook }),
    ...(chance && { chance, clock: now }),
  });
  const cloudApi = createCloudApiFake({
    clock: now,
    accessToken: SECRETS.WHATSAPP_ACCESS_TOKEN,
    appSecret: SECRETS.WHATSAPP_APP_SECRET,
    webhookUrl: `${serverUrl}/webhook`,
    businessNumberId: BUSINESS_NUMBER_ID,
    statuses,
    pairRate: { burst: 1_000, everyMs: 1 },
  });
  const credex = await listen(credexCore.app, 0);
  const whatsapp = await listen(cloudApi.app, 0);
  const env = {
    ...SECRETS,
    LOG_LEVEL: "silent",
    MEMBER_MESSAGES_PER_MINUTE: "1000000",
    PORT: `${port}`,
    HOST: "127.0.0.1",
    REDIS_STATE_URL: isCluster ? redisUrl.replace("redis:", "redis+cluster:") : redisUrl,
    WHATSAPP_PHONE_NUMBER_ID: BUSINESS_NUMBER_ID,
    WHATSAPP_API_URL: whatsapp.url,
    MYCREDEX_APP_URL: credex.url,
  };
  const opened: OpenApp[] = [];
  let isClosed = false;
  let members = 0;
  const deliver: World["deliver"] = async (message) => {
    // Every delivery of a message is the same, its time included.
    const known = { id: `wamid.${randomUUID()}`, at: now(), ...message };
    for (;;) {
      const status = await cloudApi.write(known).catch(() => undefined);
      if (status === 200) return status;
      if (isClosed) throw new Error("The world is closed");
      await sleep(REDELIVERED_AFTER_MS);
    }
  };
  const phones = redelivers ? { ...cloudApi, write: deliver } : cloudApi;

  return {
    redis,
    credexCore,
    cloudApi,
    env,
    serverUrl,
    clock,
    async open({ env: more, watch, ...options } = {}) {
      // A test whose time is over continues after its world is closed.
      if (isClosed) throw new Error("The world is closed");
      const telemetryEvents: TelemetryEvent[] = [];
      const note = (telemetryEvent: TelemetryEvent) => {
        telemetryEvents.push(telemetryEvent);
        watch?.(telemetryEvent);
      };
      const config = configOf({ ...env, ...more });
      const app = createApp(config, { clock: now, ...options, watch: note });
      const server = await listen(app.hono, port, app.playground);
      app.start();
      const close = async () => {
        opened.splice(opened.indexOf(open), 1);
        await server.close();
        await app.stop();
      };
      const open = { app, config, telemetryEvents, close };
      opened.push(open);
      return open;
    },
    member: (phone = `26377${String(1_000_000 + members++)}`) => createMember(phones, phone),
    offersOf(phone) {
      const { members: people, accounts, credexes } = credexCore.ledger.book;
      const memberID = people.find((person) => person.phone === phone)?.memberID;
      const owned = accounts.filter(({ ownerID }) => ownerID === memberID);
      return credexes.filter(({ issuerAccountID }) =>
        owned.some(({ accountID }) => accountID === issuerAccountID),
      );
    },
    async dump() {
      const keys = (await redis.keys("*")).filter(isData).sort();
      const values = await Promise.all(keys.map((key) => readValue(redis, key)));
      return Object.fromEntries(keys.map((key, index) => [key, values[index]]));
    },
    countPending,
    deliver,
    async idle() {
      await credexCore.idle();
      while ((await countPending()) > 0) await sleep(10);
      await cloudApi.idle();
    },
    async post(body) {
      const response = await fetch(`${serverUrl}/webhook`, {
        method: "POST",
        headers: { "x-hub-signature-256": sign(body, SECRETS.WHATSAPP_APP_SECRET) },
        body,
      });
      await response.arrayBuffer();
      return response.status;
    },
    async close() {
      isClosed = true;
      for (const open of [...opened]) await open.close();
      await Promise.all([cloudApi.close(), credexCore.close()]);
      await Promise.all([credex.close(), whatsapp.close()]);
      redis.disconnect();
    },
  };
}

function configOf(env: { [name: string]: string }): Config {
  const read = readConfig(env);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.config;
}

type Fetch = Parameters<typeof serve>[0]["fetch"];

/** Serves on loopback. `close` cuts what is still connected. */
export async function listen(app: { fetch: Fetch }, port: number, playground?: Playground) {
  const websocket = playground && { server: playground.webSockets };
  const options = { port, hostname: "127.0.0.1", ...(websocket && { websocket }) };
  const server = serve({ fetch: app.fetch, ...options });
  await once(server, "listening");
  const { port: found } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${found}`,
    async close() {
      playground?.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a key holds. The order in a large hash is another one in each process of Redis. */
async function readValue(redis: Redis, key: string): Promise<unknown> {
  if ((await redis.type(key)) === "hash") return redis.hgetall(key);
  return (await redis.dumpBuffer(key))?.toString("base64");
}

/** Rate limits count each message, and the lock of a sweep ends when the sweep does. */
function isData(key: string): boolean {
  return !key.startsWith("flood:") && key !== keyspace.sweep;
}
