import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import { createSealing, type Sealing, UNSEALED } from "../../src/redis/sealing.ts";

const keyOf = () => new Uint8Array(randomBytes(32));
const [first, second] = [keyOf(), keyOf()];
const value = { name: "Tariro", amounts: [20, null], text: "\u2028 😀" };
const sealing = createSealing({ current: "k1", keys: new Map([["k1", first]]) });

const sealOf = (one: Sealing, place = "a"): object => JSON.parse(one.seal(value, place));

test("a sealed value names its key and shows nothing else, and no two are the same", () => {
  const sealed = [sealOf(sealing), sealOf(sealing)];
  for (const one of sealed) {
    expect(one).toEqual({ _sealed: expect.stringMatching(/^k1\.[\w+/]+=*$/) });
    expect(sealing.open(one, "a")).toEqual(value);
  }
  expect(sealed[0]).not.toEqual(sealed[1]);
});

test("another key encrypts from now on, and values of the one before are opened", () => {
  const keys = new Map([
    ["k2", second],
    ["k1", first],
  ]);
  const rotated = createSealing({ current: "k2", keys });
  expect(rotated.open(sealOf(sealing), "a")).toEqual(value);
  expect(sealOf(rotated)).toEqual({ _sealed: expect.stringMatching(/^k2\./) });
  const off = createSealing({ current: undefined, keys });
  expect(sealOf(off)).toEqual(value);
  expect(off.open(sealOf(rotated), "a")).toEqual(value);
});

test.each<[string, ReturnType<typeof createSealing>, string]>([
  ["without keys", UNSEALED, "needs data key k1: add it to DATA_KEYS"],
  [
    "with another key of this id",
    createSealing({ current: "k1", keys: new Map([["k1", second]]) }),
    "Data key k1 is not the one",
  ],
])("a sealed value %s is an error that names the key, and quotes nothing", (_, other, message) => {
  const sealed = sealOf(sealing);
  const open = () => other.open(sealed, "a");
  expect(open).toThrow(StoreError);
  expect(open).toThrow(message);
  try {
    open();
  } catch (error) {
    expect(error).toMatchObject({ code: "unavailable", reason: "DATAKEY" });
    expect(String(error)).not.toContain(JSON.stringify(sealed).slice(15, 30));
  }
});

test("a value that was moved to another place, or changed, is not opened", () => {
  const sealed = sealOf(sealing, "user:a.1");
  expect(() => sealing.open(sealed, "user:b.1")).toThrow(StoreError);
  const { _sealed: text } = sealed as { _sealed: string };
  for (const at of [5, 20, text.length - 6]) {
    const changed = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    expect(() => sealing.open({ _sealed: changed }, "user:a.1")).toThrow(StoreError);
  }
});
