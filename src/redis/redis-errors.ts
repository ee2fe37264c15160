import type { RedisClient } from "./redis-client.ts";

/** Error codes with which Redis refuses to work at all, for now or for good. */
export const REFUSALS: readonly string[] = [
  ...["READONLY", "OOM", "MOVED", "NOPERM", "NOAUTH", "LOADING", "BUSY", "MISCONF"],
  ...["ASK", "CLUSTERDOWN", "CROSSSLOT", "MASTERDOWN", "NOREPLICAS", "TRYAGAIN", "WRONGPASS"],
];

/** Redis words these differently in scripts. */
const IN_SCRIPTS = [
  ["The user executing the script can't", "NOPERM"],
  ["Script attempted to access a non local key", "MOVED"],
  ["Script attempted to access keys that do not hash to the same slot", "CROSSSLOT"],
  ["while the cluster is down", "CLUSTERDOWN"],
] as const;

/**
 * Redis's error code from a closed list; "other" for any other code, `undefined` if the error is not an
 * answer of Redis.
 */
export function wordOf(error: unknown): string | undefined {
  if (!isReplyError(error)) return undefined;
  const { message } = error;
  const [first = ""] = message.split(" ", 1);
  if (REFUSALS.includes(first)) return first;
  const quoted = QUOTING.test(message) ? message.split(/[^A-Z]/) : [];
  const word = REFUSALS.find((refusal) => quoted.includes(refusal));
  return word ?? IN_SCRIPTS.find(([part]) => message.includes(part))?.[1] ?? "other";
}

/** An aborted transaction, and scripts before Redis 7, quote the error that ended them. */
const QUOTING = /^(?:EXECABORT|ERR Error running script) /;

/** Whether a code is one of those. */
export function isWord(code: unknown): code is string {
  return typeof code === "string" && (code === "other" || REFUSALS.includes(code));
}

/** Whether Redis refused a command, whatever the command was. */
export function isRefusal(error: unknown): boolean {
  const word = wordOf(error);
  return word !== undefined && word !== "other";
}

/** Why Redis keeps a connection from working. */
export interface Refused {
  word: string;
  /** It refused to select the database of the URL. */
  isSelect: boolean;
}

const refusals = new WeakMap<RedisClient, Refused>();

/** The latest refusal on a connection that has not worked since. */
export function refusedBy(redis: RedisClient): Refused | undefined {
  return refusals.get(redis);
}

/** Whether the database of the URL does not exist, or is forbidden; after another refusal it may still exist. */
export function isDatabaseMissing(redis: RedisClient): boolean {
  const refused = refusals.get(redis);
  return refused?.isSelect === true && ["other", "NOPERM"].includes(refused.word);
}

/** Remembers an error that ended the connection: later commands fail without Redis's error code. */
export function rememberRefusal(redis: RedisClient, error: unknown): void {
  const word = wordOf(error);
  // An error of the network: Redis is unreachable, whatever it refused before.
  if (word === undefined) refusals.delete(redis);
  else refusals.set(redis, { word, isSelect: commandOf(error) === "select" });
}

export function forgetRefusal(redis: RedisClient): void {
  refusals.delete(redis);
}

function isReplyError(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError";
}

function commandOf(error: unknown): unknown {
  const { command }: { command?: { name?: unknown } } = Object(error);
  return command?.name;
}
