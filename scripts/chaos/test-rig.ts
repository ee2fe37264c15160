import { AsyncLocalStorage } from "node:async_hooks";
import { Big } from "big.js";
import { type CloudApiFake, createCloudApiFake } from "../../src/fakes/cloud-api/cloud-api.ts";
import {
  type CredexCoreFake,
  createCredexCoreFake,
} from "../../src/fakes/credex-core/credex-core.ts";
import { DENOMINATIONS } from "../../src/fakes/credex-core/rules.ts";
import { TREASURY } from "../../src/fakes/credex-core/state.ts";
import { type RedisCluster, startRedisCluster } from "../../src/loopback/redis-cluster.ts";
import { type RedisServer, startRedis } from "../../src/loopback/redis-server.ts";
import { BUSINESS_NUMBER_ID, listen, SECRETS } from "../../src/loopback/world.ts";
import type { Arrival, Credex, Strike } from "./books/evidence.ts";
import type { Counters } from "./counters.ts";
import { type CredexTrouble, createCredexTrouble } from "./credex-trouble.ts";
import { indexOf } from "./members.ts";
import { createMeta, type Meta } from "./meta.ts";
import type { Random } from "./random.ts";
import { readSentences, toCents } from "./sentences.ts";
import { type Server, startServer } from "./servers.ts";

/** All participants: several servers, and the services they talk to, which keep books of their own. */
export interface TestRig {
  /** One Redis or a cluster. */
  state: RedisServer | RedisCluster;
  servers: readonly Server[];
  credexCore: CredexCoreFake;
  trouble: CredexTrouble;
  cloudApi: CloudApiFake;
  meta: Meta;
  strikes: Strike[];
  arrivals: Arrival[];
  close(): Promise<void>;
}

export interface TestRigOptions {
  serverCount: number;
  fsync: string;
  /** For how many replicas a commit on a cluster waits; `undefined` is one Redis. */
  waitsFor: number | undefined;
  /** How long an unanswered money call is reconciled: shorter than in production, so that a run sees the end. */
  findOutSeconds: number;
  random: Random;
  tally: Counters;
}

export async function openTestRig(options: TestRigOptions): Promise<TestRig> {
  const { serverCount, fsync, waitsFor, findOutSeconds, random, tally } = options;
  const strikes: Strike[] = [];
  const arrivals: Arrival[] = [];
  const persistence = ["--appendonly", "yes", "--appendfsync", fsync];
  const memory = ["--maxmemory", "256mb", "--maxmemory-policy", "volatile-lru"];
  const redisOptions = [...persistence, ...memory];
  const state =
    waitsFor === undefined
      ? await startRedis(...redisOptions)
      : await startRedisCluster({ options: redisOptions });
  const servers: Server[] = [];
  const meta = createMeta({
    urls: () => servers.map(({ url }) => url),
    random: random.for("meta"),
  });
  const relay = await listen(meta.app, 0);
  const trouble = createCredexTrouble({ random: random.for("credex"), tally });
  const credexCore = createCredexCoreFake({
    apiKey: SECRETS.CLIENT_API_KEY,
    honoursKeys: false,
    chance: trouble.chance,
  });
  const credex = await listen(credexCore.app, 0);
  const cloudApi = createCloudApiFake({
    accessToken: SECRETS.WHATSAPP_ACCESS_TOKEN,
    appSecret: SECRETS.WHATSAPP_APP_SECRET,
    webhookUrl: `${relay.url}/webhook`,
    businessNumberId: BUSINESS_NUMBER_ID,
    pairRate: { burst: 1_000, everyMs: 1 },
    statuses: { names: ["sent", "delivered"], batchSize: 5 },
  });
  const sender = new AsyncLocalStorage<number>();
  cloudApi.subscribe(({ token = "", member, text }) =>
    arrivals.push({
      token: token.split(" ").at(-1) ?? "",
      member: indexOf(member),
      server: sender.getStore() ?? -1,
      at: Date.now(),
      sentences: readSentences(text),
    }),
  );
  const channels = await Promise.all(
    Array.from({ length: serverCount }, (_, index) => listen({ fetch: fetchFrom(index) }, 0)),
  );
  const env = {
    ...SECRETS,
    LOG_LEVEL: "silent",
    HOST: "127.0.0.1",
    WHATSAPP_PHONE_NUMBER_ID: BUSINESS_NUMBER_ID,
    MEMBER_MESSAGES_PER_MINUTE: "1000000",
    FIND_OUT_SECONDS: `${findOutSeconds}`,
    REDIS_STATE_URL: state.url,
    COMMIT_WAIT_REPLICAS: `${waitsFor ?? 0}`,
  };
  for (const [index, channel] of channels.entries()) {
    const services = { credex: portOf(credex), whatsapp: portOf(channel) };
    const ports = isCluster(state) ? services : { ...services, redis: state.port };
    const server = await startServer({
      index,
      env,
      ports,
      onCut(target, direction) {
        tally.add(`cuts: ${target}, ${direction}`);
        strike("cut", index);
      },
    });
    servers.push(server);
  }

  return {
    state,
    servers,
    credexCore,
    trouble,
    cloudApi,
    meta,
    strikes,
    arrivals,
    async close() {
      for (const server of servers) await server.stop();
      await cloudApi.close();
      await meta.close();
      for (const listener of [relay, credex, ...channels]) await listener.close();
      await state.stop();
    },
  };

  /** The Cloud API fake as one of the servers reaches it, so that each message's sender is known. */
  function fetchFrom(index: number) {
    return async (request: Request): Promise<Response> => {
      const response = await sender.run(index, () => cloudApi.app.fetch(request));
      if (request.signal.aborted) strike("unanswered", index);
      return response;
    };
  }

  function strike(kind: Strike["kind"], server: number): void {
    const at = Date.now();
    strikes.push({ kind, server, from: at, until: at });
  }
}

export function isCluster(state: TestRig["state"]): state is RedisCluster {
  return "nodes" in state;
}

/** The books of the credex-core fake: who offered what, and the denominations that do not balance. */
export function readBook({ ledger }: CredexCoreFake) {
  const { members, accounts, credexes } = ledger.book;
  const ownerOf = new Map(accounts.map(({ accountID, ownerID }) => [accountID, ownerID]));
  const nameOf = new Map(accounts.map(({ accountID, accountName }) => [accountID, accountName]));
  const phoneOf = new Map(members.map(({ memberID, phone }) => [memberID, phone]));
  const offered = credexes.filter(({ issuerAccountID }) => issuerAccountID !== TREASURY);
  return {
    credexes: offered.map((credex): Credex => {
      const phone = phoneOf.get(ownerOf.get(credex.issuerAccountID) ?? "");
      return {
        credexID: credex.credexID,
        member: phone === undefined ? undefined : indexOf(phone),
        cents: toCents(credex.amount),
        recipient: nameOf.get(credex.receiverAccountID) ?? "",
        at: credex.offeredAt,
      };
    }),
    imbalances: DENOMINATIONS.filter((denomination) => {
      const held = accounts.map(({ secured }) => new Big(secured[denomination] ?? 0));
      return !held.reduce((sum, amount) => sum.plus(amount), new Big(0)).eq(0);
    }),
  };
}

function portOf({ url }: { url: string }): number {
  return Number(new URL(url).port);
}
