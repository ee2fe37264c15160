import { expect, inject, onTestFinished, test } from "vitest";
import { cloneConversation } from "../../scripts/bench/growth/clone-conversation.ts";
import { createRecordSchemas } from "../../src/conversation/model/record.ts";
import { BUSINESS_NUMBER_ID, openWorld } from "../../src/loopback/world.ts";
import { keyspace } from "../../src/redis/keyspace.ts";
import { contract } from "../../src/vimbiso.ts";
import { said, titleOf } from "../support/titles.ts";

test("copies every key of a live conversation, with records that are read, timers and marks", async () => {
  const world = await openWorld(`${inject("redisUrl")}/51`);
  onTestFinished(() => world.close());
  await world.open();
  const member = world.member();
  const person = { firstname: "Tariro", lastname: "Moyo", defaultDenom: "USD" } as const;
  world.credexCore.registry.onboard({ ...person, phone: member.phone });
  await member.says("hi");
  await member.hears("Tariro Moyo");
  await member.says(titleOf("home.menu", "offer"));
  await member.hears(said("offer.amount.ask"));
  const { redis } = world;
  // The lane of the replies is gone once they are settled.
  await world.idle();
  const before = await redis.keys("*");
  const own = before.filter((name) => !/^(seen|due|leases|numbers)/.test(name));

  await cloneConversation(redis, { phone: member.phone, first: 7, count: 3, messages: 2 });

  const contact = "7".padStart(12, "0");
  const phone = `1${"7".padStart(11, "0")}`;
  expect(await redis.get(keyspace.phoneAlias(phone))).toBe(contact);
  const key = keyspace.state(`${contact}.${BUSINESS_NUMBER_ID}`);
  const record = createRecordSchemas(contract.recordFields).session.parse(
    JSON.parse((await redis.get(key)) ?? ""),
  );
  expect(record.address).toEqual({ businessNumberId: BUSINESS_NUMBER_ID, phone });
  expect(record.timers).not.toEqual([]);
  const timers = await redis.zrange(keyspace.due("timers"), "0", "-1");
  expect(timers.filter((timer) => timer.includes(contact))).toHaveLength(record.timers.length);
  const after = await redis.keys("*");
  const marks = after.filter((name) => /^seen:\d/.test(name));
  const counts = await Promise.all(marks.map((name) => redis.scard(name)));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2 + 3 * 2);
  const added = after.filter((name) => !before.includes(name) && !marks.includes(name));
  expect(added).toHaveLength(3 * own.length);
});
