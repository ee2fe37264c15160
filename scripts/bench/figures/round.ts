import { z } from "zod";

/** What one round measured of one server. */
export const Round = z.object({
  messagesPerSecond: z.number(),
  serverCpuUs: z.number(),
  redisCpuUs: z.number(),
  scripts: z.number(),
  commands: z.number(),
  /** Requests of the server: replies, read marks, lookups. */
  requests: z.number(),
  /** How much of one core the load generator used. Close to 1, it limits the throughput. */
  loadCpuShare: z.number(),
  halfLoadP50Ms: z.number(),
  halfLoadP99Ms: z.number(),
  oneMemberP50Ms: z.number(),
});
export type Round = z.infer<typeof Round>;
