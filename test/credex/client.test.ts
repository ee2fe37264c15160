import { setTimeout as sleep } from "node:timers/promises";
import v8 from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { findPort } from "../../src/loopback/port.ts";
import { API_KEY, connect, serve } from "./support.ts";

const request = {
  endpoint: "login",
  body: { phone: "1" },
  answer: z.object({ fine: z.boolean() }),
};

test("sends the key, the token and the idempotency key, below the url's path", async () => {
  const seen: unknown[] = [];
  const { url, asked } = await serve(async (received) => {
    const headers = Object.fromEntries(received.headers);
    seen.push({ method: received.method, headers, body: await received.json() });
    return Response.json({ fine: true });
  });
  const client = connect({ url: `${url}/v1/` });
  const answer = await client.post({ ...request, token: "t", idempotencyKey: "session:1:1" });
  expect(answer).toEqual({ kind: "ok", output: { fine: true }, token: undefined });
  expect(asked).toEqual(["v1/login"]);
  expect(seen).toMatchObject([
    {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-client-api-key": API_KEY,
        authorization: "Bearer t",
        "idempotency-key": "session:1:1",
      },
      body: { phone: "1" },
    },
  ]);
});

test("takes the fresh token from the header before the one in the body", async () => {
  const answers = [
    Response.json({ fine: true }, { headers: { authorization: "Bearer fresh" } }),
    Response.json({ fine: true, data: { action: { details: { token: "first" } } } }),
    Response.json({ message: "No" }, { status: 400, headers: { authorization: "Bearer kept" } }),
  ];
  const { url } = await serve(() => answers.shift() ?? Response.error());
  const client = connect({ url });
  expect(await client.post(request)).toMatchObject({ kind: "ok", token: "fresh" });
  expect(await client.post(request)).toMatchObject({ kind: "ok", token: "first" });
  expect(await client.post(request)).toMatchObject({ kind: "refused", token: "kept" });
});

test("an answer that is far too long is unclear", async () => {
  const { url } = await serve(() => Response.json({ fine: true, pad: "x".repeat(10_000_000) }));
  expect(await connect({ url }).post(request)).toMatchObject({
    kind: "unclear",
    code: "UND_ERR_RES_EXCEEDED_MAX_SIZE",
  });
});

test.each([
  [
    { error: "Member not found", details: { code: "ERROR_NOT_FOUND" } },
    "ERROR_NOT_FOUND",
    "Member not found",
  ],
  [{ message: "No" }, "", "No"],
  [{ error: { odd: true } }, "", ""],
  ["<html>", "", ""],
])("reads the refusal %j", async (body, code, reason) => {
  const { url } = await serve(() => Response.json(body, { status: 404 }));
  expect(await connect({ url }).post(request)).toEqual({
    kind: "refused",
    status: 404,
    code,
    reason,
    token: undefined,
  });
});

test.each([
  ["a 5xx", () => Response.json({}, { status: 503 }), "http_503"],
  ["a redirect", () => new Response(null, { status: 302 }), "http_302"],
  ["a success that is no JSON", () => new Response("<html>"), "invalid_answer"],
  ["a success of another shape", () => Response.json({ fine: "x" }), "invalid_answer"],
])("%s is unclear", async (_, answer, code) => {
  const { url } = await serve(answer);
  expect(await connect({ url }).post(request)).toMatchObject({ kind: "unclear", code });
});

test("an answer that stops halfway is unclear when the time is over", async () => {
  const { url } = await serve(
    () =>
      new Response(
        new ReadableStream({ start: (it) => it.enqueue(new TextEncoder().encode("{")) }),
      ),
  );
  const answer = await connect({ url, timeoutMs: 300 }).post(request);
  expect(answer).toMatchObject({ kind: "unclear", code: "TimeoutError" });
});

test("an answer that never comes is unclear, although garbage is collected meanwhile", async () => {
  let answerNext = async () => Response.json({ fine: true });
  const { url } = await serve(() => answerNext());
  const client = connect({ url, timeoutMs: 500 });
  const { signal } = new AbortController();
  const post = () => client.post({ ...request, signal });
  // Only optimised code drops what it does not use any more.
  for (let count = 0; count < 4_000; count++) await post();
  answerNext = () => new Promise(() => {});
  v8.setFlagsFromString("--expose-gc");
  const collecting = setInterval(runInNewContext("gc") as () => void, 20);
  onTestFinished(() => clearInterval(collecting));
  const answer = await Promise.race([post(), sleep(20_000, "never", { ref: false })]);
  expect(answer).toMatchObject({ kind: "unclear", code: "TimeoutError" });
});

test("a port that nobody listens at, and a host that does not exist, are unsent", async () => {
  const closed = connect({ url: `http://127.0.0.1:${await findPort()}` });
  expect(await closed.post(request)).toMatchObject({ kind: "unsent", code: "ECONNREFUSED" });
  const nowhere = connect({ url: "http://nowhere.invalid" });
  expect(await nowhere.post(request)).toMatchObject({ kind: "unsent" });
});

test("five failures in a row keep everything from leaving for ten seconds", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  let status = 500;
  const { url, asked } = await serve(() => Response.json({ fine: true }, { status }));
  const client = connect({ url });
  for (let failed = 0; failed < 5; failed += 1) {
    expect(await client.post(request)).toMatchObject({ kind: "unclear", code: "http_500" });
  }
  const shut = { kind: "unsent", code: "breaker_open" };
  expect(await client.post(request)).toMatchObject(shut);
  vi.setSystemTime(Date.now() + 9_000);
  expect(await client.post(request)).toMatchObject(shut);
  expect(asked).toHaveLength(5);

  status = 200;
  vi.setSystemTime(Date.now() + 1_000);
  expect(await client.post(request)).toMatchObject({ kind: "ok" });
  expect(await client.post(request)).toMatchObject({ kind: "ok" });
});

test("refusals and answers that do not fit keep nobody out", async () => {
  const statuses = [400, 401, 403, 404, 409, 429, 200];
  const { url, asked } = await serve(() =>
    Response.json({ message: "No" }, { status: statuses.shift() ?? 200 }),
  );
  const client = connect({ url });
  for (let posted = 0; posted < 8; posted += 1) await client.post(request);
  expect(asked).toHaveLength(8);
});
