import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cluster, Redis } from "ioredis";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { readRedisSettings, redisOptionsOf } from "../../src/config.ts";
import { findPort } from "../../src/loopback/port.ts";
import { startRedis } from "../../src/loopback/redis-server.ts";
import { checkRedis } from "../../src/ops/doctor/check-redis.ts";
import { ready } from "../../src/redis/connection.ts";
import { openRedis } from "../../src/redis/open-redis.ts";
import { type Certificates, createCertificates } from "../support/certificates.ts";

/** A Redis that takes encrypted connections alone, from clients with a certificate of its authority. */

let files: Certificates;
let port: number;
beforeAll(async () => {
  files = createCertificates();
  port = (await startTls()).port;
});
const stopping: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stopping) await stop();
  files.remove();
});

const clientFiles = () => ({
  REDIS_TLS_CA_FILE: files.ca,
  REDIS_TLS_CERT_FILE: files.client.cert,
  REDIS_TLS_KEY_FILE: files.client.key,
});

test("connects with the certificate of the settings", async () => {
  const redis = open({ REDIS_STATE_URL: `rediss://127.0.0.1:${port}/3`, ...clientFiles() });
  expect(await ready(redis, 60_000)).toBe(true);
  expect(await redis.set("user:c1", "x")).toBe("OK");
  expect(await redis.info("clients")).toMatch(/connected_clients:[1-9]/);
});

test.each([
  { to: "a single Redis", url: async () => `rediss://127.0.0.1:${port}` },
  { to: "a primary that Sentinel names", url: startSentinel },
])("a second error of a connection to $to does not end the process", async ({ url }) => {
  const redis = open({ REDIS_STATE_URL: await url(), ...clientFiles() }) as Redis;
  expect(await ready(redis, 60_000)).toBe(true);
  const { stream } = redis;
  stream.emit("error", new Error("The first"));
  expect(() => stream.emit("error", new Error("The second"))).not.toThrow();
});

test("connects to a cluster whose nodes require the certificate", async () => {
  const node = await startTls(
    "--cluster-enabled",
    "yes",
    "--cluster-port",
    `${await findPort()}`,
    "--tls-cluster",
    "yes",
    "--cluster-announce-ip",
    "127.0.0.1",
  );
  const single = open({ REDIS_STATE_URL: `rediss://127.0.0.1:${node.port}`, ...clientFiles() });
  await ready(single, 60_000);
  await single.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
  await expect.poll(() => single.call("CLUSTER", "INFO")).toContain("cluster_state:ok");

  const url = `rediss+cluster://127.0.0.1:${node.port}`;
  const cluster = open({ REDIS_STATE_URL: url, ...clientFiles() }) as Cluster;
  expect(await ready(cluster, 60_000)).toBe(true);
  expect(await cluster.set("{p0}user:c1", "x")).toBe("OK");
  const refused = open({ REDIS_STATE_URL: url, REDIS_TLS_CA_FILE: files.ca });
  expect(await ready(refused, 1_000)).toBe(false);
});

test("asks Sentinel with the certificate, and connects to the primary that it names", async () => {
  const redis = open({ REDIS_STATE_URL: await startSentinel(), ...clientFiles() });
  expect(await ready(redis, 60_000)).toBe(true);
  expect(await redis.set("user:c1", "x")).toBe("OK");
});

test.concurrent.each<[string, () => { [name: string]: string }, RegExp, RegExp]>([
  [
    "without an authority",
    () => ({}),
    /certificate is not signed by a known authority/,
    /REDIS_TLS_CA_FILE/,
  ],
  [
    "without a client certificate",
    () => ({ REDIS_TLS_CA_FILE: files.ca }),
    /rejects the client certificate/,
    /REDIS_TLS_CERT_FILE/,
  ],
  [
    "with a certificate of another authority",
    () => ({
      REDIS_TLS_CA_FILE: files.ca,
      REDIS_TLS_CERT_FILE: files.stranger.cert,
      REDIS_TLS_KEY_FILE: files.stranger.key,
    }),
    /rejects the client certificate/,
    /REDIS_TLS_CERT_FILE/,
  ],
])("%s no connection is made, and the doctor says why", async (_, settings, what, cure) => {
  expect(
    await examine({ REDIS_STATE_URL: `rediss://127.0.0.1:${port}`, ...settings() }),
  ).toContainEqual(
    expect.objectContaining({
      level: "problem",
      what: expect.stringMatching(what),
      cure: expect.stringMatching(cure),
    }),
  );
});

test.concurrent("a certificate for another name is refused, and the doctor says so", async () => {
  const others = createCertificates({ serverName: "DNS:redis.example" });
  stopping.push(async () => others.remove());
  const server = await startTlsWith(others);
  const settings = {
    REDIS_STATE_URL: `rediss://127.0.0.1:${server.port}`,
    REDIS_TLS_CA_FILE: others.ca,
    REDIS_TLS_CERT_FILE: others.client.cert,
    REDIS_TLS_KEY_FILE: others.client.key,
  };
  expect(await examine(settings)).toContainEqual(
    expect.objectContaining({
      level: "problem",
      what: expect.stringMatching(/certificate is for another host/),
    }),
  );
});

test.concurrent.each<[string, () => Promise<string>, string]>([
  [
    "rediss in front of a Redis without TLS",
    async () => (await startClear()).url.replace("redis:", "rediss:"),
    "set its tls-port, or begin REDIS_STATE_URL with redis://",
  ],
  [
    "rediss in front of a cluster without TLS",
    async () => (await startClear()).url.replace("redis:", "rediss+cluster:"),
    "set its tls-port, or begin REDIS_STATE_URL with redis+cluster://",
  ],
  [
    "redis in front of a Redis with TLS",
    async () => `redis://127.0.0.1:${port}`,
    "begin REDIS_STATE_URL with rediss://",
  ],
])("the doctor names %s", async (_, urlOf, cure) => {
  const found = await examine({ REDIS_STATE_URL: await urlOf() });
  expect(found).toEqual([
    expect.objectContaining({
      level: "problem",
      what: expect.stringMatching(/^Redis accepts .*encrypted connections/),
      cure,
    }),
  ]);
});

test("the doctor names a client certificate that expires soon", async () => {
  const found = await examine({ REDIS_STATE_URL: `rediss://127.0.0.1:${port}`, ...clientFiles() });
  // The certificates of this test are valid for two days.
  expect(found).toContainEqual(
    expect.objectContaining({
      level: "warning",
      what: expect.stringMatching(/^The client certificate for Redis expires on 20/),
    }),
  );
});

test.each<[string, { [name: string]: string }, string]>([
  [
    "a certificate without its key",
    { REDIS_TLS_CERT_FILE: "package.json" },
    "REDIS_TLS_KEY_FILE is not usable: must not be missing where REDIS_TLS_CERT_FILE is set",
  ],
  [
    "a file that does not exist",
    { REDIS_TLS_CA_FILE: "/no/such/file" },
    "REDIS_TLS_CA_FILE is not usable: must be the path of a file that this process can read",
  ],
  [
    "a file without TLS",
    { REDIS_STATE_URL: "redis://redis", REDIS_TLS_CA_FILE: "package.json" },
    "REDIS_TLS_CA_FILE is not usable: must not be set unless REDIS_STATE_URL begins with rediss",
  ],
])("the settings refuse %s", (_, env, problem) => {
  expect(readRedisSettings({ REDIS_STATE_URL: "rediss://redis", ...env })).toEqual({
    ok: false,
    problems: [problem],
  });
});

function settingsOf(env: { [name: string]: string }) {
  const read = readRedisSettings(env);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.settings;
}

function open(env: { [name: string]: string }) {
  const settings = settingsOf(env);
  const redis = openRedis(settings.REDIS_STATE_URL, redisOptionsOf(settings));
  onTestFinished(() => redis.disconnect());
  return redis;
}

function examine(env: { [name: string]: string }) {
  return checkRedis(settingsOf(env), Date.now);
}

function tlsOptions(tlsPort: number, { ca, server }: Certificates = files): string[] {
  return [
    ...[
      "--port",
      "0",
      "--tls-port",
      `${tlsPort}`,
      "--bind",
      "127.0.0.1",
      "--tls-auth-clients",
      "yes",
    ],
    ...["--tls-ca-cert-file", ca, "--tls-cert-file", server.cert, "--tls-key-file", server.key],
  ];
}

async function startClear() {
  const server = await startRedis();
  stopping.push(server.stop);
  return server;
}

/** A Sentinel with TLS that watches the shared Redis. Returns the setting that names it. */
async function startSentinel(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "sentinel-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const sentinelPort = await findPort();
  const config = join(directory, "sentinel.conf");
  await writeFile(config, `sentinel monitor main 127.0.0.1 ${port} 1\n`);
  const options = ["--sentinel", ...tlsOptions(sentinelPort), "--tls-replication", "yes"];
  const sentinel = spawn("redis-server", [config, ...options], { stdio: "ignore" });
  onTestFinished(() => void sentinel.kill("SIGKILL"));
  return `rediss+sentinel://127.0.0.1:${sentinelPort}/main`;
}

async function startTls(...options: string[]) {
  return startTlsWith(files, ...options);
}

async function startTlsWith(certificates: Certificates, ...options: string[]) {
  const tlsPort = await findPort();
  const server = await startRedis(...tlsOptions(tlsPort, certificates), ...options);
  stopping.push(server.stop);
  return { port: tlsPort };
}
