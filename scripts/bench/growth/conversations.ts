import type { Redis } from "ioredis";
import type { Costs } from "../figures/growth-figures.ts";
import { DIALOGUE } from "../load/dialogue.ts";
import { writeAtOnce } from "../load/phases.ts";
import { openSubject, phonesOf } from "../servers/open-subject.ts";
import { OURS } from "../servers/server-kinds.ts";
import type { Surroundings } from "../servers/surroundings.ts";
import { cloneConversation } from "./clone-conversation.ts";
import { type GrowthOptions, measureSteady } from "./steady-costs.ts";

const SIZES = [1_000, 100_000, 1_000_000];
const COPIES_AT_ONCE = 50_000;
/** Half of the dialogue leaves the member in a form. */
const STEPS_INTO_FORM = DIALOGUE.length / 2;
/** A file of many gigabytes would be measured, not the server. */
const REDIS_OPTIONS = ["--maxmemory-policy", "volatile-lru"];

/** The costs of a message beside more and more live conversations, and the memory of each of these. */
export async function measureConversations(
  surroundings: Surroundings,
  { rounds, warmUp, members }: GrowthOptions,
): Promise<{ conversations: Costs[]; conversationBytes: number }> {
  const [original = "", ...phones] = phonesOf(0, members + 1);
  const options = { phones: [...phones, original], redisOptions: REDIS_OPTIONS };
  const subject = await openSubject(OURS, surroundings, options);
  const { redis } = subject;
  try {
    const template = subject.members.pop();
    for (let step = 0; step < DIALOGUE.length + STEPS_INTO_FORM; step++) await template?.next();
    const messages = 1 + DIALOGUE.length + STEPS_INTO_FORM;
    const clone = (first: number, count: number) =>
      cloneConversation(redis, { phone: original, first, count, messages });
    await writeAtOnce(subject.members, (written) => written >= warmUp);
    const conversations: Costs[] = [];
    let live = 0;
    let conversationBytes = Number.NaN;
    for (const size of SIZES) {
      console.log(`${size} live conversations`);
      const before = await memoryOf(redis);
      for (let first = live; first < size; first += COPIES_AT_ONCE) {
        await clone(first, Math.min(COPIES_AT_ONCE, size - first));
        // Their own sessions must not expire meanwhile.
        await Promise.all(subject.members.map((member) => member.next()));
      }
      conversationBytes = ((await memoryOf(redis)) - before) / (size - live);
      live = size;
      conversations.push(await measureSteady(subject, { size, rounds }));
    }
    return { conversations, conversationBytes };
  } finally {
    await subject.close();
  }
}

async function memoryOf(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info("memory"))?.[1]);
}
