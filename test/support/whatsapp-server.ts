import { once } from "node:events";
import { serve } from "@hono/node-server";
import type { Hono } from "hono";
import { Redis } from "ioredis";
import { onTestFinished } from "vitest";
import { createCloudApiFake } from "../../src/fakes/cloud-api/cloud-api.ts";
import { createMember, type Member } from "../../src/loopback/member.ts";
import { findPort } from "../../src/loopback/port.ts";

export interface WhatsAppServer {
  redis: Redis;
  /** A patient, a member: whoever has a phone. */
  member: Member;
}

/** What an application serves: its webhook, and what ends it. */
export interface ServedWebhook {
  webhook: Hono;
  stop(): Promise<void>;
}

export interface WhatsAppServerOptions {
  redisUrl: string;
  accessToken: string;
  appSecret: string;
  clock: () => number;
  open(apiUrl: string): ServedWebhook;
}

/** Any application over an empty database and the fake of the Cloud API, until the test ends. */
export async function serveWhatsApp(options: WhatsAppServerOptions): Promise<WhatsAppServer> {
  const redis = new Redis(options.redisUrl);
  await redis.flushdb();
  const [port, apiPort] = [await findPort(), await findPort()];
  const { webhook, stop } = options.open(`http://127.0.0.1:${apiPort}`);
  const fake = createCloudApiFake({ ...options, webhookUrl: `http://127.0.0.1:${port}/webhook` });
  const servers = [
    serve({ fetch: webhook.fetch, port, hostname: "127.0.0.1" }),
    serve({ fetch: fake.app.fetch, port: apiPort, hostname: "127.0.0.1" }),
  ];
  await Promise.all(servers.map((server) => once(server, "listening")));
  onTestFinished(async () => {
    for (const server of servers) server.close();
    await fake.close();
    await stop();
    redis.disconnect();
  });
  return { redis, member: createMember(fake, "263771234567") };
}
