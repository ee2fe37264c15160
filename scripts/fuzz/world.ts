import { createHmac } from "node:crypto";
import { Redis } from "ioredis";
import { type App, createApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { OnTurn } from "../../src/conversation/engine.ts";
import type { Observe } from "../../src/conversation/ports/telemetry.ts";
import { type CloudApiFake, createCloudApiFake } from "../../src/fakes/cloud-api/cloud-api.ts";
import { sign } from "../../src/fakes/cloud-api/wire.ts";
import {
  type CredexCoreFake,
  createCredexCoreFake,
} from "../../src/fakes/credex-core/credex-core.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { BUSINESS_NUMBER_ID, listen, SECRETS } from "../../src/loopback/world.ts";
import { type Answers, createAnswers } from "./answers.ts";

/** The app with its own Redis and its surroundings: credex-core behind a layer that mutates answers. */
export interface World {
  app: App;
  redis: Redis;
  cloudApi: CloudApiFake;
  credexCore: CredexCoreFake;
  answers: Answers;
  /** Posts a signed webhook of WhatsApp or credex-core. Returns the HTTP status. */
  post(body: string, from?: "whatsapp" | "credex"): Promise<number>;
  close(): Promise<void>;
}

export interface WorldOptions {
  watch: Observe;
  onTurn: OnTurn;
  logTo: { write(line: string): void };
}

/** How long an unclear money call is reconciled: shorter than in production, so that a run sees the end. */
const FIND_OUT_SECONDS = 5;

export async function openWorld({ watch, onTurn, logTo }: WorldOptions): Promise<World> {
  const server = await startRedis("--maxmemory-policy", "volatile-lru");
  const credexCore = createCredexCoreFake({ apiKey: SECRETS.CLIENT_API_KEY });
  const answers = createAnswers((request) => credexCore.app.fetch(request));
  const cloudApi = createCloudApiFake({
    accessToken: SECRETS.WHATSAPP_ACCESS_TOKEN,
    appSecret: SECRETS.WHATSAPP_APP_SECRET,
    pairRate: { burst: 100_000, everyMs: 1 },
  });
  const credex = await listen(answers.app, 0);
  const whatsapp = await listen({ fetch: withinWindow(cloudApi) }, 0);
  const read = readConfig({
    ...SECRETS,
    HOST: "127.0.0.1",
    LOG_LEVEL: "debug",
    MEMBER_MESSAGES_PER_MINUTE: "1000000",
    OFFER_UNREVIEWED_LANGUAGES: "yes",
    FIND_OUT_SECONDS: `${FIND_OUT_SECONDS}`,
    REDIS_STATE_URL: server.url,
    WHATSAPP_PHONE_NUMBER_ID: BUSINESS_NUMBER_ID,
    WHATSAPP_API_URL: whatsapp.url,
    MYCREDEX_APP_URL: credex.url,
  });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const app = createApp(read.config, { watch, onTurn, logTo });
  app.start();
  const redis = new Redis(server.url);

  return {
    app,
    redis,
    cloudApi,
    credexCore,
    answers,
    async post(body, from = "whatsapp") {
      const response = await app.hono.request(...requestOf(body, from));
      await response.arrayBuffer();
      return response.status;
    },
    async close() {
      await app.stop();
      redis.disconnect();
      await Promise.all([cloudApi.close(), credexCore.close()]);
      await Promise.all([credex.close(), whatsapp.close()]);
      await server.stop();
    },
  };
}

function requestOf(body: string, from: "whatsapp" | "credex"): [path: string, init: RequestInit] {
  const headers: Record<string, string> = { "content-length": `${Buffer.byteLength(body)}` };
  if (from === "whatsapp") {
    const signature = sign(body, SECRETS.WHATSAPP_APP_SECRET);
    return [
      "/webhook",
      { method: "POST", body, headers: { ...headers, "x-hub-signature-256": signature } },
    ];
  }
  const hmac = createHmac("sha256", SECRETS.CREDEX_WEBHOOK_SECRET).update(body).digest("hex");
  return [
    "/webhooks/credex",
    { method: "POST", body, headers: { ...headers, "x-credex-signature": `sha256=${hmac}` } },
  ];
}

/** A mutated webhook may come from any number, so the 24-hour window is open for every recipient. */
function withinWindow(cloudApi: CloudApiFake): (request: Request) => Promise<Response> {
  return async (request) => {
    const body = await request.clone().text();
    for (const [, member = ""] of body.matchAll(/"(?:to|recipient)":"\+?([^"]+)"/g))
      cloudApi.hear(member);
    return cloudApi.app.fetch(request);
  };
}
