import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { RELEASES } from "../../src/policy.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createReleaseStore } from "../../src/redis/release-store.ts";
import { releaseNumbered, releaseStoreContract } from "../contract/release-store.ts";
import { ownDatabase } from "../support/database.ts";

const redis = connect(ownDatabase());
beforeAll(() => ready(redis, 5_000));
beforeEach(() => redis.flushdb());
afterAll(() => redis.disconnect());

describe("releases in Redis", () =>
  releaseStoreContract(async (kept) => createReleaseStore({ redis, kept })));

test("releases and rollout have no TTL, so Redis never evicts them", async () => {
  const store = createReleaseStore({ redis });
  await store.putRelease(releaseNumbered(1));
  await store.changeRollout({ expectedVersion: 0, rollout: { version: 1 }, by: "ann" });
  const keys = await redis.keys("*");
  expect(keys.sort()).toEqual(["releases", "releases:bundles", "rollout", "rollout:history"]);
  for (const key of keys) expect(await redis.ttl(key)).toBe(-1);
});

test("what is no release is not returned, and does not hide the others", async () => {
  const store = createReleaseStore({ redis });
  await store.putRelease(releaseNumbered(1));
  await redis.hset("releases", "odd", "{");
  await redis.hset("releases:bundles", "odd", '{"bundle":1}');
  expect(await store.getRelease("odd")).toBeUndefined();
  expect(await store.listReleases()).toHaveLength(1);
});

test.each([
  ["{", "no JSON object"],
  ["[]", "no JSON object"],
  ['{"version":"1"}', "version"],
  ['{"version":1,"previous":"a"}', "previous"],
  ['{"version":1,"next":{"release":"a","to":100}}', "next.to, next.numbers"],
])("a rollout that is not valid is refused with its fields: %s", async (text, fields) => {
  await redis.set("rollout", text);
  await expect(createReleaseStore({ redis }).loadRollout()).rejects.toMatchObject({
    code: "rollout-invalid",
    message: expect.stringContaining(`is not valid (${fields}), `),
  });
});

test("a change that cannot be read does not hide the others", async () => {
  const store = createReleaseStore({ redis });
  await redis.rpush("rollout:history", "{", '{"rollout":{},"by":"ann","at":1}');
  await store.changeRollout({ expectedVersion: 0, rollout: { version: 1 }, by: "ann" });
  expect(await store.history()).toMatchObject([{ rollout: { version: 1 }, by: "ann" }]);
});

test("what is larger than a release can be is neither stored nor read", async () => {
  const store = createReleaseStore({ redis });
  const large = { ...releaseNumbered(1), bundle: '"'.repeat(RELEASES.storedBytes / 2) };
  await expect(store.putRelease(large)).rejects.toThrow(RangeError);
  await redis.hset("releases:bundles", "large", JSON.stringify(large));
  await redis.config("RESETSTAT");
  expect(await store.getRelease("large")).toBeUndefined();
  expect(await redis.info("commandstats")).not.toContain("cmdstat_hget:");
});

test("an unreachable Redis is a StoreError", async () => {
  const server = await startRedis();
  const far = connect(server.url);
  await ready(far, 5_000);
  const store = createReleaseStore({ redis: far });
  await server.kill();
  await expect(store.loadRollout()).rejects.toThrow(StoreError);
  await expect(store.putRelease(releaseNumbered(1))).rejects.toThrow(StoreError);
  far.disconnect();
  await server.stop();
});
