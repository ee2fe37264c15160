import fc from "fast-check";
import { expect, test } from "vitest";
import { type AnyEventObject, assign, createActor, setup } from "xstate";
import { z } from "zod";
import { createRecordSchemas, type SessionRecord } from "../../src/conversation/model/record.ts";
import { fieldsOf } from "../../src/conversation/model/record-fields.ts";
import { openSession, persistSession, resumeSession } from "../../src/conversation/turn/session.ts";
import { contract as vimbiso } from "../../src/vimbiso.ts";
import { ADDRESS } from "../support/dialogue.ts";

const KEPT = ["profile", "account"];
const contract = {
  ...vimbiso,
  recordFields: { keptContext: { profile: z.unknown(), account: z.unknown() }, credentials: [] },
};
const schemas = createRecordSchemas(contract.recordFields);

type Values = { [field: string]: unknown };
const machine = setup({
  types: {} as { context: Values; input: Values; events: { type: "set"; values: Values } },
}).createMachine({
  id: "m",
  context: ({ input }) => input,
  on: { set: { actions: assign(({ event }) => event.values) } },
});
const release = { machine, hash: "h", contract, injectedContext: { languages: ["en", "sn"] } };

/** What a machine may put into its context: also what JSON leaves out or changes. */
const value = fc.anything({ withDate: true, withBoxedValues: true, withSparseArray: true });
const values = fc.dictionary(fc.constantFrom(...KEPT, "languages", "a", "b", "1"), value, {
  maxKeys: 4,
});

test("a turn leaves the same bytes as a live actor whose snapshot went through JSON, without what is kept outside it", () => {
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 6 }), (turns) => {
      let record = open();
      for (const [index, values] of turns.entries()) {
        const event = { type: "set", values };
        const { session } = resumeSession({ release, record, now: index });
        session.running.deliver("", event);
        const next = { ...session.record, ...persistSession(session) };
        const text = JSON.stringify(schemas.parseSession(next, record));
        const wanted = { ...session.record, ...throughJson(record, event) };
        expect(text).toBe(JSON.stringify(schemas.session.parse(wanted)));
        record = schemas.session.parse(JSON.parse(text));
      }
    }),
  );
});

function open(): SessionRecord {
  const opening = { release, record: undefined, sessionId: "s", address: ADDRESS, locale: "en" };
  const session = openSession({ ...opening, now: 0, openingEvent: { type: "session.over" } });
  const record = { ...session.record, ...persistSession(session) };
  return schemas.session.parse(JSON.parse(JSON.stringify(record)));
}

/** The whole snapshot as XState's live actor persists it, as JSON, then split into the record's places. */
function throughJson(record: SessionRecord, event: AnyEventObject): Values {
  const snapshot = structuredClone(record.snapshot) as { context: Values };
  const kept = Object.fromEntries(KEPT.map((field) => [field, fieldsOf(record)[field]]));
  const context = { ...snapshot.context, ...release.injectedContext, ...kept };
  const restored = { ...snapshot, context } as unknown as ReturnType<typeof machine.resolveState>;
  const actor = createActor(machine, { snapshot: restored, input: {} }).start();
  actor.send(event as Parameters<typeof actor.send>[0]);
  const { historyValue: _, ...persisted } = JSON.parse(
    JSON.stringify(actor.getPersistedSnapshot()),
  );
  const fields = Object.entries<unknown>(persisted.context);
  const rest = fields.filter(([field]) => ![...KEPT, "languages"].includes(field));
  return {
    snapshot: { ...persisted, context: Object.fromEntries(rest) },
    ...Object.fromEntries(fields.filter(([field]) => KEPT.includes(field))),
  };
}
