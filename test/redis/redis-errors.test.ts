import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { isRefusal, refusedBy, rememberRefusal, wordOf } from "../../src/redis/redis-errors.ts";

const replied = (message: string) => Object.assign(new Error(message), { name: "ReplyError" });

test.each([
  [
    "READONLY You can't write against a read only replica. script: f, on @user_script:1.",
    "READONLY",
  ],
  ["OOM command not allowed when used memory > 'maxmemory'.", "OOM"],
  ["MOVED 866 127.0.0.1:7001", "MOVED"],
  ["NOPERM this user has no permissions to run the 'evalsha' command", "NOPERM"],
  ["NOAUTH Authentication required.", "NOAUTH"],
  ["LOADING Redis is loading the dataset in memory", "LOADING"],
  ["BUSY Redis is busy running a script.", "BUSY"],
  ["MISCONF Redis is configured to save RDB snapshots", "MISCONF"],
  ["EXECABORT Transaction discarded because of: OOM command not allowed", "OOM"],
  ["ERR Error running script (call to f): @user_script:1: -READONLY You can't write", "READONLY"],
  ["ERR Script attempted to access a non local key in a cluster node script: f", "MOVED"],
  ["ERR The user executing the script can't run this command or subcommand", "NOPERM"],
  ["ERR Script attempted to access keys that do not hash to the same slot", "CROSSSLOT"],
])("the word of %j is %s, and it is a refusal", (message, word) => {
  expect(wordOf(replied(message))).toBe(word);
  expect(isRefusal(replied(message))).toBe(true);
});

test.each([
  "WRONGTYPE Operation against a key holding the wrong kind of value",
  "ERR unknown command 'OOM', with args beginning with: 'LOADING'",
  "ERR value is not an integer: READONLY",
])("%j is no refusal, and its word is other, whatever it quotes", (message) => {
  expect(wordOf(replied(message))).toBe("other");
  expect(isRefusal(replied(message))).toBe(false);
});

test("an error that is not an answer of Redis has no code", () => {
  for (const error of [new Error("OOM"), new TypeError("READONLY"), "OOM", undefined])
    expect(wordOf(error)).toBeUndefined();
});

test("a refusal is remembered until the connection fails for another reason", () => {
  const redis = new Redis({ lazyConnect: true });
  rememberRefusal(redis, replied("NOAUTH Authentication required."));
  expect(refusedBy(redis)).toMatchObject({ word: "NOAUTH" });
  rememberRefusal(redis, new Error("connect ECONNREFUSED"));
  expect(refusedBy(redis)).toBeUndefined();
});
