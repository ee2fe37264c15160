import { once } from "node:events";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { expect, onTestFinished } from "vitest";
import { type Client, createClient } from "../../src/credex/client.ts";
import { createOperations } from "../../src/credex/operations.ts";
import { createSandbox, type Sandbox } from "../../src/credex/sandbox/sandbox.ts";
import type { Call } from "../../src/engine/effect.ts";
import type { Fact } from "../../src/engine/fact.ts";
import type { Operations, Performed } from "../../src/engine/ports.ts";

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

export function connect(options: { url: string; timeoutMs?: number }): Client {
  const client = createClient({ ...options, apiKey: API_KEY });
  onTestFinished(() => client.close());
  return client;
}

export interface World extends Sandbox, Served {
  facts: Fact[];
  /** Moves everybody's clock. */
  pass(ms: number): void;
  perform(options: Performing): Promise<Performed>;
}

export interface Performing {
  call: Call;
  credexToken?: string | undefined;
  beforeSend?: () => Promise<boolean>;
}

/** The operations with a sandbox behind them, over HTTP, under one clock. */
export async function openWorld(options: { timeoutMs?: number } = {}): Promise<World> {
  let now = Date.UTC(2026, 0, 5, 8);
  const clock = () => now;
  const sandbox = createSandbox({ apiKey: API_KEY, clock });
  const served = await serve(sandbox.app.fetch);
  const facts: Fact[] = [];
  const operations = createOperations({
    client: connect({ url: served.url, ...options }),
    clock,
    observe: (fact) => facts.push(fact),
  });
  return {
    ...sandbox,
    ...served,
    facts,
    pass(ms) {
      now += ms;
    },
    perform: (performing) => performWith(operations, performing),
  };
}

export function performWith(
  operations: Operations,
  { call, credexToken, beforeSend = () => Promise.resolve(true) }: Performing,
): Promise<Performed> {
  return operations({ call, credexToken, beforeSend });
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
    money: operation === "createCredex",
    address: { businessNumberId: "1", phone },
    locale: "en",
  };
}

/** Bob's offer to Thandi. */
export function makeOffer({ registry }: Sandbox, value = "20.00"): Call {
  const issuer = registry.accountByHandle("bob_bakery");
  const receiver = registry.accountByHandle("thandi_tailor");
  if (issuer.kind === "refused" || receiver.kind === "refused") throw new Error("Not seeded");
  const { accountID, accountName, accountHandle } = receiver.value;
  return makeCall("createCredex", {
    issuerAccountID: issuer.value.accountID,
    receiver: { accountID, accountName, accountHandle },
    amount: { value, denomination: "USD" },
  });
}

/** The offers that stand in the books. */
export function offersIn({ ledger }: Sandbox) {
  return ledger.book.credexes.filter(({ state }) => state === "offered");
}

export async function tokenOf(world: World): Promise<string> {
  const performed = await world.perform({ call: makeCall("login") });
  world.asked.length = 0;
  world.bearers.length = 0;
  if (performed.kind === "lost" || !performed.credexToken) throw new Error("No login");
  return performed.credexToken;
}
