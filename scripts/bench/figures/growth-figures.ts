import { z } from "zod";

/** Costs of a message in one situation. */
const Costs = z.object({
  /** Live conversations, bytes of a record, processes, or messages in a POST. */
  size: z.number(),
  messagesPerSecond: z.number(),
  serverCpuUs: z.number(),
  redisCpuUs: z.number(),
});
export type Costs = z.infer<typeof Costs>;

/** What depends on how much there is. */
export const Growth = z.object({
  conversations: z.array(Costs),
  recordBytes: z.array(Costs),
  processes: z.array(Costs),
  batches: z.array(Costs),
  /** From the start of the process to its first 200 at `/ready`, one for each start. */
  readyMs: z.array(z.number()),
  /** `node_modules` after `npm ci --omit=dev`. */
  installedBytes: z.number(),
});
export type Growth = z.infer<typeof Growth>;

/** The memory that live conversations take in Redis. */
export const Memory = z.object({
  /** How many 256 MB hold. */
  conversations: z.number(),
  /** Of one, with its contact, journal, timer and deduplication marks. */
  conversationBytes: z.number(),
  /** Of its keys, each on its own. */
  parts: z.array(z.object({ name: z.string(), bytes: z.number() })),
});
export type Memory = z.infer<typeof Memory>;
