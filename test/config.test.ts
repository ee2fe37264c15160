import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";

const needed = {
  REDIS_STATE_URL: "redis://127.0.0.1:6379",
  JWT_SECRET: "0123456789abcdef0123456789abcdef",
  WHATSAPP_ACCESS_TOKEN: "an-access-token-of-meta",
  WHATSAPP_PHONE_NUMBER_ID: "1, 2",
  WHATSAPP_APP_SECRET: "fedcba9876543210fedcba9876543210",
  WHATSAPP_VERIFY_TOKEN: "a-verify-token-of-ours",
  MYCREDEX_APP_URL: "https://credex.example/",
  CLIENT_API_KEY: "an-api-key-of-credex-core",
};
const releaseKey = generateKeyPairSync("ed25519")
  .publicKey.export({ format: "der", type: "spki" })
  .toString("base64");
const problemsOf = (env: { [name: string]: string }) => {
  const read = readConfig(env);
  return read.ok ? [] : read.problems;
};

describe("settings", () => {
  test("have the defaults of the specification and of VimbisoPay", () => {
    expect(readConfig(needed)).toMatchObject({
      ok: true,
      config: {
        PORT: 3000,
        WEB_CONCURRENCY: 1,
        STATE_TTL_SECONDS: 300,
        JWT_TTL_SECONDS: 300,
        STATE_LOCK: "lua",
        COMMIT_WAIT_REPLICAS: 0,
        MEMBER_MESSAGES_PER_MINUTE: 30,
        OFFER_UNREVIEWED_LANGUAGES: false,
        WHATSAPP_PHONE_NUMBER_ID: ["1", "2"],
        MYCREDEX_APP_URL: "https://credex.example",
      },
    });
  });

  test.each<[string, { [name: string]: string }]>([
    ["without OPS_PORT", {}],
    ["with memory: as state", { OPS_PORT: "9000", REDIS_STATE_URL: "memory:" }],
    ["with a playground", { OPS_PORT: "9000", PLAYGROUND: "dev", HOST: "127.0.0.1" }],
    ["with this OPS_PORT", { OPS_PORT: "2999" }],
    ["with this OPS_PORT", { OPS_PORT: "65535" }],
  ])("several processes are refused %s: %j", (why, settings) => {
    expect(problemsOf({ ...needed, ...settings, WEB_CONCURRENCY: "2" })).toEqual([
      expect.stringContaining(`WEB_CONCURRENCY is not usable: must not exceed 1 ${why}`),
    ]);
  });

  test("several processes are accepted with ports for their operators", () => {
    expect(problemsOf({ ...needed, OPS_PORT: "9000", WEB_CONCURRENCY: "2" })).toEqual([]);
  });

  test("each that is missing is one clear line; an empty one is missing", () => {
    expect(problemsOf({ JWT_SECRET: " " })).toEqual(
      Object.keys(needed).map((name) => `${name} is missing: set it in the environment`),
    );
  });

  test.each([
    ["PORT", "seventy"],
    ["REDIS_STATE_URL", "localhost:6379"],
    ["JWT_SECRET", "short"],
    ["WHATSAPP_API_VERSION", "latest"],
    ["MYCREDEX_APP_URL", "credex"],
    ["STATE_TTL_SECONDS", "soon"],
    ["STATE_LOCK", "mutex"],
    ["COMMIT_WAIT_REPLICAS", "all"],
    ["COMMIT_WAIT_REPLICAS", "-1"],
    ["MEMBER_MESSAGES_PER_MINUTE", "zero"],
    ["OFFER_UNREVIEWED_LANGUAGES", "maybe"],
    ["CREDEX_WEBHOOK_SECRET", "brief"],
    ["RELEASE_PUBLIC_KEYS", "no-key"],
    ["RELEASE_PUBLIC_KEYS", Array(3).fill(releaseKey).join(",")],
    ["RELEASE_PUBLIC_KEYS", `${releaseKey},`],
    ["LOG_LEVEL", "loud"],
    ["PLAYGROUND", "production"],
    ["PLAYGROUND_TOKEN", "too-short-to-be-a-token"],
    ["REDIS_STATE_URL", "redis://127.0.0.1:6379/sessions"],
    ["REDIS_STATE_URL", "redis://127.0.0.1:6379/1/2"],
    ["REDIS_STATE_URL", "redis://127.0.0.1:6379?db=-1"],
    ["REDIS_STATE_URL", "redis://[127"],
    ["REDIS_STATE_URL", "/run/redis.sock?db=first"],
    ["WHATSAPP_API_URL", "http://graph.facebook.example"],
    ["MYCREDEX_APP_URL", "http://credex.example"],
    ["MYCREDEX_APP_URL", "http://127.0.0.1.credex.example"],
    ["MYCREDEX_APP_URL", "https://user:word@credex.example"],
    ["MYCREDEX_APP_URL", "https://credex.example/?key=abc"],
    ["WHATSAPP_APP_SECRET", "a"],
    ["WHATSAPP_APP_SECRET", "fifteen-letters"],
    ["WHATSAPP_ACCESS_TOKEN", "token"],
    ["WHATSAPP_VERIFY_TOKEN", "1"],
    ["CLIENT_API_KEY", "a-key"],
    ["CLIENT_API_KEY", "an-api-key-with\na-line-break"],
    ["CLIENT_API_KEY", "an-api-key-with\u0000a-zero"],
    ["CLIENT_API_KEY", "an api key with spaces"],
    ["CLIENT_API_KEY", "ein-schlüssel-mit-umlaut"],
    ["JWT_SECRET", "a-secret-with-a-line-break\nof-32-characters"],
    ["CREDEX_WEBHOOK_SECRET", "a-secret-with-a-line-break\nof-32-characters"],
    ["PLAYGROUND_TOKEN", "a token with spaces of 32 characters"],
    ["WHATSAPP_PHONE_NUMBER_ID", "1000 01"],
    ["WHATSAPP_PHONE_NUMBER_ID", "111 222"],
    ["WHATSAPP_PHONE_NUMBER_ID", "111,,222"],
    ["WHATSAPP_PHONE_NUMBER_ID", "111,222,111"],
    ["WHATSAPP_PHONE_NUMBER_ID", "+263771000001"],
    ["WHATSAPP_PHONE_NUMBER_ID", "111.222"],
  ])("a wrong %s is one line that names it and does not show it", (name, value) => {
    const problems = problemsOf({ ...needed, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${name} is not usable: `);
    expect(problems[0]).not.toContain("\n");
    // A value of one letter is in every sentence.
    if (value.length > 1) expect(problems[0]).not.toContain(value);
  });

  test.each([
    ["MYCREDEX_APP_URL", "http://127.0.0.1:4000/path"],
    ["MYCREDEX_APP_URL", "http://localhost:4000"],
    ["WHATSAPP_API_URL", "http://[::1]:4000"],
    ["REDIS_STATE_URL", "rediss://user:word@redis.example:6380/15"],
    ["REDIS_STATE_URL", "redis://redis.example/"],
    ["REDIS_STATE_URL", "redis://redis.example?db=3"],
    ["REDIS_STATE_URL", "/run/redis.sock?db=2"],
    ["REDIS_STATE_URL", "memory:"],
    ["CLIENT_API_KEY", " an-api-key-with-a-line-break-at-its-end\n"],
    ["WHATSAPP_PHONE_NUMBER_ID", "100000000000001 , 100000000000002"],
  ])("%s may be %j", (name, value) => {
    expect(problemsOf({ ...needed, [name]: value })).toEqual([]);
  });

  test("memory has no replicas to wait for", () => {
    const memory = { ...needed, REDIS_STATE_URL: "memory:" };
    expect(problemsOf({ ...memory, COMMIT_WAIT_REPLICAS: "0" })).toEqual([]);
    expect(problemsOf({ ...memory, COMMIT_WAIT_REPLICAS: "1" })).toEqual([
      "COMMIT_WAIT_REPLICAS is not usable: must not exceed 0 with memory: as state",
    ]);
  });

  test("the port for operators is another one, and a release is a name", () => {
    expect(problemsOf({ ...needed, PORT: "3000", OPS_PORT: "3000" })).toEqual([
      "OPS_PORT is not usable: must not be the same as PORT: set another",
    ]);
    expect(problemsOf({ ...needed, OPS_PORT: "9090", RELEASE: "1.2.3+abc" })).toEqual([]);
    expect(problemsOf({ ...needed, RELEASE: 'a"b' })).toHaveLength(1);
  });

  test("no secret serves two purposes", () => {
    const shared = needed.WHATSAPP_APP_SECRET;
    expect(problemsOf({ ...needed, WHATSAPP_VERIFY_TOKEN: shared })).toEqual([
      "WHATSAPP_VERIFY_TOKEN is not usable: must not be the same as WHATSAPP_APP_SECRET: set another",
    ]);
    expect(
      problemsOf({ ...needed, CREDEX_WEBHOOK_SECRET: shared, JWT_SECRET: shared }),
    ).toHaveLength(2);
  });

  test("a secret that verifies during a rotation is another one, and has a primary", () => {
    const shared = needed.WHATSAPP_APP_SECRET;
    expect(problemsOf({ ...needed, WHATSAPP_APP_SECRET_SECONDARY: shared })).toEqual([
      "WHATSAPP_APP_SECRET_SECONDARY is not usable: must not be the same as WHATSAPP_APP_SECRET: set another",
    ]);
    const token = "a-token-of-the-tests-0123456789abcdef";
    expect(problemsOf({ ...needed, PLAYGROUND_TOKEN_SECONDARY: token })).toEqual([
      "PLAYGROUND_TOKEN_SECONDARY is not usable: must not be set without PLAYGROUND_TOKEN: rename it",
    ]);
  });

  test("ids that are accepted hold nothing but digits, whatever is set", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789 ,\t.-+a") }), (value) => {
        const read = readConfig({ ...needed, WHATSAPP_PHONE_NUMBER_ID: value });
        if (!read.ok) return;
        const ids = read.config.WHATSAPP_PHONE_NUMBER_ID;
        expect(ids.every((id) => /^[0-9]+$/.test(id))).toBe(true);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  test("the playground of development, which shows what members write, is for this machine alone", () => {
    const dev = { ...needed, PLAYGROUND: "dev" };
    expect(problemsOf(dev)).toEqual([expect.stringContaining("where HOST is not 127.0.0.1")]);
    expect(problemsOf({ ...dev, HOST: "192.168.1.7" })).toHaveLength(1);
    expect(problemsOf({ ...dev, HOST: "127.0.0.1" })).toEqual([]);
  });

  test("a state may not go before its session", () => {
    expect(problemsOf({ ...needed, STATE_TTL_SECONDS: "299" })).toEqual([
      expect.stringContaining("must not be shorter than JWT_TTL_SECONDS"),
    ]);
  });
});
