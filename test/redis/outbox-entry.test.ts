import { expect, test } from "vitest";
import type { CallEffect } from "../../src/conversation/model/effect.ts";
import { fromEntry, toEntry } from "../../src/redis/outbox-entry.ts";
import { UNSEALED } from "../../src/redis/sealing.ts";

const where = { conversationId: "c1", sealing: UNSEALED };
const call: CallEffect = {
  kind: "call",
  token: "s:4:0",
  operation: "createCredex",
  input: {},
  atMostOnce: true,
  address: { businessNumberId: "1", phone: "263771234567" },
  locale: "en",
};

test("an entry is read as it was written", () => {
  const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const read = fromEntry(toEntry(call, { at: 7, trace, ...where }), where);
  expect(read).toMatchObject({ effect: call, at: 7, trace, sent: false });
});

test("a money call that an earlier version has committed is still sent at most once", () => {
  const { atMostOnce: _, ...rest } = call;
  const entry = (money: boolean) =>
    `s:4:0 1 0 2 ${JSON.stringify({ effect: { ...rest, money }, at: 7 })}`;
  expect(fromEntry(entry(true), where)).toMatchObject({ effect: { atMostOnce: true }, sent: true });
  expect(fromEntry(entry(false), where)).toMatchObject({ effect: { atMostOnce: false } });
});
