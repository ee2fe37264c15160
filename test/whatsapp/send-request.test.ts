import { Hono } from "hono";
import { Pool } from "undici";
import { expect, onTestFinished, test } from "vitest";
import type { TimeLimits } from "../../src/time-limits.ts";
import { sendRequest } from "../../src/whatsapp/send-request.ts";
import { createGate } from "../support/gate.ts";
import { listen } from "./listen.ts";

/** A server that answers with what it was sent, once the gate is open, on one connection. */
async function start() {
  const gate = createGate();
  const received: string[] = [];
  const app = new Hono().post("/", async (context) => {
    const body = await context.req.text();
    received.push(body);
    await gate.opened;
    return context.text(`${body} received`, 201, { "retry-after": "7" });
  });
  const pool = new Pool(await listen(app), { connections: 1, pipelining: 1 });
  onTestFinished(() => pool.destroy());
  const running = new Set<() => void>();
  const timeLimits: TimeLimits = {
    begin(onOver) {
      running.add(onOver);
      return () => void running.delete(onOver);
    },
  };
  const send = (body: string) =>
    sendRequest(pool, { request: { method: "POST", path: "/", body }, timeLimits });
  const endTime = () => [...running].at(-1)?.();
  return { gate, received, send, endTime, running };
}

test("an answer is read to its end, and its time is over for nobody", async () => {
  const { gate, send, running } = await start();
  gate.open();
  const headers = expect.objectContaining({ "retry-after": "7" });
  expect(await send("hello")).toEqual({ httpStatus: 201, headers, text: "hello received" });
  expect(running.size).toBe(0);
});

test("a request that has left when its time is over has no answer, and its connection is free", async () => {
  const { gate, received, send, endTime, running } = await start();
  const sending = send("first");
  await expect.poll(() => received).toEqual(["first"]);
  endTime();
  expect(await sending).toBe("no_answer");
  expect(running.size).toBe(0);
  gate.open();
  expect(await send("second")).toMatchObject({ text: "second received" });
});

test("a request that has no connection when its time is over ends at once, and never leaves", async () => {
  const { gate, received, send, endTime } = await start();
  const first = send("first");
  await expect.poll(() => received).toEqual(["first"]);
  const second = send("second");
  endTime();
  expect(await second).toBe("unsent");
  gate.open();
  expect(await first).toMatchObject({ text: "first received" });
  expect(await send("third")).toMatchObject({ text: "third received" });
  expect(received).toEqual(["first", "third"]);
});
