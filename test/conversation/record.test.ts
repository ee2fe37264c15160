import { expect, test } from "vitest";
import { z } from "zod";
import { createRecordSchemas } from "../../src/conversation/model/record.ts";

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
