import { once } from "node:events";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { expect, onTestFinished } from "vitest";
import { moneyOperations } from "../../machines/kit.ts";
import type { Call } from "../../src/conversation/model/effect.ts";
import type { Credentials, Json } from "../../src/conversation/model/record.ts";
import type { CallResult, Operations } from "../../src/conversation/ports/operations.ts";
import type { SendPermission } from "../../src/conversation/ports/outbox.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { type CredexClient, createClient } from "../../src/credex/client.ts";
import { createOperations } from "../../src/credex/operation-runner.ts";
import {
  type CredexCoreFake,
  createCredexCoreFake,
} from "../../src/fakes/credex-core/credex-core.ts";

export const API_KEY = "a client's key";
export const BOB = "263770000001";
export const THANDI = "263770000002";
export const STRANGER = "263779999999";

export const AWAY = { kind: "away" };
export const UNKNOWN = { kind: "unknown" };
export const done = (output: object) => ({ kind: "done", output: expect.objectContaining(output) });
export const refused = (code: string) => expect.objectContaining({ kind: "refused", code });

export interface Served {
  url: string;
  /** The endpoints that were asked, in order. */
  asked: string[];
  /** What each of them was asked with. */
  bearers: Array<string | undefined>;
}

type Fetch = Parameters<typeof getRequestListener>[0];

/** Serves on a free loopback port until the test is over. */
export async function serve(fetch: Fetch, port = 0): Promise<Served> {
  const asked: string[] = [];
  const bearers: Served["bearers"] = [];
  const listener = getRequestListener((request, env) => {
    asked.push(new URL(request.url).pathname.slice(1));
    bearers.push(request.headers.get("authorization") ?? undefined);
    return fetch(request, env);
  });
  const server = createServer(listener).listen(port, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("No port was given");
  return { url: `http://127.0.0.1:${address.port}`, asked, bearers };
}

export function connect(options: { url: string; timeoutMs?: number }): CredexClient {
  const client = createClient({ ...options, apiKey: API_KEY });
  onTestFinished(() => client.close());
  return client;
}

export interface World extends CredexCoreFake, Served {
  telemetryEvents: TelemetryEvent[];
  /** Moves everybody's clock. */
  pass(ms: number): void;
  perform(options: Performing): ReturnType<Operations["perform"]>;
  find(options: Finding): Promise<CallResult>;
}

export interface Performing {
  call: Call;
  credexToken?: string | undefined;
  beforeSend?: (note: Json) => Promise<SendPermission>;
}

export interface Finding {
  call: Call;
  credexToken?: string | undefined;
  note?: Json | undefined;
}

export interface WorldOptions {
  timeoutMs?: number;
  /** Replaces each body of the fake's answers. */
  rewrite?: (body: string) => string;
}

/** The operations with a sandbox behind them, over HTTP, under one clock. */
export async function openWorld({ rewrite, ...options }: WorldOptions = {}): Promise<World> {
  let now = Date.UTC(2026, 0, 5, 8);
  const clock = () => now;
  const credexCore = createCredexCoreFake({ apiKey: API_KEY, clock });
  const served = await serve(async (request, env) => {
    const answer = await credexCore.app.fetch(request, env);
    return rewrite ? new Response(rewrite(await answer.text()), answer) : answer;
  });
  const telemetryEvents: TelemetryEvent[] = [];
  const operations = createOperations({
    client: connect({ url: served.url, ...options }),
    clock,
    observe: (telemetryEvent) => telemetryEvents.push(telemetryEvent),
  });
  return {
    ...credexCore,
    ...served,
    telemetryEvents,
    pass(ms) {
      now += ms;
    },
    perform: (performing) => performWith(operations, performing),
    find: ({ call, credexToken, note }) =>
      operations.find({ call, credentials: credentialsWith(credexToken), note }),
  };
}

function credentialsWith(token: string | undefined): Credentials {
  return token === undefined ? {} : { credex_token: token };
}

export function performWith(
  operations: Operations,
  { call, credexToken, beforeSend = () => Promise.resolve("sent") }: Performing,
): ReturnType<Operations["perform"]> {
  return operations.perform({ call, credentials: credentialsWith(credexToken), beforeSend });
}

/** A call of Bob's; `phone: undefined` for a member who shares none. */
export function makeCall(
  operation: string,
  input: Call["input"] = {},
  phone: string | undefined = BOB,
): Call {
  return {
    token: "session:1:1",
    operation,
    input,
    atMostOnce: moneyOperations.has(operation),
    address: { businessNumberId: "1", phone },
    locale: "en",
  };
}

/** Bob's offer to Thandi. */
export function makeOffer({ registry }: CredexCoreFake, value = "20.00", dueDate?: string): Call {
  const issuer = registry.accountByHandle("bob_bakery");
  const receiver = registry.accountByHandle("thandi_tailor");
  if (issuer.kind === "refused" || receiver.kind === "refused") throw new Error("Not seeded");
  const { accountID, accountName, accountHandle } = receiver.value;
  return makeCall("createCredex", {
    issuerAccountID: issuer.value.accountID,
    receiver: { accountID, accountName, accountHandle },
    amount: { value, denomination: "USD" },
    ...(dueDate !== undefined && { dueDate }),
  });
}

/** Bob's call to Thandi made to its end; what was noted before it left. */
export async function noteOf(world: World, call: Call): Promise<Json> {
  const notes: Json[] = [];
  await world.perform({
    call,
    beforeSend: async (note) => {
      notes.push(note);
      return "sent";
    },
  });
  const [note] = notes;
  if (note === undefined) throw new Error("It did not leave");
  return note;
}

/** The offers in the fake's state. */
export function offersIn({ ledger }: CredexCoreFake) {
  return ledger.book.credexes.filter(({ state }) => state === "offered");
}

export async function tokenOf(world: World): Promise<string> {
  const performed = await world.perform({ call: makeCall("login") });
  world.asked.length = 0;
  world.bearers.length = 0;
  if (performed.kind === "lost") throw new Error("No login");
  const token = performed.credentials?.credex_token;
  if (!token) throw new Error("No login");
  return token;
}
