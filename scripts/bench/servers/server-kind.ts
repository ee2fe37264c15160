import type { Wire } from "../load/wire.ts";
import type { RedisLayout } from "./redis-layouts.ts";
import type { Command } from "./server-process.ts";
import type { Surroundings } from "./surroundings.ts";

/** A server that is measured. */
export interface ServerKind {
  /** What results are stored under. */
  name: string;
  /** What tables call it. */
  title: string;
  command(surroundings: Surroundings, redisUrl: string): Command;
  wire(surroundings: Surroundings): Wire;
  /** Its HTTP answer, if that is its reply and it sends nothing. */
  answer?: string;
  /** Members of credex-core log in before the dialogue. */
  hasAccounts?: boolean;
  /** Without one, it has a single Redis. */
  redis?: RedisLayout;
}
