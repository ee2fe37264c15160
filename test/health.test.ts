import { expect, test } from "vitest";
import { createHealth } from "../src/health.ts";

test("it is ready unless webhooks would be refused, and says why", async () => {
  const state: { refusal?: string } = {};
  const health = createHealth({
    fitness: async () => ({ kind: "fit" }),
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
