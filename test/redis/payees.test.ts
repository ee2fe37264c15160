import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createPayees } from "../../src/redis/payees.ts";
import { payeesContract } from "../contract/payees.ts";
import { ownDatabase } from "../support/database.ts";

const redis = connect(ownDatabase());
beforeAll(() => ready(redis, 5_000));
beforeEach(() => redis.flushdb());
afterAll(() => redis.disconnect());

describe("payees in Redis", () => payeesContract(async (max) => createPayees({ redis, max })));

test("payees have no TTL, as the contact has none", async () => {
  await createPayees({ redis }).remember({ contactId: "c", accountID: "a" });
  expect(await redis.ttl("payees:c")).toBe(-1);
});

test("an unreachable Redis is a StoreError", async () => {
  const server = await startRedis();
  const far = connect(server.url);
  await ready(far, 5_000);
  const payees = createPayees({ redis: far });
  await server.kill();
  await expect(payees.knows({ contactId: "c", accountID: "a" })).rejects.toThrow(StoreError);
  await expect(payees.remember({ contactId: "c", accountID: "a" })).rejects.toThrow(StoreError);
  far.disconnect();
  await server.stop();
});
