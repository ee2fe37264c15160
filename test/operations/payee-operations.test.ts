import { expect, test } from "vitest";
import type { Call } from "../../src/conversation/model/effect.ts";
import type { Outcome } from "../../src/conversation/model/event.ts";
import type { Operations } from "../../src/conversation/ports/operations.ts";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { createMemoryPayees } from "../../src/memory/memory-payees.ts";
import { withPayeeTracking } from "../../src/operations/payee-operations.ts";

const bob = { accountID: "A-bob", accountName: "Bob Bakery", accountHandle: "bob_bakery" };
const call = (operation: string, input: object, phone = "263770000001"): Call => ({
  token: "s:1:0",
  operation,
  input: input as Call["input"],
  atMostOnce: operation === "createCredex",
  address: { businessNumberId: "1", phone },
  locale: "en",
});
const lookup = (phone?: string) => call("getAccountByHandle", { handle: "bob_bakery" }, phone);
const payment = call("createCredex", { receiver: bob });

function open(payees = createMemoryPayees()) {
  let answer: Outcome = { kind: "done", output: bob };
  const telemetryEvents: TelemetryEvent[] = [];
  const credex: Operations = {
    perform: async () => ({ kind: "outcome", outcome: answer, credentials: { credex_token: "t" } }),
    find: async () => ({ kind: "outcome", outcome: answer }),
  };
  const { perform, find } = withPayeeTracking({
    operations: credex,
    contacts: { find: async (phone) => ({ id: `contact of ${phone}`, locale: "en" }) },
    payees,
    observe: (telemetryEvent) => void telemetryEvents.push(telemetryEvent),
  });
  const performs = async (call: Call, outcome: Outcome = { kind: "done", output: bob }) => {
    answer = outcome;
    const beforeSend = async () => "sent" as const;
    return perform({ call, credentials: {}, beforeSend });
  };
  const finds = async (outcome: Outcome) => {
    answer = outcome;
    return find({ call: payment, credentials: {}, note: [] });
  };
  return { performs, finds, telemetryEvents };
}

const isFirst = (is: boolean) => ({
  outcome: { kind: "done", output: { ...bob, isFirst: is } },
  credentials: { credex_token: "t" },
});

test("an account is the first until an offer to it was made, for that member only", async () => {
  const { performs } = open();
  expect(await performs(lookup())).toMatchObject(isFirst(true));
  await performs(payment, { kind: "refused", code: "limit", reason: "" });
  await performs(payment, { kind: "unknown" });
  expect(await performs(lookup())).toMatchObject(isFirst(true));
  await performs(payment, { kind: "done", output: { credexID: "C-1" } });
  expect(await performs(lookup())).toMatchObject(isFirst(false));
  expect(await performs(lookup("263770000002"))).toMatchObject(isFirst(true));
});

test("an offer that was found later is remembered as well", async () => {
  const { performs, finds } = open();
  await finds({ kind: "unknown" });
  expect(await performs(lookup())).toMatchObject(isFirst(true));
  await finds({ kind: "done", output: { credexID: "C-1" } });
  expect(await performs(lookup())).toMatchObject(isFirst(false));
});

test("while the store is unreachable the outcome is unchanged, and the failure is observed without a number", async () => {
  const away = () => Promise.reject(new StoreError("unavailable", "Redis is unreachable"));
  const { performs, telemetryEvents } = open({ knows: away, remember: away });
  expect(await performs(lookup())).toMatchObject({ outcome: { kind: "done", output: bob } });
  expect(await performs(lookup())).not.toMatchObject(isFirst(true));
  const made: Outcome = { kind: "done", output: { credexID: "C-1" } };
  expect(await performs(payment, made)).toMatchObject({ outcome: made });
  expect(telemetryEvents).toMatchObject(Array(3).fill({ where: "payees", code: "unavailable" }));
  expect(JSON.stringify(telemetryEvents)).not.toContain("26377");
});

test("an account that is not found, and every other call, stay as they are", async () => {
  const { performs } = open();
  const refused: Outcome = { kind: "refused", code: "account_not_found", reason: "" };
  expect(await performs(lookup(), refused)).toMatchObject({ outcome: refused });
  const outcome: Outcome = { kind: "done", output: { profile: {} } };
  expect(await performs(call("login", {}), outcome)).toMatchObject({ outcome });
});
