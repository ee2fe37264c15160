import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createHttpConnection } from "../../scripts/bench/load/http-connection.ts";

test("opens another connection after the server has closed one", async () => {
  const server = createServer((_, response) => response.end("taken")).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const connection = createHttpConnection((server.address() as AddressInfo).port);
  onTestFinished(connection.close);
  const delivery = { path: "/", headers: {}, body: "{}" };
  await connection.post(delivery);

  server.closeAllConnections();
  // A request may meet the close itself, once.
  const post = () => connection.post(delivery).catch(String);
  await expect.poll(post).toEqual({ status: 200, body: "taken" });
});
