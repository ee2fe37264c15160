import { expect, test } from "vitest";
import type { Call } from "../../src/conversation/model/effect.ts";
import type { Contacts } from "../../src/conversation/ports/contacts.ts";
import type { Operations } from "../../src/conversation/ports/operations.ts";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import type { TelemetryEvent } from "../../src/conversation/ports/telemetry.ts";
import { withLanguageOperation } from "../../src/operations/language-operations.ts";

const call: Call = {
  token: "s:1:0",
  operation: "keepLanguage",
  input: { locale: "sn" },
  atMostOnce: false,
  address: { businessNumberId: "1", phone: "263770000001", userId: "ZW.1" },
  locale: "en",
};
const perform = async (more: Partial<Call>, keepLocale: Contacts["keepLocale"]) => {
  const telemetryEvents: TelemetryEvent[] = [];
  const credex: Operations = {
    perform: async () => ({ kind: "outcome", outcome: { kind: "unknown" } }),
    find: async () => ({ kind: "outcome", outcome: { kind: "unknown" } }),
  };
  const observe = (telemetryEvent: TelemetryEvent) => void telemetryEvents.push(telemetryEvent);
  const isOffered = (locale: string) => locale === "en" || locale === "sn";
  const contacts = { keepLocale };
  const { perform } = withLanguageOperation({ operations: credex, contacts, isOffered, observe });
  const beforeSend = async () => "sent" as const;
  const performed = await perform({
    call: { ...call, ...more },
    credentials: {},
    beforeSend,
  });
  return { outcome: "outcome" in performed && performed.outcome, telemetryEvents };
};

test("a language is kept for whom Meta has signed", async () => {
  const asked: object[] = [];
  const { outcome } = await perform({}, async (options) => {
    asked.push(options);
    return "kept";
  });
  expect(outcome).toEqual({ kind: "done", output: null });
  expect(asked).toEqual([{ identity: { phone: "263770000001", userId: "ZW.1" }, locale: "sn" }]);
});

test("reports a storage failure without member data", async () => {
  const { outcome, telemetryEvents } = await perform({}, () =>
    Promise.reject(new StoreError("unavailable", "Redis is unreachable")),
  );
  expect(outcome).toEqual({ kind: "away" });
  expect(telemetryEvents).toMatchObject([
    { kind: "failure", where: "contacts", code: "unavailable" },
  ]);
  expect(JSON.stringify(telemetryEvents)).not.toContain("26377");
  expect((await perform({}, async () => "unknown")).outcome).toMatchObject({ kind: "refused" });
});

test.each([{}, { locale: "nd" }, { locale: "constructor" }, { locale: "__proto__" }, null])(
  "refuses %j, which is no language that is offered, and writes nothing",
  async (input) => {
    const asked: object[] = [];
    const { outcome } = await perform({ input }, async (options) => {
      asked.push(options);
      return "kept";
    });
    expect(outcome).toMatchObject({ kind: "refused", code: "language_not_offered" });
    expect(asked).toEqual([]);
  },
);

test("every other call is credex-core's", async () => {
  const { outcome } = await perform({ operation: "login" }, () =>
    Promise.reject(new Error("Not asked for")),
  );
  expect(outcome).toEqual({ kind: "unknown" });
});
