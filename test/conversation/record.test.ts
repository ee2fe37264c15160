import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { createRecordSchemas, type SessionRecord } from "../../src/conversation/model/record.ts";
import { contract } from "../../src/vimbiso.ts";
import { PROFILE } from "../support/bank.ts";
import { ADDRESS } from "../support/dialogue.ts";

const stamp = { _version: 1, _last_updated: "2026-11-27T12:00:00.000Z" };

test("an application's fields stand at the top level, and no others beside those of every record", () => {
  const { conversation } = createRecordSchemas({
    keptContext: { patient: z.object({ name: z.string() }) },
    credentials: ["clinic_token"],
  });
  const record = { ...stamp, patient: { name: "Tariro" }, clinic_token: "t" };
  expect(conversation.parse({ ...record, profile: {} })).toEqual(record);
  expect(conversation.safeParse({ ...record, patient: "Tariro" }).success).toBe(false);
  expect(conversation.parse(stamp)).toEqual(stamp);
});

test.each([
  [{ keptContext: { snapshot: z.unknown() }, credentials: [] }, "snapshot"],
  [{ keptContext: {}, credentials: ["jwt_token"] }, "jwt_token"],
])("an application cannot take a field that every record has: %j", (fields, name) => {
  expect(() => createRecordSchemas(fields)).toThrow(name);
});

const { session, parseSession } = createRecordSchemas(contract.recordFields);

const loaded = session.parse({
  ...stamp,
  session_id: "s1",
  jwt_token: "t",
  address: ADDRESS,
  locale: "en",
  machine: { id: "m", hash: "h" },
  snapshot: { value: "home" },
  timers: [],
  calls: [{ token: "s1:1:0", path: "", actorId: "login", operation: "login" }],
  question: { number: 1, choices: [{ id: "a", title: "A" }], askedAt: 1 },
  profile: PROFILE,
  credex_token: "c",
});

/** What a turn may have made of a field, right or wrong. */
const changes: { [field: string]: unknown[] } = {
  session_id: ["s2", ""],
  jwt_token: ["other", undefined],
  address: [{ businessNumberId: "1", more: 1 }, { phone: "1" }],
  locale: ["sn", 7],
  snapshot: [{ value: "other", context: { a: [1] } }, []],
  timers: [[{ token: "t" }], [{ ...timer(), event: { type: "a", more: 1 }, more: 1 }]],
  calls: [[], [{ token: "t" }], undefined],
  question: [{ number: 2, choices: [{ id: "a", title: "A", more: 1 }], more: 1 }, { number: -1 }],
  notices: [
    { notices: "on", at: 1, more: 1 },
    { notices: "maybe", at: 1 },
  ],
  profile: [{ ...PROFILE, more: 1 }, { member: {} }, undefined],
  credex_token: [7, undefined],
  _version: [2, 0],
  _last_updated: ["2026-11-27T12:00:01.000Z", "today"],
  unknown: [1],
};

const change = fc
  .constantFrom(...Object.keys(changes))
  .chain((field) => fc.tuple(fc.constant(field), fc.constantFrom(...(changes[field] ?? []))));

test("parsing what a turn has changed is parsing all, with the same result and the same error", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 4 }), fc.boolean(), (changed, isLoaded) => {
      const next = { ...loaded, ...Object.fromEntries(changed) } as SessionRecord;
      const all = session.safeParse(next);
      const parse = () => parseSession(next, isLoaded ? loaded : undefined);
      if (!all.success) expect(parse).toThrow(all.error.message);
      else expect(JSON.stringify(parse())).toBe(JSON.stringify(all.data));
    }),
    { numRuns: 1_000 },
  );
});

test("a field that is missing in both records is not taken as parsed", () => {
  const { snapshot: _, ...without } = loaded;
  expect(() => parseSession(without as SessionRecord, without)).toThrow("snapshot");
});

function timer() {
  return { token: "t", from: "", path: "", sendId: "s", event: { type: "a" }, dueAt: 1 };
}
