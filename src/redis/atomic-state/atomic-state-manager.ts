import { ExponentialBackoff, handleWhenResult, retry } from "cockatiel";
import type { Clock } from "../../conversation/ports/clock.ts";
import { isUnavailable } from "../connection.ts";
import { withoutTag } from "../keyspace.ts";
import { newNonce } from "../nonce.ts";
import { isCluster, type RedisClient } from "../redis-client.ts";
import { type Sealing, sealingOf } from "../sealing.ts";
import { type State, type StoredState, serialize } from "../state-json.ts";
import {
  type CleanupResult,
  type Failure,
  type GetResult,
  isConflict,
  type LogEntry,
  type Step,
  type Trouble,
  toFailure,
  toLogEntry,
  type UpdateResult,
} from "./atomic-result.ts";
import { keysOf, type Lock, type MetadataChange, type StateWrite } from "./lock.ts";
import { createLuaLock } from "./lua-lock.ts";
import { readState } from "./state-reader.ts";
import { createWatchLock } from "./watch-lock.ts";

const ATTEMPTS = 3;
const DEFAULT_TTL_SECONDS = 300;
const MAX_TTL_SECONDS = 2 ** 31 - 1;
const PRESERVED: readonly string[] = ["jwt_token", "profile", "current_account"];
const NO_METADATA: MetadataChange = { stage: null, option: null, direction: null };

export interface AtomicStateManagerOptions {
  redis: RedisClient;
  /** A Lua script on `redis` itself, or WATCH, MULTI and EXEC on a connection of its own, which a cluster has not. */
  lock?: "lua" | "watch" | undefined;
  log?: ((entry: LogEntry) => void) | undefined;
  clock?: Clock | undefined;
}

/** The changes of the metadata, and the TTL of state and metadata in seconds. */
export interface UpdateOptions extends MetadataChange {
  ttl: number;
}

export interface CleanupOptions {
  preserveFields?: Iterable<string> | undefined;
  /** In seconds. */
  ttl?: number | undefined;
  /** The state that was read: a newer one is not cleaned up. */
  expected?: StateWrite["expected"];
}

/** Computes the next state from the stored one. Called again after a conflict. */
export type Change = (current: StoredState | undefined) => State | Promise<State>;

/**
 * Stores a state at `keyPrefix` and its metadata at `keyPrefix` with `_stage`, `_option` and `_direction`.
 * No update that reports success is lost, and a failed one changes nothing.
 */
export class AtomicStateManager {
  readonly #redis: RedisClient;
  readonly #lock: Lock;
  readonly #sealing: Sealing;
  readonly #log: (entry: LogEntry) => void;
  readonly #clock: Clock;
  readonly #onConflict = retry(handleWhenResult(isConflict), {
    maxAttempts: ATTEMPTS - 1,
    backoff: new ExponentialBackoff({ initialDelay: 4, maxDelay: 50 }),
  });

  constructor({
    redis,
    lock = "lua",
    log = () => undefined,
    clock = Date.now,
  }: AtomicStateManagerOptions) {
    this.#redis = redis;
    this.#sealing = sealingOf(redis);
    this.#lock = createLock(redis, lock);
    this.#log = log;
    this.#clock = clock;
  }

  /**
   * Replaces the version that the given state carries, or creates the state if it carries none; given a function,
   * computes the next state from the stored one, with at most three tries after conflicts.
   */
  async atomicUpdate(
    keyPrefix: string,
    state: State | Change,
    { ttl, ...metadata }: UpdateOptions,
  ): Promise<UpdateResult> {
    assertTtl(ttl);
    const keys = keysOf(keyPrefix);
    if (typeof state !== "function") {
      const expected = toExpected(state);
      const step: Step = { operation: "update", keys, attempt: 1 };
      return this.#write(step, { state, expected, ttl, metadata });
    }
    return this.#onConflict.execute(async ({ attempt }) => {
      const step: Step = { operation: "update", keys, attempt: attempt + 1 };
      const read = await this.#read(step);
      if (!read.ok) return read;
      const expected = read.state && toExpected(read.state);
      return this.#write(step, { state: await state(read.state), expected, ttl, metadata });
    });
  }

  /** Reads the state, and its metadata unless not wanted, in one atomic step. */
  async atomicGet(
    keyPrefix: string,
    { includeMetadata = true }: { includeMetadata?: boolean } = {},
  ): Promise<GetResult> {
    const step: Step = { operation: "get", keys: keysOf(keyPrefix), attempt: 1 };
    return this.#read(step, includeMetadata);
  }

  /** Deletes the metadata and all but `preserveFields`; the version increases. Does nothing where nothing is stored. */
  async atomicCleanup(
    keyPrefix: string,
    { preserveFields = PRESERVED, ttl = DEFAULT_TTL_SECONDS, expected }: CleanupOptions = {},
  ): Promise<CleanupResult> {
    assertTtl(ttl);
    const keys = keysOf(keyPrefix);
    const preserved = new Set(preserveFields);
    const clean = async (attempt: number): Promise<CleanupResult> => {
      const step: Step = { operation: "cleanup", keys, attempt };
      const read = await this.#read(step);
      if (!read.ok || !read.state) return read;
      const state = pick(read.state, preserved);
      const metadata = NO_METADATA;
      return this.#write(step, { state, expected: expected ?? read.state, ttl, metadata });
    };
    if (expected) return clean(1);
    return this.#onConflict.execute(({ attempt }) => clean(attempt + 1));
  }

  /** Closes the connections that the manager has opened. */
  close(): void {
    this.#lock.close();
  }

  async #read(step: Step, includeMetadata = false): Promise<GetResult> {
    const read = await readState(this.#redis, step.keys, { includeMetadata }).catch(toUnavailable);
    switch (read.kind) {
      case "read":
        return { ok: true, state: read.state, ...(includeMetadata && { metadata: read.metadata }) };
      case "corrupt":
        return this.#fail(step, { reason: "corrupt", part: read.part });
      case "unavailable":
        return this.#fail(step, { reason: "unavailable", cause: read.cause });
    }
  }

  async #write(
    step: Step,
    { state, expected, ttl, metadata }: UpdateRequest,
  ): Promise<UpdateResult> {
    const version = expected?._version ?? 0;
    const _last_updated = new Date(this.#clock()).toISOString();
    const next: StoredState = { ...state, _version: version + 1, _last_updated };
    const nonce = newNonce();
    const place = withoutTag(step.keys.state);
    const text = serialize(next, { nonce, seal: (json) => this.#sealing.sealJson(json, place) });
    const outcome = await this.#lock
      .write({ keys: step.keys, expected, text, nonce, ttlSeconds: ttl, metadata })
      .catch(toUnavailable);
    switch (outcome.kind) {
      case "committed":
        return { ok: true, state: next };
      case "conflict":
        return this.#fail(step, { reason: "conflict", expected: version, found: outcome.found });
      case "corrupt":
        return this.#fail(step, { reason: "corrupt", part: outcome.part });
      case "unavailable":
        return this.#fail(step, { reason: "unavailable", cause: outcome.cause });
    }
  }

  #fail(step: Step, trouble: Trouble): Failure {
    this.#log(toLogEntry(step, trouble));
    return toFailure(step, trouble);
  }
}

interface UpdateRequest extends Pick<StateWrite, "expected" | "metadata"> {
  state: State;
  ttl: number;
}

/** Copied before a caller's function can change the state. */
function toExpected({ _version, session_id }: State): StateWrite["expected"] {
  return _version ? { _version, session_id } : undefined;
}

/** @throws {TypeError} for a lock by WATCH on a cluster */
function createLock(redis: RedisClient, lock: "lua" | "watch"): Lock {
  if (lock === "lua") return createLuaLock(redis);
  if (isCluster(redis)) throw new TypeError("On a cluster the lock must be lua");
  return createWatchLock(redis);
}

function pick(state: State, fields: ReadonlySet<string>): State {
  return Object.fromEntries(Object.entries(state).filter(([field]) => fields.has(field)));
}

function toUnavailable(cause: unknown): { kind: "unavailable"; cause: unknown } {
  if (!isUnavailable(cause)) throw cause;
  return { kind: "unavailable", cause };
}

function assertTtl(ttl: number): void {
  if (Number.isInteger(ttl) && ttl > 0 && ttl <= MAX_TTL_SECONDS) return;
  throw new RangeError(`A TTL is a whole number of seconds, from 1 to ${MAX_TTL_SECONDS}`);
}
