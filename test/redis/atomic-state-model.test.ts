import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MetadataChange } from "../../src/redis/atomic-state/lock.ts";
import { NOW, newKey, ttl, useAtomicState } from "../support/atomic-state-fixture.ts";

interface Model {
  state: { [field: string]: unknown; _version: number; session_id?: string } | undefined;
  metadata: { [name: string]: string };
}

/** A version is given as its distance from the stored one. */
type Operation =
  | { kind: "write"; fields: Fields; distance: number; metadata: MetadataChange }
  | { kind: "create" | "change"; fields: Fields; metadata: MetadataChange }
  | { kind: "cleanup"; preserve: string[] };

type Fields = { [field: string]: unknown; session_id?: string };

/** Without -0, which JSON writes as 0. */
const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
const fields = fc.record(
  {
    session_id: fc.constantFrom("a", "b", 'c"\\'),
    jwt_token: fc.string(),
    profile: json,
    form: json,
    3: fc.string({ unit: "binary" }),
  },
  { requiredKeys: [] },
);
const change = fc.constantFrom(undefined, null, "menu", "", "keep", "=");
const metadata = fc.record(
  { stage: change, option: change, direction: change },
  { requiredKeys: [] },
);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constant("write" as const),
    fields,
    distance: fc.constantFrom(0, 0, 0, -1, 1),
    metadata,
  }),
  fc.record({ kind: fc.constantFrom("create" as const, "change" as const), fields, metadata }),
  fc.record({
    kind: fc.constant("cleanup" as const),
    preserve: fc.subarray(["jwt_token", "profile", "session_id", "3"]),
  }),
);

describe.each(["lua", "watch"] as const)("with the %s lock", (lock) => {
  const { manager } = useAtomicState(lock);

  test("any sequence of operations does what a plain object would do", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 12 }), async (operations) => {
        const key = newKey();
        let model: Model = { state: undefined, metadata: {} };
        for (const step of operations) {
          const next = apply(model, step);
          expect(await perform(key, step, model.state?._version ?? 0)).toBe(next !== undefined);
          model = next ?? model;
          expect(await manager.atomicGet(key)).toEqual({ ok: true, ...model });
        }
      }),
      { numRuns: 150 },
    );
  });

  async function perform(key: string, step: Operation, version: number): Promise<boolean> {
    if (step.kind === "cleanup") {
      return (await manager.atomicCleanup(key, { preserveFields: step.preserve })).ok;
    }
    const options = { ...step.metadata, ttl };
    const { ok } = await manager.atomicUpdate(key, toUpdate(step, version), options);
    return ok;
  }
});

function toUpdate(step: Exclude<Operation, { kind: "cleanup" }>, version: number) {
  switch (step.kind) {
    case "write":
      return { ...step.fields, _version: version + step.distance };
    case "create":
      return step.fields;
    case "change":
      return () => step.fields;
  }
}

/** What the operation makes of the model; `undefined` if it must be refused. */
function apply({ state, metadata }: Model, step: Operation): Model | undefined {
  if (step.kind === "cleanup") {
    if (!state) return { state, metadata };
    const preserved = Object.entries(state).filter(([field]) => step.preserve.includes(field));
    return { state: stamp(Object.fromEntries(preserved), state._version), metadata: {} };
  }
  const version = state?._version ?? 0;
  if (step.kind === "create" && state) return undefined;
  if (step.kind === "write" && isRefused(step, state)) return undefined;
  return { state: stamp(step.fields, version), metadata: merge(metadata, step.metadata) };
}

function isRefused(step: { fields: Fields; distance: number }, state: Model["state"]): boolean {
  const { session_id } = step.fields;
  if (step.distance !== 0) return true;
  return Boolean(state?.session_id && session_id && state.session_id !== session_id);
}

function stamp(given: Fields, version: number): NonNullable<Model["state"]> {
  return { ...given, _version: version + 1, _last_updated: new Date(NOW).toISOString() };
}

function merge(before: Model["metadata"], changes: MetadataChange): Model["metadata"] {
  const after = Object.entries({ ...before, ...withoutUndefined(changes) });
  return Object.fromEntries(after.filter((entry): entry is [string, string] => entry[1] !== null));
}

function withoutUndefined(changes: MetadataChange): { [name: string]: string | null } {
  const entries = Object.entries(changes);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
