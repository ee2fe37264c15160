import { setTimeout as sleep } from "node:timers/promises";
import { OPERATOR } from "../policy.ts";
import { createForgetting } from "../redis/operator/forgetting.ts";
import { createRolloutNumbers } from "../redis/rollout-numbers.ts";
import { UsageError } from "./arguments.ts";
import type { Command } from "./command.ts";

/** Deletes everything that is stored of a member, after their money calls have ended. */
export const forget: Command = async ({ redis, words: [key], options, record }) => {
  if (!key) throw new UsageError("Usage: npm run ops -- forget <phone number or user id>");
  const forgetting = createForgetting({ redis, numberList: createRolloutNumbers({ redis }) });
  const traces = await forgetting.find(key);
  if (!traces) throw new UsageError("Nobody with this number or user id has written.");
  const contacts = `${traces.contactIds.length} contacts, ${traces.aliasKeys.length} numbers and user ids`;
  const number = traces.isListed ? ", and a number that a rollout lists" : "";
  if (options.dryRun) return { lines: [`Would forget ${contacts}${number}.`], data: {} };
  await record("forget a member");
  const waitMs = options.wait === undefined ? OPERATOR.forgetWaitMs : options.wait * 1_000;
  const until = performance.now() + waitMs;
  let result = await forgetting.forget(traces);
  while (result === "busy") {
    if (performance.now() > until) throw new UsageError(BUSY);
    await sleep(OPERATOR.forgetPauseMs);
    result = await forgetting.forget(traces);
  }
  const { keys, deadLetters, parkedEvents, listed } = result;
  const lines = [
    `Forgotten: ${contacts}, ${keys} keys, ${deadLetters} dead letters, ${parkedEvents} parked events, ${listed} versions of the rollout.`,
    "Redis's append-only file holds them until it is rewritten (BGREWRITEAOF), and backups until they expire.",
  ];
  return { lines, data: result };
};

const BUSY =
  "A money call of this member has no answer yet. Nothing of its conversation was deleted: try again later, or see `why`.";
