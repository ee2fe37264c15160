import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { keyspace } from "../../../src/redis/keyspace.ts";
import type { Memory } from "../figures/growth-figures.ts";
import { DIALOGUE } from "../load/dialogue.ts";
import { openSubject, phonesOf, type Subject } from "../servers/open-subject.ts";
import { OURS } from "../servers/server-kinds.ts";
import type { Surroundings } from "../servers/surroundings.ts";
import { cloneConversation, keysOfConversation } from "./clone-conversation.ts";

/** As much as the specification's Redis has. */
const REDIS_MIB = 256;
/** As compose.yaml has it. */
const REDIS_OPTIONS = [
  ...["--maxmemory-policy", "volatile-lru", "--maxmemory", `${REDIS_MIB}mb`],
  ...["--set-max-intset-entries", "8192"],
];
const COPIES_AT_ONCE = 2_000;
const SETTLING_MS = 10;
/** Half of the dialogue leaves the member in a form. */
const STEPS_INTO_FORM = DIALOGUE.length / 2;

/** A live conversation, and how many messages its member has written. */
export interface Template {
  phone: string;
  messages: number;
}

/** Takes the last member of the subject into a form, to be copied. The member writes no more. */
export async function openTemplate(subject: Subject, phone: string): Promise<Template> {
  const member = subject.members.pop();
  const messages = DIALOGUE.length + STEPS_INTO_FORM;
  for (let step = 0; step < messages; step++) await member?.next();
  // The channel has the last reply before the server has settled it.
  while ((await subject.redis.hlen(keyspace.leases)) > 0) await sleep(SETTLING_MS);
  // With the message that opened the session.
  return { phone, messages: messages + 1 };
}

/**
 * Copies a live conversation until a Redis of 256 MB evicts the first key, and measures the keys of one.
 * Takes some ten seconds.
 */
export async function measureMemory(surroundings: Surroundings): Promise<Memory> {
  const [phone = ""] = phonesOf(60, 1);
  const subject = await openSubject(OURS, surroundings, {
    phones: [phone],
    redisOptions: REDIS_OPTIONS,
  });
  const { redis } = subject;
  try {
    const template = await openTemplate(subject, phone);
    const parts = await measureParts(redis, phone);
    const before = await memoryOf(redis);
    let live = 0;
    let after = before;
    while ((await numberOf(redis, "stats", "evicted_keys")) === 0) {
      after = await memoryOf(redis);
      await cloneConversation(redis, { ...template, first: live, count: COPIES_AT_ONCE });
      live += COPIES_AT_ONCE;
    }
    // The last copies did not fit.
    const fits = live - COPIES_AT_ONCE;
    return { conversations: fits, conversationBytes: (after - before) / fits, parts };
  } finally {
    await subject.close();
  }
}

/** The bytes of each key of a conversation, by the first word of its name and what follows its id. */
async function measureParts(redis: Redis, phone: string): Promise<Memory["parts"]> {
  const { contact, keys } = await keysOfConversation(redis, phone);
  const parts = keys.map(async (key) => ({
    name: key.replace(contact, "<id>").replace(phone, "<phone>"),
    bytes: Number(await redis.memory("USAGE", key, "SAMPLES", 0)),
  }));
  return Promise.all(parts);
}

/** What Redis has allocated, in bytes. */
async function memoryOf(redis: Redis): Promise<number> {
  return numberOf(redis, "memory", "used_memory");
}

async function numberOf(redis: Redis, section: string, field: string): Promise<number> {
  const lines = (await redis.info(section)).split("\r\n");
  return Number(lines.find((line) => line.startsWith(`${field}:`))?.slice(field.length + 1));
}
