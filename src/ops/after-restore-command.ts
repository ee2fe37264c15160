import { createRestoredWork, type FoundWork } from "../redis/operator/restored-work.ts";
import type { Command } from "./command.ts";

/** Discards the work that a restored backup holds, before a server starts on it. */
export const afterRestore: Command = async ({ redis, options, record }) => {
  const restored = createRestoredWork({ redis });
  const found = await restored.find();
  if (!options.dryRun) {
    await record("discard the work of a backup");
    await restored.discard(found);
  }
  const { sessions, replies, timers, calls } = found;
  return {
    lines: [
      `${options.dryRun ? "Would discard" : "Discarded"}: ${sessions} sessions, ${replies} replies, ${calls.length} calls, ${timers} timers.`,
      ...checksOf(calls),
    ],
    data: { sessions, replies, timers, calls },
  };
};

function checksOf(calls: FoundWork["calls"]): string[] {
  const money = calls.filter(({ isMoney }) => isMoney);
  if (money.length === 0) return [];
  return [
    "Check in credex-core the outcome of these money calls, and tell their members:",
    ...money.map(({ conversationId, operation }) => `  ${operation}  ${conversationId}`),
  ];
}
