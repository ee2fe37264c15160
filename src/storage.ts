import { type Config, redisOptionsOf } from "./config.ts";
import type { RecordFields } from "./conversation/model/record.ts";
import type { Clock } from "./conversation/ports/clock.ts";
import type { Contacts } from "./conversation/ports/contacts.ts";
import type { Enter } from "./conversation/ports/entrance.ts";
import type { Numbers } from "./conversation/ports/numbers.ts";
import type { Outbox } from "./conversation/ports/outbox.ts";
import type { RateLimiter } from "./conversation/ports/rate-limit.ts";
import type { Store } from "./conversation/ports/store.ts";
import type { Observe } from "./conversation/ports/telemetry.ts";
import { createCountReport } from "./count-report.ts";
import { createMemoryContacts } from "./memory/memory-contacts.ts";
import { createMemoryRateLimiter } from "./memory/memory-rate-limits.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import { NOTIFICATIONS, RECENT_RECORDS_SIZE, REDIS } from "./policy.ts";
import { AtomicStateManager } from "./redis/atomic-state/atomic-state-manager.ts";
import { createContacts } from "./redis/contacts.ts";
import { lacksDatabase } from "./redis/database-check.ts";
import { createEntrance } from "./redis/entrance.ts";
import type { Readiness } from "./redis/eviction-policy.ts";
import { type MemoryUsage, readMemoryUsage } from "./redis/memory-usage.ts";
import { createNumbers } from "./redis/numbers.ts";
import { openRedis } from "./redis/open-redis.ts";
import { createOutbox } from "./redis/outbox.ts";
import { createRateLimiter } from "./redis/rate-limits.ts";
import { createReadinessProbe } from "./redis/readiness.ts";
import { createRecentRecords } from "./redis/recent-records.ts";
import { isCluster, type RedisClient } from "./redis/redis-client.ts";
import { wordOf } from "./redis/redis-errors.ts";
import { createStore } from "./redis/store.ts";

/** Where conversations are stored, and everything that is counted next to them. */
export interface Storage {
  store: Store;
  outbox: Outbox;
  contacts: Contacts;
  rateLimiter: RateLimiter;
  /** Absent where memory takes the place of Redis, and on a cluster. */
  enter?: Enter | undefined;
  /** What the commits of `store` count. */
  numbers: Numbers;
  /** Limits unrequested messages. */
  notificationRateLimiter: RateLimiter;
  readiness: () => Promise<Readiness>;
  /** `undefined` where memory takes the place of Redis. */
  memory: () => Promise<MemoryUsage | undefined>;
  /** For what an application keeps beside its conversations; absent where memory takes its place. */
  redis?: RedisClient | undefined;
  close(): void;
}

/** The settings that storage reads. */
export type StorageSettings = Pick<
  Config,
  | "REDIS_STATE_URL"
  | "DATA_KEYS"
  | "REDIS_TLS_CA_FILE"
  | "REDIS_TLS_CERT_FILE"
  | "REDIS_TLS_KEY_FILE"
  | "STATE_LOCK"
  | "COMMIT_WAIT_REPLICAS"
  | "STATE_TTL_SECONDS"
  | "WHATSAPP_PHONE_NUMBER_ID"
  | "MEMBER_MESSAGES_PER_MINUTE"
>;

export interface StorageOptions {
  /** By which Redis lists our connections. */
  name: string;
  clock: Clock;
  observe: Observe;
  /** What records hold for the application. */
  recordFields: RecordFields;
  /** For members whose language is not known yet. */
  locale: string;
}

/** Opens the Redis of the settings, or memory instead. */
export function openStorage(config: StorageSettings, options: StorageOptions): Storage {
  const { name, clock, observe, locale, recordFields } = options;
  const { REDIS_STATE_URL, STATE_LOCK, STATE_TTL_SECONDS: ttlSeconds } = config;
  const businessNumberIds = config.WHATSAPP_PHONE_NUMBER_ID;
  const perMinute = config.MEMBER_MESSAGES_PER_MINUTE;
  if (REDIS_STATE_URL === "memory:") {
    const store = createMemoryStore({ clock, ttlSeconds, recordFields });
    const contacts = createMemoryContacts({ locale, businessNumberIds, ...store });
    const readiness = async (): Promise<Readiness> => ({ kind: "fit" });
    const rateLimiter = createMemoryRateLimiter({ perMinute });
    const notificationRateLimiter = createMemoryRateLimiter(NOTIFICATIONS);
    return {
      store,
      outbox: store,
      numbers: store.numbers,
      contacts,
      rateLimiter,
      notificationRateLimiter,
      readiness,
      memory: async () => undefined,
      close() {},
    };
  }
  const redis = openRedis(REDIS_STATE_URL, {
    name,
    ...redisOptionsOf(config),
    onError: (error) => observe({ kind: "failure", where: "redis", ...describe(error) }),
    replicas: replicaWait(config, observe),
  });
  const states = new AtomicStateManager({
    redis,
    lock: STATE_LOCK,
    clock,
    log: (entry) => observe({ kind: "state", ...entry }),
  });
  const recent = createRecentRecords({
    maxSize: RECENT_RECORDS_SIZE,
    keptMs: ttlSeconds * 1_000,
    clock,
    recordFields,
  });
  const rateLimiter = createRateLimiter({ redis, perMinute });
  const { isBlocked } = rateLimiter;
  return {
    store: createStore({ redis, states, recordFields, recent, ttlSeconds, clock }),
    outbox: createOutbox({ redis, clock }),
    numbers: createNumbers({ redis }),
    contacts: createContacts({ redis, locale, businessNumberIds }),
    rateLimiter,
    // Its script needs contact and conversation in one partition.
    ...(!isCluster(redis) && {
      enter: createEntrance({ redis, recordFields, recent, perMinute, isBlocked }),
    }),
    notificationRateLimiter: createRateLimiter({ redis, ...NOTIFICATIONS }),
    readiness: createReadinessProbe({ redis, observe }),
    memory: () => readMemoryUsage(redis),
    redis,
    close() {
      states.close();
      redis.disconnect();
    },
  };
}

function replicaWait({ COMMIT_WAIT_REPLICAS: count }: StorageSettings, observe: Observe) {
  if (count === 0) return undefined;
  const onUnreplicated = createCountReport<string>(
    (reason, commits) => observe({ kind: "unreplicated", reason, count: commits }),
    REDIS.unreplicatedReportMs,
  );
  return { count, onUnreplicated };
}

/** Why the server must not start, in one line. A Redis that does not answer may do so later. */
export async function findStorageProblem(config: Config): Promise<string | undefined> {
  const { REDIS_STATE_URL: url } = config;
  if (url === "memory:" || !(await lacksDatabase(url, redisOptionsOf(config)))) return undefined;
  return "REDIS_STATE_URL is not usable: Redis has no database of that number, so set another";
}

function describe(error: Error): { code: string; cause: string } {
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return { code: wordOf(error) ?? code, cause: error.message };
}
