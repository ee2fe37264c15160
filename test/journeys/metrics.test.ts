import { once } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findPort } from "../../src/loopback/port.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { ownDatabase } from "../support/database.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { said } from "../support/titles.ts";
import { fillOffer, register } from "./walks.ts";

/** The metrics of a server that members use, on a port for operators. */

let world: World;
let server: ServerProcess | undefined;
beforeEach(async () => {
  world = await openWorld(ownDatabase());
});
afterEach(async () => {
  await server?.kill();
  await world.close();
});

test("operators have a port of their own, on which a conversation is measured from webhook to answer", async () => {
  const opsPort = await findPort();
  server = await startServer({ ...world.env, OPS_PORT: `${opsPort}`, RELEASE: "1.2.3" });
  const page = (path: string, url = `http://127.0.0.1:${opsPort}`) => fetch(`${url}/${path}`);
  for (const path of ["health", "ready", "metrics"]) {
    expect((await page(path)).status).toBe(200);
    expect((await page(path, server.url)).status).toBe(404);
  }
  expect((await page("webhook")).status).toBe(404);

  const member = world.member();
  await register(member);
  await fillOffer(member);
  await member.taps("confirm");
  await member.hears(said("offer.sent"));
  await world.idle();

  const series = readSeries(await (await page("metrics")).text());
  const atLeastOne = [
    'vimbiso_webhook_seconds_count{webhook="whatsapp"}',
    'vimbiso_webhooks_total{webhook="whatsapp",status="200"}',
    'vimbiso_turn_seconds_count{event="message"}',
    'vimbiso_turn_seconds_count{event="result"}',
    ...["load", "was_seen", "commit", "due", "claim", "settle", "mark_sent", "resolve"].map(
      (operation) => `vimbiso_store_seconds_count{operation="${operation}"}`,
    ),
    'vimbiso_store_seconds_count{operation="rate_limit"}',
    ...["text", "buttons", "list"].map((kind) => `vimbiso_send_seconds_count{kind="${kind}"}`),
    ...["login", "onboardMember", "createCredex"].map(
      (operation) => `vimbiso_call_seconds_count{operation="${operation}"}`,
    ),
    "vimbiso_answer_seconds_count",
    'vimbiso_states_entered_total{machine="sending",state="sending.offering",outcome="committed"}',
    "vimbiso_redis_memory_bytes",
    "nodejs_eventloop_lag_p99_seconds",
    "process_cpu_seconds_total",
  ];
  expect(atLeastOne.filter((name) => !((series.get(name) ?? 0) > 0))).toEqual([]);
  for (const kind of ["replies", "calls", "unsettled"])
    expect([kind, series.get(`vimbiso_outbox_oldest_seconds{kind="${kind}"}`)]).toEqual([kind, 0]);
  expect(series.get("vimbiso_money_paused")).toBe(0);
  expect([...series.keys()].some((name) => name.includes('{release="1.2.3",machines="'))).toBe(
    true,
  );

  // The port for operators is open until the server has finished its work.
  const ended = once(server.process, "exit");
  server.process.kill("SIGTERM");
  await vi.waitFor(async () => expect((await page("ready")).status).toBe(503), 60_000);
  expect(await ended).toEqual([0, null]);
});

test("a reply that WhatsApp delays, and a pause, are seen", async () => {
  await world.open();
  const member = world.member();
  world.cloudApi.fail({ kind: "error", httpStatus: 500, code: 131016, times: 2 });
  await world.redis.set("paused", new Date().toISOString());
  await member.says("hi");
  const scrape = async () => readSeries(await (await fetch(`${world.serverUrl}/metrics`)).text());
  await vi.waitFor(async () => {
    const series = await scrape();
    expect(series.get('vimbiso_deliveries_total{outcome="retry",code="131016"}')).toBe(1);
    expect(series.get('vimbiso_outbox_pending{kind="replies"}')).toBe(1);
    expect(series.get("vimbiso_money_paused")).toBe(1);
  }, 60_000);
});

function readSeries(page: string): Map<string, number> {
  const lines = page.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}
