import { readFileSync } from "node:fs";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../src/config.ts";
import { type RedisServer, startRedis } from "../src/loopback/redis-server.ts";
import { checkEvictionPolicy } from "../src/redis/eviction-policy.ts";

/** The parts of compose.yaml, without the engine that would run them. */

const PASSWORD = "password-of-the-tests";
const compose = parse(
  readFileSync(new URL("../compose.yaml", import.meta.url), "utf8").replaceAll(
    /\$\{REDIS_PASSWORD:\?[^}]+\}/g,
    PASSWORD,
  ),
  { merge: true },
) as Compose;
interface Service {
  environment: { [name: string]: string };
  command: string;
  deploy: { replicas: number };
  networks: string[];
  ports?: string[];
}
interface Compose {
  services: { [name: string]: Service };
  networks: { [name: string]: { internal: boolean } };
}
const [conversations, proxy, state] = ["conversations", "proxy", "redis-state"].map(serviceOf) as [
  Service,
  Service,
  Service,
];
const environment = new Map(Object.entries(conversations.environment));
let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  const [, ...options] = state.command.trim().split(/\s+/);
  server = await startRedis(...options);
  redis = new Redis(server.url, { password: PASSWORD });
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

test("asks for each secret by name, and contains none", () => {
  for (const name of [
    "JWT_SECRET",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_APP_SECRET",
    "CLIENT_API_KEY",
  ])
    expect(environment.get(name)).toMatch(new RegExp(`^\\$\\{${name}:\\?.+\\}$`));
});

test("Redis answers nobody without the password, and only the servers reach it", async () => {
  const nobody = new Redis(server.url).on("error", () => {});
  await expect(nobody.get("user:x")).rejects.toThrow("NOAUTH");
  nobody.disconnect();
  expect(environment.get("REDIS_STATE_URL")).toBe(`redis://:${PASSWORD}@redis-state:6379`);
  expect(state.networks).toEqual(["state"]);
  expect(compose.networks.state).toEqual({ internal: true });
  expect(proxy.networks).not.toContain("state");
});

test("two servers have no port of their own on the host: only the proxy does", () => {
  expect(conversations.deploy.replicas).toBe(2);
  const published = Object.entries(compose.services).filter(([, { ports }]) => ports);
  expect(published.map(([name]) => name)).toEqual(["proxy"]);
});

test.each(Object.entries(compose.services))("%s is confined", (_, service) => {
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    logging: { options: { "max-size": expect.any(String), "max-file": expect.any(String) } },
    deploy: {
      resources: {
        limits: { cpus: expect.any(String), memory: expect.any(String), pids: expect.any(Number) },
      },
    },
  });
});

function serviceOf(name: string): Service {
  const service = compose.services[name];
  if (!service) throw new Error(`There is no service ${name}`);
  return service;
}
