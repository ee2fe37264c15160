import { expect, test } from "vitest";
import type { NotificationEvent } from "../../src/conversation/model/event.ts";
import { createDeliverNotification } from "../../src/inbound/deliver-notification.ts";

const event: NotificationEvent = {
  kind: "notice",
  id: "n1",
  at: 0,
  locale: "en",
  address: { businessNumberId: "1", phone: "263771234567" },
  news: { type: "notice.created" },
};

test.each([
  ["committed", "delivered"],
  ["duplicate", "duplicate"],
  ["too old", "too old"],
  ["parked", "parked"],
  ["stale", "failed"],
  ["lost", "failed"],
  ["conflict", "failed"],
] as const)("a notification that is %s counts as %s", async (outcome, delivery) => {
  const engine = { run: async () => ({ outcome, isWaiting: false }) };
  const deliver = createDeliverNotification({ engine });
  expect(await deliver({ conversationId: "c1", event })).toBe(delivery);
});
