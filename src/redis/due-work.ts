import {
  type DueItem,
  LANES,
  type Lane,
  type Outbox,
  type WorkKind,
} from "../conversation/ports/outbox.ts";
import type { Keyspace } from "./keyspace.ts";
import { partitionsOf, type RedisClient } from "./redis-client.ts";
import { createScript, readLua } from "./script.ts";
import { unavailable } from "./store-error.ts";

const dueScript = createScript<[lateMs: number, ...names: string[]]>({
  lua: readLua("typed-read.lua", "lane.lua", "find-due.lua"),
  keys: 4,
});

/**
 * Finds due work. Every process asks every partition in turn, from another one first at each search, so that a busy
 * partition does not starve the others. A partition whose node is away is left out while others answer.
 */
export function createDueSearch(redis: RedisClient): Outbox["due"] {
  const { all } = partitionsOf(redis);
  const searches = new Map<WorkKind, number>();

  function inTurn(kind: WorkKind): Keyspace[] {
    const first = (searches.get(kind) ?? -1) + 1;
    searches.set(kind, first % all.length);
    return all.flatMap((_, index) => all[(first + index) % all.length] ?? []);
  }

  return async ({ kind, limit, leaseMs }) => {
    const found = { due: [] as DueItem[], lateMs: 0 };
    const failures: unknown[] = [];
    for (const { due } of inTurn(kind)) {
      const keys = [due(kind), ...LANES.map(due)];
      try {
        // With no place left it still says how late the partition is.
        const left = limit - found.due.length;
        const [lateMs, ...names] = await dueScript.run(redis, keys, [left, leaseMs]);
        found.due.push(...names.flatMap((name) => toDue(name) ?? []));
        found.lateMs = Math.max(found.lateMs, lateMs);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length === all.length) unavailable(failures[0]);
    return found;
  };
}

/** Parses "replies c1", "calls c1", "unsettled c1" or "timer c1 s:4:0"; `undefined` for any other name. */
function toDue(name: string): DueItem | undefined {
  const [kind, conversationId = "", token, ...rest] = name.split(" ");
  if (rest.length > 0 || conversationId === "") return undefined;
  if (kind === "timer") return token ? { kind, conversationId, token } : undefined;
  return token === undefined && isLane(kind)
    ? { kind: "lane", conversationId, lane: kind }
    : undefined;
}

function isLane(name: string | undefined): name is Lane {
  return name === "replies" || name === "calls" || name === "unsettled";
}
