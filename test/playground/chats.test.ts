import { Hono } from "hono";
import { expect, test } from "vitest";
import { createChats } from "../../scripts/dev/world/chats.ts";
import { type CloudApiFake, createCloudApiFake } from "../../src/fakes/cloud-api/cloud-api.ts";
import { listen } from "../../src/loopback/world.ts";

test("a message that was read before its webhook was answered stays read", async () => {
  const id = "wamid.read-early";
  let cloudApi: CloudApiFake | undefined;
  // A server may mark a message as read before it has answered.
  const server = await listen(
    new Hono().post("/webhook", async (context) => {
      await cloudApi?.app.request("/v26.0/1/messages", {
        method: "POST",
        headers: { authorization: "Bearer token" },
        body: JSON.stringify({ messaging_product: "whatsapp", status: "read", message_id: id }),
      });
      return context.body(null, 200);
    }),
    0,
  );
  cloudApi = createCloudApiFake({
    accessToken: "token",
    appSecret: "secret",
    webhookUrl: `${server.url}/webhook`,
  });
  const chats = createChats({ cloudApi, publish() {} });
  const status = await cloudApi.write({ from: "263770000009", content: { kind: "audio" }, id });
  expect(status).toBe(200);
  expect(chats.bubbles()).toMatchObject([{ id, media: "audio", tick: "read" }]);
  await cloudApi.close();
  await server.close();
});
