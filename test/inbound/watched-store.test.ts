import { expect, test } from "vitest";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import { createAdmission } from "../../src/http/admission.ts";
import { watchStore } from "../../src/inbound/watched-store.ts";

const entry = { conversationId: "c1", event: { kind: "timer", token: "t" } } as const;

function watch() {
  const store: { fails: boolean } = { fails: false };
  const use = <T>(result: T) =>
    store.fails ? Promise.reject(new StoreError("unavailable", "away")) : Promise.resolve(result);
  const admission = createAdmission({ clock: () => 0, replyDelayMs: () => 0 });
  const watched = watchStore({
    contacts: { resolve: () => use({ id: "m1", locale: "en" }), find: () => use(undefined) },
    engine: { run: () => use({ outcome: "committed", isWaiting: false }) },
    admission,
  });
  return { ...watched, admission, store };
}

test.each<[string, (watched: ReturnType<typeof watch>) => Promise<unknown>]>([
  ["resolving contacts", ({ contacts }) => contacts.resolve({ phone: "1" })],
  ["finding contacts", ({ contacts }) => contacts.find("1")],
  ["commits", ({ engine }) => engine.run(entry)],
])("after five failures of %s webhooks are refused", async (_, fail) => {
  const watched = watch();
  watched.store.fails = true;
  for (let times = 0; times < 5; times++) await expect(fail(watched)).rejects.toThrow("away");
  expect(watched.admission.refusal()).toContain("The store is failing");
});

test("a commit ends the count, and a lookup does not", async () => {
  const watched = watch();
  const { contacts, engine, store, admission } = watched;
  store.fails = true;
  for (let times = 0; times < 5; times++) await contacts.find("1").catch(() => {});
  store.fails = false;
  await contacts.find("1");
  expect(admission.refusal()).toBeDefined();
  await engine.run(entry);
  expect(admission.refusal()).toBeUndefined();
});
