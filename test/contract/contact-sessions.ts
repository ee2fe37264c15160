import { describe, expect, test } from "vitest";
import { toConversationId } from "../../src/conversation/model/conversation-id.ts";
import type { Identity } from "../../src/conversation/ports/contacts.ts";
import type { Lane, Outbox } from "../../src/conversation/ports/outbox.ts";
import type { OpenContacts } from "./contacts.ts";
import { call, loaded, record, reply, turn } from "./store.ts";

/** The business numbers that the contacts under test know. */
export const BUSINESS_NUMBER_IDS = ["n1", "n2"];

/** What every directory of contacts must do to the sessions of contacts that lose a key. */
export function contactSessionsContract(open: OpenContacts): void {
  const ana = { phone: "1", userId: "A" };
  const bea = { phone: "2", userId: "B" };

  test.each<[string, Identity[], Identity, boolean[]]>([
    ["both who are merged", [ana, bea], { userId: "B", previousUserId: "A" }, [false, false]],
    ["whose number is given up", [ana, bea], { phone: "3", formerPhone: "1" }, [false, true]],
    [
      "who is carried over to a new number",
      [ana, bea],
      { phone: "3", formerPhone: "1", userId: "C", previousUserId: "A" },
      [false, true],
    ],
    ["whose number is somebody else's now", [ana, bea], { phone: "1", userId: "C" }, [false, true]],
    ["whose number a user id takes along", [{ phone: "1" }, { userId: "A" }], ana, [false, true]],
    [
      "whose number goes to who had another",
      [ana, bea],
      { phone: "1", formerPhone: "2", userId: "B" },
      [false, false],
    ],
  ])("ends the sessions of a contact %s, and of no other", async (_, members, news, expected) => {
    const { resolve, openSession, isOpen } = await stage(open);
    const ids = await inTurn(members, resolve);
    await inTurn(ids, openSession);
    await resolve(news);
    expect(await inTurn(ids, isOpen)).toEqual(expected);
  });

  test.each<[string, Identity]>([
    ["the same keys", ana],
    ["one key alone", { userId: "A" }],
    ["the other key alone", { phone: "1" }],
    ["another number, that nobody has given up", { phone: "3", userId: "A" }],
    ["a user id that nobody has written under", { userId: "C", previousUserId: "A" }],
    ["a former number that nobody had", { phone: "1", formerPhone: "9", userId: "A" }],
    ["a number that is said to replace itself", { phone: "1", formerPhone: "1" }],
  ])("keeps the sessions of a contact who comes with %s", async (_, news) => {
    const { resolve, openSession, isOpen } = await stage(open);
    const id = await resolve(ana);
    await openSession(id);
    expect(await resolve(news)).toBe(id);
    expect(await isOpen(id)).toBe(true);
  });

  test.each<[string, Identity]>([
    ["a merge", { userId: "B", previousUserId: "A" }],
    ["a changed number", { phone: "3", formerPhone: "1" }],
    ["a recycled number", { phone: "1", userId: "C" }],
  ])("keeps what was opened after %s when the news comes again", async (_, news) => {
    const { resolve, openSession, isOpen } = await stage(open);
    const ids = await inTurn([ana, bea, news], resolve);
    await inTurn([...new Set(ids)], openSession);
    await resolve(news);
    expect(await inTurn([...new Set(ids)], isOpen)).not.toContain(false);
  });

  describe("an identity key", () => {
    const sent = (keyHash: string) => ({ ...ana, keyHash });
    const reported = (keyChangedAt: number, keyHash?: string) => ({
      phone: "1",
      keyHash,
      keyChangedAt,
    });

    test.each<[string, Identity[], Identity, boolean]>([
      ["keeps the session: the first one", [ana], sent("k1"), true],
      ["keeps the session: the same one again", [sent("k1")], sent("k1"), true],
      ["keeps the session: none that is named", [sent("k1")], ana, true],
      ["ends the session: another one", [sent("k1")], sent("k2"), false],
      [
        "ends the session: another one under one of the keys",
        [sent("k1")],
        { userId: "A", keyHash: "k2" },
        false,
      ],
      ["ends the session: a reported change", [ana], reported(5, "k1"), false],
      [
        "ends the session: a reported change to another one",
        [sent("k1")],
        reported(5, "k2"),
        false,
      ],
      ["ends the session: a reported change without a hash", [sent("k1")], reported(5), false],
      ["ends the session: a later change without a hash", [ana, reported(5)], reported(6), false],
      [
        "keeps the session: a change that is reported again",
        [ana, reported(5, "k1")],
        reported(5, "k1"),
        true,
      ],
      [
        "keeps the session: a change without a hash that is reported again",
        [ana, reported(5)],
        reported(5),
        true,
      ],
      [
        "keeps the session: an earlier change that is reported late",
        [ana, reported(6)],
        reported(5),
        true,
      ],
      [
        "keeps the session: a change that the member's messages told before",
        [sent("k1"), sent("k2")],
        reported(5, "k2"),
        true,
      ],
      ["keeps the session: the key that was reported", [ana, reported(5, "k1")], sent("k1"), true],
    ])("%s", async (_, before, news, expected) => {
      const { resolve, openSession, isOpen } = await stage(open);
      const [id = "", ...others] = await inTurn(before, resolve);
      expect(others.every((other) => other === id)).toBe(true);
      const bystander = await resolve({ ...bea, keyHash: "k1" });
      await inTurn([id, bystander], openSession);
      expect(await resolve(news)).toBe(id);
      expect(await inTurn([id, bystander], isOpen)).toEqual([expected, true]);
    });
  });

  test("keeps the calls and replies of a session that it ends, and takes no late turn of it", async () => {
    const { resolve, openSession, isOpen, store, outbox } = await stage(open);
    const id = await resolve(ana);
    await openSession(id);
    const before = await pendingOf(outbox);
    await resolve({ phone: "1", userId: "C" });
    expect(await isOpen(id)).toBe(false);
    expect(await pendingOf(outbox)).toEqual(before);
    const conversationId = toConversationId({ contactId: id, businessNumberId: "n1" });
    const head = (lane: Lane) =>
      outbox.claim({ conversationId, lane, fence: "1", leaseMs: 60_000 });
    expect(await head("calls")).toMatchObject({ effect: { token: "s1:1:1" } });
    expect(await head("replies")).toMatchObject({ effect: { token: "s1:1:0" } });
    const late = turn({ conversationId, loaded: loaded(1), record: record(2) });
    expect(await store.commit(late)).toBe("conflict");
  });
}

async function stage(open: OpenContacts) {
  const { contacts, store, outbox } = await open();
  const conversationsOf = (contactId: string) =>
    BUSINESS_NUMBER_IDS.map((businessNumberId) =>
      toConversationId({ contactId, businessNumberId }),
    );
  return {
    store,
    outbox,
    resolve: async (identity: Identity) => (await contacts.resolve(identity)).id,
    async openSession(contactId: string) {
      const effects = [reply("s1:1:0"), call("s1:1:1")];
      for (const conversationId of conversationsOf(contactId))
        expect(await store.commit(turn({ conversationId, record: record(1), effects }))).toBe(
          "committed",
        );
    },
    /** Whether there is a session with each number; with some only, it throws. */
    async isOpen(contactId: string): Promise<boolean> {
      const kinds = (await inTurn(conversationsOf(contactId), store.load)).map(({ kind }) => kind);
      expect(new Set(kinds).size).toBe(1);
      return kinds.includes("record");
    },
  };
}

async function inTurn<Given, Found>(all: Given[], each: (one: Given) => Promise<Found>) {
  const found: Found[] = [];
  for (const one of all) found.push(await each(one));
  return found;
}

/** How much of each kind is pending: the ages change with the time. */
async function pendingOf(outbox: Outbox): Promise<{ [kind: string]: number }> {
  const { work } = await outbox.count();
  return Object.fromEntries(work.map(({ kind, pending }) => [kind, pending]));
}
