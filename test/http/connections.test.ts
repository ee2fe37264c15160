import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { followConnections } from "../../src/http/connections.ts";
import { openRaw } from "../support/raw-client.ts";

const REQUEST = "GET / HTTP/1.1\r\nHost: us\r\n\r\n";

/** A server whose requests wait for the test to answer them. */
async function openServer() {
  const server = createServer();
  const connections = followConnections(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const open = async (head: string) => {
    const client = await openRaw(url, head);
    onTestFinished(() => void client.socket.destroy());
    return client;
  };
  const ask = async () => {
    const asked = once(server, "request");
    const client = await open(REQUEST);
    const [, response]: [unknown, ServerResponse] = (await asked) as never;
    return { client, response };
  };
  return { connections, open, ask };
}

test("an answer that was in progress when the server begins to leave is the last on its connection", async () => {
  const { connections, ask } = await openServer();
  const { client, response } = await ask();
  connections.closeAfterAnswer();
  response.end("done");
  await client.closed;
  expect(client.answer()).toMatch(/connection: close/i);
});

test("an answer to a request that came afterwards is the last as well", async () => {
  const { connections, ask } = await openServer();
  connections.closeAfterAnswer();
  const { client, response } = await ask();
  response.end("done");
  await client.closed;
  expect(client.answer()).toMatch(/connection: close/i);
});

test("until then a connection is kept", async () => {
  const { ask } = await openServer();
  const { client, response } = await ask();
  response.end("done");
  await expect.poll(client.answer).toContain("done");
  expect(client.answer()).toMatch(/connection: keep-alive/i);
});

test("the end closes idle connections at once, and resolves when the last answer is sent", async () => {
  const { connections, open, ask } = await openServer();
  const silent = await open("");
  const { client, response } = await ask();
  let isEnded = false;
  const ended = connections.end().then(() => {
    isEnded = true;
  });
  await silent.closed;
  expect(isEnded).toBe(false);
  response.end("done");
  await ended;
  await client.closed;
  expect(client.answer()).toContain("done");
});

test("the end resolves at once where there is no request", async () => {
  const { connections, open } = await openServer();
  const silent = await open("");
  await connections.end();
  await silent.closed;
});
