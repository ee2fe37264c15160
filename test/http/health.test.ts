import { expect, test } from "vitest";
import { createHealth } from "../../src/http/health.ts";

test("it is ready unless webhooks would be refused, and says why", async () => {
  const state: { refusal?: string } = {};
  const health = createHealth({
    readiness: async () => ({ kind: "fit" }),
    refusal: () => state.refusal,
    metrics: async () => "",
  });
  const ready = async () => {
    const response = await health.request("/ready");
    return [response.status, await response.json()];
  };
  expect(await ready()).toEqual([200, { status: "ready" }]);
  state.refusal = "The outbox is behind";
  expect(await ready()).toEqual([503, { status: "The outbox is behind" }]);
});

test("it is not ready once the server shuts down, whatever Redis says, and does not ask", async () => {
  let asked = 0;
  const health = createHealth({
    async readiness() {
      asked += 1;
      return { kind: "fit" };
    },
    isLeaving: () => true,
    refusal: () => undefined,
    metrics: async () => "",
  });
  const response = await health.request("/ready");
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: "The server is shutting down" });
  expect(asked).toBe(0);
});

test("it is ready with warnings where webhooks are taken all the same", async () => {
  const health = createHealth({
    readiness: async () => ({ kind: "fit", warning: "Redis forbids INFO" }),
    refusal: () => undefined,
    warnings: () => ["WhatsApp takes no messages (190)"],
    metrics: async () => "",
  });
  const response = await health.request("/ready");
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: "ready",
    warnings: ["Redis forbids INFO", "WhatsApp takes no messages (190)"],
  });
});

test.each([
  [{ kind: "away" } as const, "Redis does not answer"],
  [{ kind: "unfit", reason: "Redis is a replica" } as const, "Redis is a replica"],
])("it is not ready while Redis is not, and names the reason", async (state, status) => {
  const health = createHealth({
    readiness: async () => state,
    refusal: () => "The store is failing",
    metrics: async () => "",
  });
  const response = await health.request("/ready");
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status });
});
