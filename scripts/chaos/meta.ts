import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Hono } from "hono";
import { Agent, request } from "undici";
import { z } from "zod";
import type { Random } from "./random.ts";

/** Delivers webhooks as Meta does: to any server, repeated until accepted, some of them twice, in any order. */
export interface Meta {
  /** The URL to which the Cloud API fake posts. */
  app: Hono;
  /** The last time at which a message, by its short id, was acknowledged for the first time. */
  acknowledged: ReadonlyMap<string, number>;
  /** How many messages are not delivered yet. */
  waiting(): number;
  close(): Promise<void>;
}

export interface MetaOptions {
  urls: () => readonly string[];
  random: Random;
}

interface Post {
  body: string;
  signature: string;
}

const AGAIN_SHARE = 0.1;
const STATUS_TRIES = 4;
const ANSWER_WITHIN_MS = 6_000;

const Body = z.object({
  entry: z.tuple([
    z.object({
      changes: z.array(
        z.object({
          value: z.object({ messages: z.tuple([z.object({ id: z.string() })]).optional() }),
        }),
      ),
    }),
  ]),
});

export function createMeta({ urls, random }: MetaOptions): Meta {
  const agent = new Agent({ headersTimeout: ANSWER_WITHIN_MS, bodyTimeout: ANSWER_WITHIN_MS });
  const acknowledged = new Map<string, number>();
  let waiting = 0;

  const app = new Hono().post("/webhook", async (context) => {
    const signature = context.req.header("x-hub-signature-256") ?? "";
    const post = { body: await context.req.text(), signature };
    const message = Body.parse(JSON.parse(post.body)).entry[0].changes[0]?.value.messages?.[0];
    void (message ? deliver(post, shortId(message.id)) : report(post));
    return context.json({});
  });

  return { app, acknowledged, waiting: () => waiting, close: () => agent.destroy() };

  async function deliver(post: Post, id: string): Promise<void> {
    waiting += 1;
    const isAgain = random.isLucky(AGAIN_SHARE);
    const again = isAgain && random.isLucky(0.5) ? insist(post) : undefined;
    await insist(post);
    acknowledged.set(id, Date.now());
    if (isAgain && !again) {
      await sleep(random.between(0, 3_000));
      await insist(post);
    }
    await again;
    waiting -= 1;
  }

  async function insist(post: Post): Promise<void> {
    for (let waitMs = 100; !(await isTaken(post)); waitMs = Math.min(waitMs * 2, 1_000)) {
      await sleep(waitMs);
    }
  }

  async function report(post: Post): Promise<void> {
    for (let tries = 1; !(await isTaken(post)) && tries < STATUS_TRIES; tries++) await sleep(300);
  }

  async function isTaken({ body, signature }: Post): Promise<boolean> {
    const [url = "", ...others] = urls();
    try {
      const { statusCode, body: answer } = await request(
        `${random.pick([url, ...others])}/webhook`,
        {
          dispatcher: agent,
          method: "POST",
          headers: { "content-type": "application/json", "x-hub-signature-256": signature },
          body,
        },
      );
      await answer.dump();
      return statusCode === 200;
    } catch {
      return false;
    }
  }
}

/** A message's id in the journal: see src/whatsapp/webhook-items.ts. */
export function shortId(messageId: string): string {
  return createHash("sha256").update(messageId).digest().subarray(0, 16).toString("base64url");
}
