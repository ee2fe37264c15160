import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";

const needed = {
  REDIS_STATE_URL: "redis://127.0.0.1:6379",
  JWT_SECRET: "0123456789abcdef0123456789abcdef",
  WHATSAPP_ACCESS_TOKEN: "token",
  WHATSAPP_PHONE_NUMBER_ID: "1, 2",
  WHATSAPP_APP_SECRET: "secret",
  WHATSAPP_VERIFY_TOKEN: "verify",
  MYCREDEX_APP_URL: "https://credex.example/",
  CLIENT_API_KEY: "key",
};
const problemsOf = (env: { [name: string]: string }) => {
  const read = readConfig(env);
  return read.ok ? [] : read.problems;
};

describe("settings", () => {
  test("have the seed's and VimbisoPay's defaults", () => {
    expect(readConfig(needed)).toMatchObject({
      ok: true,
      config: {
        PORT: 3000,
        STATE_TTL_SECONDS: 300,
        JWT_TTL_SECONDS: 300,
        STATE_LOCK: "lua",
        MEMBER_MESSAGES_PER_MINUTE: 30,
        OFFER_UNREVIEWED_LANGUAGES: false,
        WHATSAPP_PHONE_NUMBER_ID: ["1", "2"],
        MYCREDEX_APP_URL: "https://credex.example",
      },
    });
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
    ["MEMBER_MESSAGES_PER_MINUTE", "zero"],
    ["OFFER_UNREVIEWED_LANGUAGES", "maybe"],
    ["CREDEX_WEBHOOK_SECRET", "brief"],
    ["LOG_LEVEL", "loud"],
    ["PLAYGROUND", "production"],
    ["PLAYGROUND_TOKEN", "too-short-to-be-a-token"],
  ])("a wrong %s is one line that names it and does not show it", (name, value) => {
    const problems = problemsOf({ ...needed, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${name} is not usable: `);
    expect(problems[0]).not.toContain(value);
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
