import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connect, ready } from "../../src/redis/connection.ts";
import { createServerReports } from "../../src/redis/server-reports.ts";
import { serverReportsContract } from "../contract/server-reports.ts";
import { ownDatabase } from "../support/database.ts";

const redis = connect(ownDatabase());
beforeAll(() => ready(redis, 5_000));
beforeEach(() => redis.flushdb());
afterAll(() => redis.disconnect());

describe("reports of servers in Redis", () => {
  serverReportsContract((reportMs) => createServerReports({ redis, reportMs }));
});

test("nothing is left once no server reports any more", async () => {
  const reports = createServerReports({ redis });
  await reports.write({ serverId: "s1", builtIn: "r0", loaded: ["r0"], rolloutVersion: 0 });
  expect(await redis.ttl("servers")).toBeGreaterThan(0);
});

test.each(["{", "[]", '{"serverId":"s2"}'])(
  "a report that is %s hides no other, and names no release",
  async (text) => {
    const reports = createServerReports({ redis });
    const report = { serverId: "s1", builtIn: "r0", loaded: ["r0"], rolloutVersion: 0 };
    await reports.write(report);
    await redis.hset("servers", "s2", `9999999999999 ${text}`);
    const listed = await reports.list();
    expect(listed).toHaveLength(2);
    expect(listed).toContainEqual(report);
    expect(listed.map(({ loaded }) => loaded)).toContainEqual([]);
  },
);

test("a server that no longer reports is forgotten although others do", async () => {
  const report = { builtIn: "r0", loaded: ["r0"], rolloutVersion: 0 };
  const reports = createServerReports({ redis });
  await createServerReports({ redis, reportMs: 1 }).write({ serverId: "s1", ...report });
  await reports.write({ serverId: "s2", ...report });
  await expect.poll(() => reports.list()).toEqual([{ serverId: "s2", ...report }]);
  expect(await redis.hkeys("servers")).toEqual(["s2"]);
});
