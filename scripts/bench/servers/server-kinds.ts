import { BUSINESS_NUMBER_ID, SECRETS } from "../../../src/loopback/world.ts";
import { botFramework, telegram, type Wire, whatsapp } from "../load/wire.ts";
import { redisCluster, redisWithReplica } from "./redis-layouts.ts";
import type { ServerKind } from "./server-kind.ts";

const COMMITTED = '{"outcome":"committed"}';

function floorKind(sends: number): Pick<ServerKind, "command" | "wire"> {
  return {
    command: ({ channel }, redisUrl) => ({
      args: ["--import", "tsx", "scripts/bench/servers/floor.ts"],
      env: {
        REDIS_STATE_URL: redisUrl,
        CHANNEL_URL: channel.url,
        SENDS: `${sends}`,
        WHATSAPP_APP_SECRET: SECRETS.WHATSAPP_APP_SECRET,
      },
      readyPath: "/",
    }),
    wire: () => whatsapp,
  };
}

const FLOOR: ServerKind = {
  name: "floor",
  title: "floor: HMAC, parse, one script",
  ...floorKind(0),
  answer: COMMITTED,
};

const FLOOR_WITH_SENDS: ServerKind = {
  name: "floor-two-sends",
  title: "floor with two sends",
  ...floorKind(2),
};

/** The build with the settings of production. Only the rate limit is out of reach; its counter still runs. */
export const OURS: ServerKind = {
  name: "ours",
  title: "ours: reply and read mark",
  command: ({ channel, credexUrl }, redisUrl) => ({
    args: ["--max-semi-space-size=32", "dist/src/main.js"],
    env: {
      ...SECRETS,
      HOST: "127.0.0.1",
      REDIS_STATE_URL: redisUrl,
      MEMBER_MESSAGES_PER_MINUTE: "1000000",
      WHATSAPP_PHONE_NUMBER_ID: BUSINESS_NUMBER_ID,
      WHATSAPP_API_URL: channel.url,
      MYCREDEX_APP_URL: credexUrl,
    },
    readyPath: "/ready",
  }),
  wire: () => whatsapp,
  hasAccounts: true,
};

const OURS_ON_CLUSTER: ServerKind = {
  ...OURS,
  name: "ours-on-cluster",
  title: "ours on a cluster of three",
  redis: redisCluster,
};

const OURS_WITH_REPLICA: ServerKind = {
  ...OURS,
  name: "ours-with-replica",
  title: "ours, commits wait for a replica",
  redis: redisWithReplica,
  command(surroundings, redisUrl) {
    const { env, ...command } = OURS.command(surroundings, redisUrl);
    return { ...command, env: { ...env, COMMIT_WAIT_REPLICAS: "1" } };
  },
};

export const SERVERS: readonly ServerKind[] = [
  ...[FLOOR, FLOOR_WITH_SENDS],
  ...[OURS, OURS_ON_CLUSTER, OURS_WITH_REPLICA],
];

function peer(name: string, title: string, wire: (channelUrl: string) => Wire): ServerKind {
  return {
    name,
    title,
    command: ({ channel }, redisUrl) => ({
      args: [`scripts/bench/peers/${name}.js`],
      env: {
        REDIS_URL: redisUrl,
        CHANNEL_URL: channel.url,
        SECRET: SECRETS.WHATSAPP_APP_SECRET,
        PHONE_NUMBER_ID: BUSINESS_NUMBER_ID,
      },
      readyPath: "/",
    }),
    wire: ({ channel }) => wire(channel.url),
  };
}

/** Frameworks for the same dialogue, each with Redis and one send for each message. */
export const PEERS: readonly ServerKind[] = [
  peer("grammy", "grammY with conversations", () => telegram),
  peer("bot-framework", "Bot Framework dialogs", botFramework),
  peer("chat-sdk", "Vercel Chat SDK", () => whatsapp),
];
