import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { openAuthenticatedClient } from "../../src/credex/authenticated-client.ts";
import { createOperations } from "../../src/credex/operation-runner.ts";
import { findPort } from "../../src/loopback/port.ts";
import {
  AWAY,
  BOB,
  connect,
  makeCall,
  makeOffer,
  openWorld,
  performWith,
  refused,
  STRANGER,
  serve,
  tokenOf,
  UNKNOWN,
} from "./support.ts";

describe("reads", () => {
  test("are repeated until they pass", async () => {
    const world = await openWorld();
    world.faults.next({ kind: "error", applied: false }, "login");
    world.faults.next({ kind: "cut", applied: true }, "login");
    const performed = await world.perform({ call: makeCall("login") });
    expect(performed).toMatchObject({ outcome: { kind: "done" } });
    expect(world.asked).toEqual(["login", "login", "login"]);
    expect(world.telemetryEvents).toEqual([]);
  });

  test("end as away after the third time", async () => {
    const world = await openWorld({ timeoutMs: 300 });
    world.faults.untilReset({ kind: "hang", applied: false }, "login");
    expect(await world.perform({ call: makeCall("login") })).toMatchObject({ outcome: AWAY });
    expect(world.asked).toEqual(["login", "login", "login"]);
    expect(world.telemetryEvents).toMatchObject([{ where: "credex login", code: "TimeoutError" }]);
  });

  test("are not repeated at a refusal", async () => {
    const world = await openWorld();
    world.faults.next({ kind: "refuse" }, "login");
    expect(await world.perform({ call: makeCall("login") })).toMatchObject({
      outcome: refused("refused"),
    });
    expect(world.asked).toEqual(["login"]);
  });
});

test("reads end together with their time, whatever is left of a request's own", async () => {
  const world = await openWorld();
  world.faults.untilReset({ kind: "hang", applied: false });
  const client = connect({ url: world.url, timeoutMs: 60_000 });
  const { read } = openAuthenticatedClient({ client, token: undefined, readingMs: 300 });
  const answer = await read({ endpoint: "login", body: {}, answer: z.unknown() });
  expect(answer).toMatchObject({ kind: "unclear", code: "TimeoutError" });
  expect(world.asked).toEqual(["login"]);
});

test("while credex-core is down everything is away without being sent", async () => {
  const world = await openWorld();
  const credexToken = await tokenOf(world);
  world.faults.untilReset({ kind: "error", applied: false });
  for (const call of [makeCall("login"), makeCall("login"), makeOffer(world)]) {
    const performed = await world.perform({ call, credexToken });
    expect(performed).toMatchObject({ outcome: AWAY });
  }
  expect(world.asked).toEqual(Array(5).fill("login"));
});

test("what the breaker kept back is not asked again", async () => {
  const post = vi.fn(() =>
    Promise.resolve({ kind: "unsent", code: "breaker_open", cause: "" } as const),
  );
  const client = { post, close: () => Promise.resolve() };
  await openAuthenticatedClient({ client, token: undefined }).read({
    endpoint: "login",
    body: {},
    answer: z.unknown(),
  });
  expect(post).toHaveBeenCalledTimes(1);
});

test("onboardMember without an answer is unknown and not repeated", async () => {
  const world = await openWorld();
  world.faults.next({ kind: "cut", applied: true }, "onboardMember");
  const input = { firstname: "Chipo", lastname: "Dube", defaultDenom: "USD" };
  const performed = await world.perform({ call: makeCall("onboardMember", input, STRANGER) });
  expect(performed).toMatchObject({ outcome: UNKNOWN });
  expect(world.asked).toEqual(["onboardMember"]);
});

test("nobody at the port: everything is away, and no fact tells who asked", async () => {
  const world = await openWorld();
  const credexToken = await tokenOf(world);
  const telemetryEvents: TelemetryEvent[] = [];
  const operations = createOperations({
    client: connect({ url: `http://127.0.0.1:${await findPort()}` }),
    clock: () => 0,
    observe: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
  });
  for (const call of [makeOffer(world), makeCall("login")]) {
    const performed = await performWith(operations, { call, credexToken });
    expect(performed).toMatchObject({ outcome: AWAY });
  }
  expect(
    telemetryEvents.map(
      (telemetryEvent) => telemetryEvent.kind === "failure" && telemetryEvent.where,
    ),
  ).toEqual(["credex getLedger", "credex login"]);
  expect(JSON.stringify(telemetryEvents)).not.toMatch(
    new RegExp(`${BOB}|${credexToken}|Bob|20.00`),
  );
});

test("a success that cannot be read is unknown for money and away for a read, and noted without values", async () => {
  const world = await openWorld();
  const credexToken = await tokenOf(world);
  const { url, asked } = await serve((request, env) =>
    request.url.endsWith("/getLedger")
      ? world.app.fetch(request, env)
      : Response.json({ data: { action: { type: "CREDEX_CREATED", id: 4711 }, dashboard: {} } }),
  );
  const telemetryEvents: TelemetryEvent[] = [];
  const operations = createOperations({
    client: connect({ url }),
    clock: () => 0,
    observe: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
  });
  const money = await performWith(operations, { call: makeOffer(world), credexToken });
  expect(money).toMatchObject({ outcome: UNKNOWN });
  const read = await performWith(operations, { call: makeCall("getDashboard"), credexToken });
  expect(read).toMatchObject({ outcome: AWAY });
  expect(asked).toEqual(["getLedger", "createCredex", "getMemberDashboardByPhone"]);
  expect(telemetryEvents).toEqual([
    {
      kind: "failure",
      where: "credex createCredex",
      code: "invalid_answer",
      cause: expect.stringContaining("data.action.id: invalid_type"),
    },
    {
      kind: "failure",
      where: "credex getMemberDashboardByPhone",
      code: "invalid_answer",
      cause: "data.dashboard.member: invalid_type, data.dashboard.accounts: invalid_type",
    },
  ]);
  expect(JSON.stringify(telemetryEvents)).not.toContain("4711");
});
