import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { createLiveFeed, type LiveFeed } from "../../src/playground/live-feed.ts";
import { look } from "../support/viewer.ts";

let server: WebSocketServer;
let url: string;
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

/** Joins a viewer that really is connected. */
async function join(live: LiveFeed) {
  const connected = once(server, "connection") as Promise<[WebSocket]>;
  const viewer = await look(url);
  const [socket] = await connected;
  live.join(socket, []);
  return viewer;
}

const line = (text: string) => {
  return { kind: "log", line: { at: 0, what: "event", text } } as const;
};

test("a viewer that reads nothing is dropped, and the others see everything", async () => {
  const live = createLiveFeed({ maxBehindBytes: 1_000_000 });
  const slow = await join(live);
  const quick = await join(live);
  slow.socket.pause();
  for (let count = 0; count < 400 && live.count() > 1; count++) {
    live.publish(line("x".repeat(100_000)));
    await quick.sees(() => quick.frames.length > count);
  }
  expect(live.count()).toBe(1);
  live.publish(line("last"));
  await quick.sees((frame) => frame.kind === "log" && frame.line.text === "last");
  live.close();
});

test("a viewer that answers no ping is dropped, one that does stays", async () => {
  const live = createLiveFeed({ pingEveryMs: 50 });
  const dead = await join(live);
  const alive = await join(live);
  dead.socket.pause();
  while (live.count() > 1) await sleep(10);
  live.publish(line("still here"));
  await alive.sees((frame) => frame.kind === "log");
  expect(dead.frames).toEqual([]);
  live.close();
});

test("who goes is forgotten", async () => {
  const live = createLiveFeed();
  const viewer = await join(live);
  viewer.close();
  while (live.count() > 0) await sleep(10);
  live.close();
});
