import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { sign } from "../../src/fakes/cloud-api/wire.ts";
import { signedWebhook } from "../../src/http/signed-webhook.ts";
import { limits } from "../http/limits.ts";
import { handshake, message, postOf, signed, start } from "./posting.ts";

describe("the handshake", () => {
  test("answers the right token with the bare challenge", async () => {
    const { app } = start();
    const response = await app.request(handshake("verify-me"));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("1158201444");
  });

  test("refuses a wrong token, a missing one, another mode and no challenge", async () => {
    const { app } = start();
    for (const path of [
      handshake("verify-mx"),
      "/webhook?hub.mode=subscribe&hub.challenge=1",
      "/webhook?hub.mode=unsubscribe&hub.verify_token=verify-me&hub.challenge=1",
      "/webhook?hub.mode=subscribe&hub.verify_token=verify-me",
      "/webhook",
    ]) {
      expect((await app.request(path)).status).toBe(403);
    }
  });
});

describe("the signature", () => {
  const body = postOf([message({ id: "a", text: "hi / é" })]);

  test("is over the raw bytes, escapes and all", async () => {
    const { post, taken } = start();
    expect(await post(body)).toBe(200);
    expect(taken).toHaveLength(1);
  });

  test.each([
    ["missing", undefined],
    ["of another secret", sign(body, "another")],
    ["of another body", sign(`${body} `, "app-secret")],
    ["of the same JSON in other bytes", sign(JSON.stringify(JSON.parse(body)), "app-secret")],
    ["cut short", sign(body, "app-secret").slice(0, -2)],
    ["under another name", sign(body, "app-secret").replace("sha256=", "sha1=")],
    ["no hex", `sha256=${"z".repeat(64)}`],
  ])("that is %s is refused, and nothing is read", async (_, header) => {
    const { app, taken, resolved, telemetryEvents } = start();
    const response = await app.request("/webhook", {
      method: "POST",
      body,
      headers: header === undefined ? {} : { "x-hub-signature-256": header },
    });
    expect(response.status).toBe(401);
    expect([taken, resolved]).toEqual([[], []]);
    expect(telemetryEvents).toEqual([{ kind: "ignored", what: "bad signature" }]);
  });
});

describe("the body", () => {
  test("that is signed and no JSON is answered with what to do", async () => {
    const { app } = start();
    const response = await app.request("/webhook", signed("{"));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { code: "bad_json", message: expect.stringContaining("send a webhook") },
    });
  });

  test.each(["null", "[]", "7", "{}", '{"entry":[]}'])("%s is acknowledged", async (body) => {
    expect(await start().post(body)).toBe(200);
  });

  test("past 4 MB is refused, whether it tells its length or not", async () => {
    const body = `{"pad":"${"x".repeat(4 * 1024 * 1024)}"}`;
    const { app } = start();
    expect((await app.request("/webhook", signed(body))).status).toBe(413);
    const length = { "content-length": String(body.length) };
    expect((await app.request("/webhook", signed(body, length))).status).toBe(413);
  });

  test("of 3 MB and a thousand members is taken", async () => {
    const { post, taken } = start();
    const text = "x".repeat(3_000);
    const messages = Array.from({ length: 1_000 }, (_, n) =>
      message({ id: `m${n}`, from: `26377${n}`, text }),
    );
    expect(await post(postOf(messages))).toBe(200);
    expect(taken).toHaveLength(1_000);
  });
});

describe("a webhook that is not let in", () => {
  test("is answered before its body is read, and counted", async () => {
    const { app, telemetryEvents, resolved } = start({
      gate: { refusal: () => "The outbox is behind" },
    });
    let isRead = false;
    const pull = () => {
      isRead = true;
    };
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    const response = await app.request("/webhook", { method: "POST", body, duplex: "half" });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await response.json()).toEqual({
      error: { code: "busy", message: expect.stringContaining("again") },
    });
    expect(isRead).toBe(false);
    expect(telemetryEvents).toEqual([{ kind: "ignored", what: "busy" }]);
    expect(resolved).toEqual([]);
  });

  test("although it was when its body began is answered so as well, and nothing of it is run", async () => {
    const { app, telemetryEvents, resolved } = start({ gate: { admit: () => undefined } });
    const response = await app.request("/webhook", signed(postOf([message({ id: "a" })])));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: "busy" } });
    expect(telemetryEvents).toEqual([{ kind: "ignored", what: "busy" }]);
    expect(resolved).toEqual([]);
  });

  test("is reported with its reason", async () => {
    const reported: unknown[] = [];
    const app = new Hono().post(
      "/",
      signedWebhook({
        ...limits({
          gate: { refusal: () => "The outbox is behind" },
          shed: (refused) => reported.push(refused),
        }),
        ...{ name: "whatsapp", maxBodyBytes: 10, signatureHeader: "x", signatureHint: "" },
        ...{ isSigned: () => true, observe: () => {}, take: async () => "ok" },
      }),
    );
    await app.request("/", { method: "POST", body: "{}" });
    expect(reported).toEqual([{ webhook: "whatsapp", reason: "The outbox is behind" }]);
  });

  test("is charged for the bytes of a verified body alone, and leaves, however it ends", async () => {
    const admitted: number[] = [];
    let inHand = 0;
    const { app } = start({
      gate: {
        admit: (bytes) => {
          admitted.push(bytes);
          inHand += 1;
          return () => {
            inHand -= 1;
          };
        },
      },
    });
    const body = postOf([message({ id: "a" })]);
    await app.request("/webhook", signed("{"));
    await app.request("/webhook", signed(body, { "content-length": "99" }));
    await app.request("/webhook", { method: "POST", body });
    expect(admitted).toEqual([1, Buffer.byteLength(body)]);
    expect(inHand).toBe(0);
  });
});
