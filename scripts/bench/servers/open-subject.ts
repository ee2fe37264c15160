import type { Redis } from "ioredis";
import type { Channel } from "../load/channel.ts";
import type { Deliver } from "../load/deliver.ts";
import { createHttpConnection } from "../load/http-connection.ts";
import { createMember, type Member } from "../load/member.ts";
import { logIn } from "./log-in.ts";
import { singleRedis } from "./redis-layouts.ts";
import type { ServerKind } from "./server-kind.ts";
import { startServer } from "./server-process.ts";
import type { Surroundings } from "./surroundings.ts";

/** A running server with its own Redis, and members whose sessions are open. */
export interface Subject {
  kind: ServerKind;
  pids: number[];
  /** The first of the primaries. */
  redis: Redis;
  primaries: readonly Redis[];
  channel: Channel;
  members: Member[];
  /** On the connection of the first member. */
  deliver: Deliver;
  close(): Promise<void>;
}

export interface SubjectOptions {
  /** No two subjects may share a phone number: the channel tells their replies apart by it. */
  phones: readonly string[];
  /** How many processes of the server share the port. More than one have `/ready` on ports of their own. */
  processes?: number;
  redisOptions?: readonly string[];
  /** How many offers wait for each member: they make records larger. */
  offers?: number;
}

/** As in production, but without rewrites of the file, which take CPU time at random moments. */
const REDIS_OPTIONS = [
  ...["--maxmemory-policy", "volatile-lru", "--appendonly", "yes", "--appendfsync", "everysec"],
  ...["--auto-aof-rewrite-percentage", "0"],
] as const;

export async function openSubject(
  kind: ServerKind,
  surroundings: Surroundings,
  { phones, processes = 1, redisOptions = REDIS_OPTIONS, offers = 0 }: SubjectOptions,
): Promise<Subject> {
  const { channel } = surroundings;
  const nodes = await (kind.redis ?? singleRedis)(redisOptions);
  const command = kind.command(surroundings, nodes.url);
  const started = await startServer(command, { processes });
  const wire = kind.wire(surroundings);
  const connections = phones.map(() => createHttpConnection(started.port));
  const delivers = connections.map(
    ({ post }): Deliver =>
      (written) =>
        post(wire(written)),
  );
  const members = delivers.map((deliver, at) =>
    createMember({ phone: phones[at] ?? "", channel, deliver, answer: kind.answer }),
  );
  if (kind.hasAccounts) await logIn(members, { credex: surroundings.credex, offers });
  return {
    kind,
    pids: started.pids,
    redis: nodes.primaries[0],
    primaries: nodes.primaries,
    channel,
    members,
    deliver: (written) => delivers[0]?.(written) ?? Promise.reject(new Error("There is no member")),
    async close() {
      for (const connection of connections) connection.close();
      await started.stop();
      await nodes.close();
    },
  };
}

/** Phone numbers that no other subject has. */
export function phonesOf(subject: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) => String(263_771_000_000 + subject * 10_000 + at));
}
