import type { OperatorLog } from "../redis/operator/operator-log.ts";
import type { RedisClient } from "../redis/redis-client.ts";
import type { Options } from "./arguments.ts";

/** What a command needs. */
export interface CommandContext {
  redis: RedisClient;
  /** The words after the command's name. */
  words: string[];
  options: Options;
  /** The settings. */
  env: { [name: string]: string | undefined };
  now: number;
  /** Records what is about to be done, under the operator's name. Is not called in a dry run. */
  record(what: string): Promise<void>;
  log: OperatorLog;
}

/** What a command prints: the lines, or with --json the data. */
export interface CommandResult {
  lines: string[];
  data: unknown;
  /** Something needs the operator's attention: the process exits with 1. */
  isProblem?: boolean;
}

export type Command = (context: CommandContext) => Promise<CommandResult>;

/** "in 40 s", "3 min ago": to two digits or so. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.round(Math.abs(at - now) / 1_000);
  const size =
    seconds < 120
      ? `${seconds} s`
      : seconds < 7_200
        ? `${Math.round(seconds / 60)} min`
        : seconds < 172_800
          ? `${Math.round(seconds / 3_600)} h`
          : `${Math.round(seconds / 86_400)} days`;
  return at >= now ? `in ${size}` : `${size} ago`;
}

export function isoTime(at: number): string {
  return new Date(at).toISOString();
}
