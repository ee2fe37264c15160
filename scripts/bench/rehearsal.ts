import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { explore } from "../../src/check/paths/explore.ts";
import { sampleEdges } from "../../src/check/rehearsal/sample.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { readModel } from "../machines/read-model.ts";
import { serve } from "../machines/serve.ts";
import { fillLiveRecords } from "./growth/fill-live-records.ts";

/**
 * `npm run bench:rehearsal [-- --records <number>]`: how long `flows:rehearse --live` takes over a Redis with so many
 * open sessions, 100,000 unless given, in every state that a walk meets and in every language.
 */

const { values } = parseArgs({ options: { records: { type: "string", default: "100000" } } });
const count = Number(values.records);
const model = await readModel("machines");
const { edges } = explore(model, await serve(model, "machines"));
const situations = sampleEdges(edges, { perState: Number.POSITIVE_INFINITY }).map(
  ({ situation }) => situation,
);
const server = await startRedis();
const redis = connect(server.url);
try {
  await ready(redis, 5_000);
  const locales = model.locales.map(({ code }) => code);
  await fillLiveRecords(redis, { count, situations, locales });
  console.log(`${count} records, ${situations.length} situations, ${locales.length} languages`);
  const since = performance.now();
  const { status } = spawnSync(
    process.execPath,
    ["--max-semi-space-size=64", "--import", "tsx", "scripts/rehearse.ts", "HEAD", "--live"],
    { env: { ...process.env, REDIS_STATE_URL: server.url }, stdio: "inherit" },
  );
  const seconds = ((performance.now() - since) / 1_000).toFixed(1);
  console.log(`flows:rehearse --live: ${seconds} s, exit code ${status}`);
  process.exitCode = status ?? 1;
} finally {
  redis.disconnect();
  await server.stop();
}
