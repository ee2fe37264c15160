import type { Costs } from "../figures/growth-figures.ts";
import { writeAtOnce } from "../load/phases.ts";
import { openSubject, phonesOf } from "../servers/open-subject.ts";
import { OURS } from "../servers/server-kinds.ts";
import type { Surroundings } from "../servers/surroundings.ts";
import { cloneConversation } from "./clone-conversation.ts";
import { openTemplate } from "./memory.ts";
import { type GrowthOptions, measureSteady } from "./steady-costs.ts";

const SIZES = [1_000, 100_000, 1_000_000];
const COPIES_AT_ONCE = 50_000;
/** A file of many gigabytes would be measured, not the server. */
const REDIS_OPTIONS = [
  ...["--maxmemory-policy", "volatile-lru", "--set-max-intset-entries", "8192"],
];

/** The costs of a message beside more and more live conversations. */
export async function measureConversations(
  surroundings: Surroundings,
  { rounds, warmUp, members }: GrowthOptions,
): Promise<Costs[]> {
  const [original = "", ...phones] = phonesOf(0, members + 1);
  const options = { phones: [...phones, original], redisOptions: REDIS_OPTIONS };
  const subject = await openSubject(OURS, surroundings, options);
  const { redis } = subject;
  try {
    const template = await openTemplate(subject, original);
    const clone = (first: number, count: number) =>
      cloneConversation(redis, { ...template, first, count });
    await writeAtOnce(subject.members, (written) => written >= warmUp);
    const conversations: Costs[] = [];
    let live = 0;
    for (const size of SIZES) {
      console.log(`${size} live conversations`);
      for (let first = live; first < size; first += COPIES_AT_ONCE) {
        await clone(first, Math.min(COPIES_AT_ONCE, size - first));
        // Their own sessions must not expire meanwhile. Redis is busy with the copies.
        await Promise.all(subject.members.map((member) => member.next({ redelivers: true })));
      }
      live = size;
      conversations.push(await measureSteady(subject, { size, rounds }));
    }
    return conversations;
  } finally {
    await subject.close();
  }
}
