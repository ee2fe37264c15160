import { readFileSync } from "node:fs";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { type RedisServer, startRedis } from "../src/loopback/redis-server.ts";
import { checkEvictionPolicy } from "../src/redis/eviction-policy.ts";

/** The parts of compose.yaml, without the engine that would run them. */

const compose = readFileSync(new URL("../compose.yaml", import.meta.url), "utf8");
const environment = new Map(
  [...compose.matchAll(/^ {6}([A-Z_]+): (.+)$/gm)].map(([, name = "", value = ""]) => [
    name,
    value,
  ]),
);
let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  const command = /redis-server\n((?: {6}--.+\n)+)/.exec(compose)?.[1] ?? "";
  server = await startRedis(...command.split(/\s+/).filter(Boolean));
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

test("its Redis starts with these options, and is fit", async () => {
  const config = await redis.config("GET", "maxmemory", "appendonly", "appendfsync");
  const pairs = new Map(config.flatMap((name, at) => (at % 2 ? [] : [[name, config[at + 1]]])));
  expect(pairs).toEqual(
    new Map([
      ["maxmemory", `${256 * 1024 * 1024}`],
      ["appendonly", "yes"],
      ["appendfsync", "everysec"],
    ]),
  );
  expect(await checkEvictionPolicy(redis)).toEqual({ kind: "fit" });
});

test("gives the server every setting that it cannot do without", () => {
  const filled = [...environment].map(([name, value]) => {
    const fallback = /:-([^}]*)\}$/.exec(value)?.[1];
    const plain = value.startsWith("${") ? undefined : value.replaceAll('"', "");
    const ofOperator =
      name === "WHATSAPP_PHONE_NUMBER_ID"
        ? "100000000000001"
        : `https://filled.in/by-the-operator/${name}`;
    return [name, plain ?? fallback ?? ofOperator];
  });
  expect(readConfig(Object.fromEntries(filled))).toMatchObject({ ok: true });
});

test("asks for each secret by name, and holds none", () => {
  for (const name of [
    "JWT_SECRET",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_APP_SECRET",
    "CLIENT_API_KEY",
  ])
    expect(environment.get(name)).toMatch(new RegExp(`^\\$\\{${name}:\\?.+\\}$`));
});
