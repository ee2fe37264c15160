import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, Redis, type RedisOptions } from "ioredis";
import { REDIS } from "../policy.ts";
import { TIMED_OUT, withCommandTimeout } from "./command-timeout.ts";
import { corked } from "./corking.ts";
import { isCluster, type RedisClient } from "./redis-client.ts";
import { forgetRefusal, isRefusal, refusedBy, rememberRefusal, wordOf } from "./redis-errors.ts";
import { type ReplicaWait, UNCONFIRMED, withReplicas } from "./replicas.ts";
import { CLOSED, SteadyConnector } from "./steady-connectors.ts";

export interface ConnectOptions {
  name?: string;
  onError?: (error: Error) => void;
  /** Which replies wait for replicas; absent: none. */
  replicas?: ReplicaWait | undefined;
  /** For an encrypted connection; Redis's certificate is verified in any case. */
  tls?: TlsFiles | undefined;
}

/** The contents of PEM files. */
export interface TlsFiles {
  /** Who may sign Redis's certificate; Node's list of authorities if not given. */
  ca?: string | undefined;
  /** The certificate that this process shows to Redis, and its key. */
  cert?: string | undefined;
  key?: string | undefined;
}

/**
 * Connects to a `redis://` or `rediss://` URL, to a socket's path, or as the driver's options say, and reconnects for
 * ever.
 * A command fails at once while there is no connection, and the driver never repeats one, because it cannot
 * know whether Redis has already carried it out: see `tryTwice`. If the URL's database cannot be selected, the
 * connection is closed: none of its commands may run in another database.
 */
export function connect(
  address: string | Omit<RedisOptions, "replyMapping">,
  { name, onError, replicas, tls }: ConnectOptions = {},
): Redis {
  const options: Omit<RedisOptions, "replyMapping"> = {
    ...nodeOptions(name),
    enableOfflineQueue: false,
    // Not null: the driver would drop a cut command without ever settling it.
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt): number =>
      refusedBy(redis)?.isSelect ? REDIS.reconnectMs : reconnectAfter(attempt),
    // After a failover the old primary is a replica; its name may lead to the new one by now.
    reconnectOnError: (error) => {
      const isReplica = wordOf(error) === "READONLY";
      if (isReplica) rememberRefusal(redis, error);
      return isReplica;
    },
  };
  const redis: Redis =
    typeof address === "string"
      ? new Redis(address, {
          ...options,
          ...(address.startsWith("rediss:") && { tls: { ...tls } }),
        })
      : new Redis({ ...options, ...address });
  return listening(persistent(prepared(redis, replicas)), onError);
}

/**
 * The driver ends a connection for good if it is interrupted while it connects, as when Sentinel reports a second
 * failover, or the same one late. Only `disconnect()` may end it.
 */
function persistent(redis: Redis): Redis {
  let isClosed = false;
  const disconnect = redis.disconnect.bind(redis);
  redis.disconnect = (reconnect = false) => {
    isClosed ||= !reconnect;
    disconnect(reconnect);
  };
  redis.on("end", () => {
    if (!isClosed) redis.connect().catch(() => undefined);
  });
  return redis;
}

/** Sends in batches and limits the time of commands, as each connection does, also those to the nodes of a cluster. */
export function prepared(redis: Redis, replicas: ReplicaWait | undefined): Redis {
  const limited = withCommandTimeout(corked(redis));
  return replicas ? withReplicas(limited, replicas) : limited;
}

/** What holds of each connection, also of those to the nodes of a cluster. */
export function nodeOptions(name: string | undefined) {
  return {
    ...(name === undefined ? {} : { connectionName: name }),
    Connector: SteadyConnector,
    autoResendUnfulfilledCommands: false,
    enableAutoPipelining: false,
    connectTimeout: REDIS.connectMs,
    socketTimeout: REDIS.silenceMs,
    // Its INFO may be forbidden, and it hides what Redis says while it loads.
    enableReadyCheck: false,
  };
}

/** In milliseconds. */
export function reconnectAfter(attempt: number): number {
  return Math.min(attempt * 50, REDIS.reconnectMs);
}

/** Another connection to the same Redis, with the same options. */
export function duplicate(redis: Redis): Redis {
  return listening(persistent(prepared(redis.duplicate(), undefined)));
}

/** Waits for the connection; `false` if there was none within `withinMs`, or it was closed for good. */
export function ready(redis: RedisClient, withinMs: number): Promise<boolean> {
  if (isReady(redis)) return Promise.resolve(true);
  if (redis.status === "end") return Promise.resolve(false);
  if (isCluster(redis)) return clusterReady(redis, withinMs);
  return new Promise((resolve) => {
    const onReady = () => {
      if (isReady(redis)) settle(true);
    };
    const onEnd = () => {
      if (redis.status === "end") settle(false);
    };
    const timer = setTimeout(() => settle(false), withinMs);
    const settle = (isReady: boolean) => {
      clearTimeout(timer);
      redis.off("ready", onReady).off("end", onEnd);
      resolve(isReady);
    };
    redis.on("ready", onReady).on("end", onEnd);
  });
}

/** A cluster has no event for the moment when all its nodes are connected. */
async function clusterReady(cluster: Cluster, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (!isReady(cluster) && performance.now() < until) await sleep(REDIS.nodesCheckMs);
  return isReady(cluster);
}

/**
 * Runs an idempotent operation, and once more if the connection was cut or timed out and is back within about
 * a second. The repeat is informed whether Redis may have carried out the first try. Errors are redacted, with
 * Redis's error code as their `code`.
 */
export async function tryTwice<T>(
  redis: RedisClient,
  operation: (mayHaveRun: boolean) => Promise<T>,
): Promise<T> {
  try {
    const result = await operation(false);
    forgetRefusal(redis);
    return result;
  } catch (error) {
    explain(redis, error);
    if (!isDisconnected(error)) throw error;
    return await withDeadline(redis, error, async () => {
      if (!(await ready(redis, REDIS.repeatMs))) throw error;
      return operation(!wasNeverSent(redis, error));
    });
  }
}

/** Whether an error means that Redis is unreachable, or cannot accept commands for now. */
export function isUnavailable(error: unknown): boolean {
  return isDisconnected(error) || isRefusal(error);
}

/** Removes the command's arguments, which contain the data to write, from an error of the driver. */
export function redact(error: unknown): void {
  if (!(error instanceof Error)) return;
  Reflect.deleteProperty(error, "command");
  Reflect.deleteProperty(error, "previousErrors");
}

/** Redacts an error, and adds Redis's error code: from the answer, or from the refusal that ended the connection. */
function explain(redis: RedisClient, error: unknown): void {
  redact(error);
  const word = wordOf(error) ?? (isDisconnected(error) ? refusedBy(redis)?.word : undefined);
  if (word !== undefined && error instanceof Error) Object.assign(error, { code: word });
}

function isReady(redis: RedisClient): boolean {
  if (redis.status !== "ready") return false;
  return isCluster(redis)
    ? redis.nodes("master").every((node) => node.status === "ready")
    : redis.stream.writable;
}

/** The driver's errors: some have no code and no class of their own. */
const NOT_WRITABLE = "Stream isn't writeable and enableOfflineQueue options is false";
const CLUSTER_NOT_READY = "Cluster isn't ready and enableOfflineQueue options is false";

function isDisconnected(error: unknown): boolean {
  return (
    error instanceof Error &&
    ([NOT_WRITABLE, CLOSED, TIMED_OUT, CLUSTER_NOT_READY, UNCONFIRMED].includes(error.message) ||
      ["MaxRetriesPerRequestError", "AbortError", "ClusterAllFailedError"].includes(error.name) ||
      "syscall" in error)
  );
}

/** To a node of a cluster, "closed" may also have been said of a command that had been sent. */
function wasNeverSent(redis: RedisClient, error: unknown): boolean {
  const messages = isCluster(redis) ? [NOT_WRITABLE, CLUSTER_NOT_READY] : [NOT_WRITABLE, CLOSED];
  return error instanceof Error && messages.includes(error.message);
}

async function withDeadline<T>(
  redis: RedisClient,
  late: unknown,
  operation: () => Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late), REDIS.repeatMs);
  });
  try {
    return await Promise.race([operation(), deadline]);
  } catch (error) {
    explain(redis, error);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Handles errors: without a listener the driver prints its errors; and every command that waits for `ready` adds one.
 */
export function listening<Client extends RedisClient>(
  redis: Client,
  onError: (error: Error) => void = () => undefined,
): Client {
  redis.setMaxListeners(0).on("error", (error: Error) => {
    rememberRefusal(redis, error);
    if (refusedBy(redis)?.isSelect) redis.disconnect(true);
    redact(error);
    onError(error);
  });
  return redis;
}
