import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openWorld, type World } from "../../src/loopback/world.ts";
import type { CreatePlayground } from "../../src/playground/playground-module.ts";
import { createPlayground } from "../../src/playground/server.ts";
import { fillOffer, register } from "../journeys/walks.ts";
import { ownDatabase } from "../support/database.ts";
import { look } from "../support/viewer.ts";

const TOKEN = "a-token-of-the-tests-0123456789abcdef";
const NEWER = "a-newer-token-of-the-tests-0123456789";
const createHub = () => ({ publish() {}, join() {} });
const rest = {
  draw: async () => ({ charts: [], wordings: [] }),
  clientFolder: new URL("./client/", import.meta.url).pathname,
  createHub,
};
const guarded = createPlayground({ access: { kind: "token", tokens: [TOKEN, NEWER] }, ...rest });
const dev = createPlayground({ access: { kind: "dev" }, ...rest });

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(() => world.close());

const ROUTES = [
  ["GET", "/playground"],
  ["HEAD", "/playground"],
  ["GET", "/playground/"],
  ["GET", "/playground/live"],
  ["GET", "/playground/assets/main.js"],
  ["GET", "/playground/assets/manifest.json"],
  ["GET", "/playground/api/steps?conversation=c"],
  ["GET", "/playground/api/script?conversation=c&to=1"],
  ["GET", "/playground/api/numbers"],
  ["POST", "/playground/api/forks"],
  ["GET", "/playground/anything"],
  ["GET", "/inspect"],
  ["GET", "/inspect/anything"],
] as const;
const SOCKETS = ["/playground/live", "/inspect"];

async function statuses(headers: { [name: string]: string }, query = ""): Promise<number[]> {
  const asked = ROUTES.map(async ([method, path]) => {
    const separator = path.includes("?") ? "&" : "?";
    const url = `${world.serverUrl}${path}${query && `${separator}${query}`}`;
    const response = await fetch(url, { method, headers, redirect: "manual" });
    return response.status;
  });
  return Promise.all(asked);
}

async function refusals(headers: { [name: string]: string } = {}): Promise<string[]> {
  return Promise.all(
    SOCKETS.map((path) =>
      look(world.serverUrl, { path, headers }).then(
        (viewer) => {
          viewer.close();
          return "open";
        },
        (error: Error) => error.message,
      ),
    ),
  );
}

const open = (playground?: CreatePlayground) => world.open(playground ? { playground } : undefined);

describe("without a playground", () => {
  test("every route answers 404, and a WebSocket is refused", async () => {
    await open();
    for (const headers of [{}, { authorization: `Bearer ${TOKEN}` }])
      expect(new Set(await statuses(headers))).toEqual(new Set([404]));
    expect(new Set(await refusals())).toEqual(new Set(["Unexpected server response: 404"]));
  });
});

describe("with a token", () => {
  beforeEach(() => open(guarded));

  test("every route answers 401 to who has none, and a WebSocket is refused", async () => {
    expect(new Set(await statuses({}))).toEqual(new Set([401]));
    expect(new Set(await refusals())).toEqual(new Set(["Unexpected server response: 401"]));
  });

  test("every route answers 401 to a wrong one, however it comes, then 429 to a client that keeps guessing", async () => {
    const wrong = "0".repeat(TOKEN.length);
    expect(new Set(await statuses({ cookie: `playground=${TOKEN}` }))).toEqual(new Set([401]));
    expect(new Set(await refusals({ authorization: `Bearer ${wrong}` }))).toEqual(
      new Set(["Unexpected server response: 401"]),
    );
    const answers = await statuses({ authorization: `Bearer ${wrong}` });
    expect(answers.every((status) => status === 401 || status === 429)).toBe(true);
    await statuses({}, `token=${wrong}`);
    const ask = (token: string) =>
      fetch(`${world.serverUrl}/playground`, { headers: { authorization: `Bearer ${token}` } });
    const guess = await ask(wrong);
    expect(guess.status).toBe(429);
    expect(guess.headers.get("retry-after")).toBe("60");
    // Others who come through the same proxy have the right one.
    expect((await ask(TOKEN)).status).toBe(200);
  });

  test.each([
    ["the token", TOKEN],
    ["the token that replaces it", NEWER],
  ])("%s opens, by header and by cookie", async (_, token) => {
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${world.serverUrl}/playground`, { headers })).status).toBe(200);
    const given = await fetch(`${world.serverUrl}/playground?token=${token}`, {
      redirect: "manual",
    });
    const [cookie = ""] = (given.headers.get("set-cookie") ?? "").split(";");
    const opened = await fetch(`${world.serverUrl}/playground`, { headers: { cookie } });
    expect(opened.status).toBe(200);
  });

  test("the page that is closed says what to do, and nothing may be loaded into it", async () => {
    const response = await fetch(`${world.serverUrl}/playground`);
    expect(await response.text()).toContain("/playground?token=");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("the token is given once, and becomes a cookie that no script can read", async () => {
    const url = `${world.serverUrl}/playground?token=${TOKEN}`;
    const given = await fetch(url, { redirect: "manual" });
    expect(given.status).toBe(302);
    expect(given.headers.get("location")).toBe("/playground");
    const cookie = given.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toMatch(/Secure/);
    expect(cookie).not.toContain(TOKEN);
    const [pair = ""] = cookie.split(";");
    const page = await fetch(`${world.serverUrl}/playground`, { headers: { cookie: pair } });
    expect(page.status).toBe(200);
    expect(new Set(await refusals({ cookie: pair }))).toEqual(new Set(["open"]));
  });

  test("elsewhere than on this machine the cookie goes over TLS alone", async () => {
    const { app } = await openElsewhere();
    const response = await app.hono.request(
      `http://vimbiso.example/playground?token=${TOKEN}`,
      {
        headers: { host: "vimbiso.example" },
      },
      { incoming: { socket: { remoteAddress: "192.0.2.1" } } },
    );
    expect(response.headers.get("set-cookie")).toMatch(/Secure/);
  });

  test("behind a proxy that speaks HTTPS the cookie goes over TLS alone, whatever host it names", async () => {
    const response = await fetch(`${world.serverUrl}/playground?token=${TOKEN}`, {
      headers: { "x-forwarded-proto": "https" },
      redirect: "manual",
    });
    expect(response.headers.get("set-cookie")).toMatch(/Secure/);
  });

  test("a page of another origin opens no WebSocket", async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const { host } = new URL(world.serverUrl);
    const refused = new Set(["Unexpected server response: 403"]);
    for (const origin of [
      "https://evil.example",
      `http://evil.example:${host.split(":")[1]}`,
      "null",
    ])
      expect(new Set(await refusals({ ...headers, origin }))).toEqual(refused);
    expect(new Set(await refusals({ ...headers, origin: `http://${host}` }))).toEqual(
      new Set(["open"]),
    );
  });

  test("no text, number or value is shown, and nothing can be forked or copied", async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const viewer = await look(world.serverUrl, { headers });
    const member = world.member();
    await register(member);
    await fillOffer(member);
    const step = await viewer.seesStage("ready.offer/filling.confirm");
    expect(step).toMatchObject({
      active: expect.arrayContaining(["offer:filling.confirm"]),
      replies: [{ keys: ["offer.confirm.ask"] }],
      contexts: { offer: { handle: "string", amount: { value: "string" } } },
      record: { locale: "en" },
    });
    const path = `${world.serverUrl}/playground/api`;
    const steps = await fetch(`${path}/steps?conversation=${step.conversationId}`, { headers });
    const late = await look(world.serverUrl, { headers });
    await late.sees((frame) => frame.kind === "log" && frame.line.text.startsWith("choice"));
    const seen = JSON.stringify([viewer.frames, late.frames, await steps.json()]);
    expect(seen).toContain("offer.confirm.ask");
    for (const said of ["Tariro", "Moyo", "bob_bakery", "20.00", "Shall I", member.phone, '"USD"'])
      expect(seen).not.toContain(said);
    const script = `${path}/script?conversation=${step.conversationId}&to=3`;
    expect((await fetch(script, { headers })).status).toBe(404);
    expect((await fetch(`${path}/forks`, { method: "POST", headers })).status).toBe(404);
    viewer.close();
    late.close();
  });
});

describe("in development", () => {
  beforeEach(() => open(dev));

  test("the page is there, with what it may load said beforehand", async () => {
    const response = await fetch(`${world.serverUrl}/playground`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await response.text()).toContain('<script id="boot" type="application/json">');
    expect(new Set(await refusals())).toEqual(new Set(["open"]));
  });

  test("another page on this machine may look on, one from elsewhere may not", async () => {
    expect(new Set(await refusals({ origin: "http://127.0.0.1:5173" }))).toEqual(new Set(["open"]));
    for (const headers of [{ origin: "https://evil.example" }, { host: "evil.example" }])
      expect(new Set(await refusals(headers))).toEqual(
        new Set(["Unexpected server response: 403"]),
      );
  });
});

/** An app that is asked without a socket between. */
async function openElsewhere() {
  const { createApp } = await import("../../src/app.ts");
  const { readConfig } = await import("../../src/config.ts");
  const read = readConfig({ ...world.env, REDIS_STATE_URL: "memory:" });
  if (!read.ok) throw new Error(read.problems.join());
  const app = createApp(read.config, { playground: guarded });
  await app.stop();
  return { app };
}
