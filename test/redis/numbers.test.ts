import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Count } from "../../src/conversation/model/count.ts";
import { NUMBERS } from "../../src/policy.ts";
import { AtomicStateManager } from "../../src/redis/atomic-state/atomic-state-manager.ts";
import { connect, ready } from "../../src/redis/connection.ts";
import { createNumbers } from "../../src/redis/numbers.ts";
import { createOutbox } from "../../src/redis/outbox.ts";
import { createStore } from "../../src/redis/store.ts";
import { contract } from "../../src/vimbiso.ts";
import { numbersContract, type OpenNumbers } from "../contract/numbers.ts";
import { loaded, record, turn } from "../contract/store.ts";
import { ownDatabase } from "../support/database.ts";
import { startProxy } from "../support/proxy.ts";

const url = ownDatabase();
const redis = connect(url);
const DAY = "2026-11-28";
const KEY = `numbers:${DAY}`;
const clock = () => Date.UTC(2026, 10, 28, 10);

beforeAll(async () => {
  await ready(redis, 5_000);
});
afterAll(() => redis.disconnect());

const open: OpenNumbers = async ({ clock }) => {
  await redis.flushdb();
  return {
    store: storeOn(redis, clock),
    outbox: createOutbox({ redis, clock }),
    numbers: createNumbers({ redis }),
  };
};

function storeOn(client: typeof redis, clock: () => number) {
  const states = new AtomicStateManager({ redis: client, lock: "lua", clock, log: () => {} });
  onTestFinished(() => states.close());
  const { recordFields } = contract;
  return createStore({ redis: client, states, ttlSeconds: 300, clock, recordFields });
}

numbersContract(open);

const bubble = (form: string): Count => ({ kind: "bubble", release: "r", locale: "en", form });

test("a day is kept for 90 days after it ends, from its first turn", async () => {
  const { store } = await open({ clock });
  const counts = [{ count: bubble("a"), times: 1 }];
  await store.commit(turn({ record: record(1), counts }));
  const days = (await redis.ttl(KEY)) / (24 * 60 * 60);
  expect(days).toBeGreaterThan(NUMBERS.keptDays + 0.99);
  expect(days).toBeLessThanOrEqual(NUMBERS.keptDays + 1);
  await redis.expire(KEY, 1_000);
  await store.commit(turn({ loaded: loaded(1), record: record(2), counts }));
  expect(await redis.ttl(KEY)).toBeLessThanOrEqual(1_000);
});

test("counts beyond the limit of a day are added up in one, and the known ones still count", async () => {
  const { store, numbers } = await open({ clock });
  const fields = Array.from({ length: NUMBERS.fieldsADay }, (_, at) => [`known ${at}`, "1"]);
  await redis.hset(KEY, ...fields.slice(1).flat());
  const count = (forms: string[]) => forms.map((form) => ({ count: bubble(form), times: 3 }));
  await store.commit(turn({ record: record(1), counts: count(["a", "b"]) }));
  const next = count(["a", "b", "c"]);
  await store.commit(turn({ loaded: loaded(1), record: record(2), counts: next }));
  expect((await numbers.read(DAY)).counts).toEqual([{ count: bubble("a"), times: 6 }]);
  expect(await redis.hget(KEY, "other")).toBe("9");
  expect(await redis.hlen(KEY)).toBe(NUMBERS.fieldsADay + 1);
});

test("a commit whose answer was cut counts once", async () => {
  const { numbers } = await open({ clock });
  const { port, pathname } = new URL(url);
  const proxy = await startProxy(Number(port));
  const far = connect(`redis://127.0.0.1:${proxy.port}${pathname}`);
  onTestFinished(async () => {
    far.disconnect();
    await proxy.close();
  });
  await ready(far, 5_000);
  const store = storeOn(far, clock);
  const counts = [{ count: bubble("a"), times: 1 }];
  await store.commit(turn({ record: record(1), counts }));
  proxy.cutAnswerTo("evalsha");
  const next = turn({ loaded: loaded(1), record: record(2), counts });
  expect(await store.commit(next)).toBe("committed");
  expect(proxy.cuts()).toBe(1);
  expect((await numbers.read(DAY)).counts).toEqual([{ count: bubble("a"), times: 2 }]);
});

test("a key of another type stops the commit before anything is written", async () => {
  const { store } = await open({ clock });
  await redis.set(KEY, "text");
  const counts = [{ count: bubble("a"), times: 1 }];
  await expect(store.commit(turn({ record: record(1), counts }))).rejects.toThrow(KEY);
  expect(await redis.exists("user:c1")).toBe(0);
});
