import { describe, expect, test } from "vitest";
import { toConversationId } from "../../src/conversation/model/conversation-id.ts";
import type { NotificationConsent } from "../../src/conversation/model/record.ts";
import type { Contacts, Identity } from "../../src/conversation/ports/contacts.ts";
import type { Outbox } from "../../src/conversation/ports/outbox.ts";
import type { Store } from "../../src/conversation/ports/store.ts";
import { turn } from "./store.ts";

/** Empty contacts whose locale is "sn", and the conversations that they know. */
export type OpenContacts = () => Promise<{ contacts: Contacts; store: Store; outbox: Outbox }>;

/** What every directory of contacts must do. */
export function contactsContract(open: OpenContacts): void {
  test.each([
    ["a phone number", { phone: "1" }],
    ["a user id", { userId: "A" }],
    ["both", { phone: "1", userId: "A" }],
  ])("knows a member again by %s", async (_, identity) => {
    const { contacts } = await open();
    const first = await contacts.resolve(identity);
    expect(first).toEqual({ id: expect.stringMatching(/^\S+$/), locale: "sn" });
    expect(await contacts.resolve(identity)).toEqual(first);
    expect((await contacts.resolve({ phone: "2", userId: "B" })).id).not.toBe(first.id);
  });

  test("knows by either key a member who came with both", async () => {
    const ids = await resolver(open);
    expect(await ids({ phone: "1", userId: "A" }, { phone: "1" }, { userId: "A" })).toEqual([
      0, 0, 0,
    ]);
  });

  test("learns the key that a member did not have at first", async () => {
    const ids = await resolver(open);
    const both = { phone: "1", userId: "A" };
    expect(await ids({ userId: "A" }, both, { phone: "1" })).toEqual([0, 0, 0]);
    const others = { phone: "2", userId: "B" };
    expect(await ids({ phone: "2" }, others, { userId: "B" })).toEqual([3, 3, 3]);
  });

  test("takes a phone number with another user id for somebody else's now", async () => {
    const ids = await resolver(open);
    const before = { phone: "1", userId: "A" };
    const after = { phone: "1", userId: "B" };
    expect(await ids(before, after, { phone: "1" }, { userId: "A" }, before)).toEqual([
      0, 1, 1, 0, 0,
    ]);
  });

  test("follows the phone number of a member who has written without one", async () => {
    const ids = await resolver(open);
    const both = { phone: "1", userId: "A" };
    expect(await ids({ phone: "1" }, { userId: "A" }, both, { phone: "1" })).toEqual([0, 1, 1, 1]);
  });

  test("keeps a member whose user id was replaced, under both", async () => {
    const ids = await resolver(open);
    const moved = { phone: "2", userId: "B", previousUserId: "A" };
    expect(
      await ids(
        { phone: "1", userId: "A" },
        moved,
        { userId: "A" },
        { userId: "B" },
        { phone: "2" },
      ),
    ).toEqual([0, 0, 0, 0, 0]);
  });

  test("knows that a user id was replaced before anybody wrote under it", async () => {
    const ids = await resolver(open);
    const moved = { userId: "B", previousUserId: "A" };
    expect(await ids(moved, { userId: "A" }, { userId: "B" })).toEqual([0, 0, 0]);
  });

  test("knows a user id that it has only heard of for the member's own", async () => {
    const ids = await resolver(open);
    const receivedBy = { phone: "1", previousUserId: "A" };
    expect(await ids(receivedBy, { phone: "1", userId: "B" }, { userId: "A" })).toEqual([0, 1, 0]);
  });

  test("merges two that turn out to be the same member, and every key identifies the one that stays", async () => {
    const ids = await resolver(open);
    const moved = { userId: "B", previousUserId: "A" };
    expect(
      await ids(
        { phone: "1", userId: "A" },
        { phone: "2", userId: "B" },
        moved,
        moved,
        { phone: "1" },
        { phone: "2" },
        { userId: "A" },
        { userId: "B" },
      ),
    ).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
  });

  test("leads nobody by a number that was given up", async () => {
    const ids = await resolver(open);
    const moved = { phone: "2", formerPhone: "1" };
    expect(
      await ids(
        { phone: "1", userId: "A" },
        moved,
        { phone: "1" },
        { phone: "2" },
        { userId: "A" },
      ),
    ).toEqual([0, 1, 2, 1, 0]);
  });

  test("finds the contact that the new number has already, and merges nothing", async () => {
    const ids = await resolver(open);
    const moved = { phone: "2", formerPhone: "1" };
    expect(
      await ids({ phone: "1" }, { phone: "2" }, moved, { phone: "2" }, { phone: "1" }),
    ).toEqual([0, 1, 1, 1, 4]);
  });

  test("carries a contact over to a new number when the user ids say so", async () => {
    const ids = await resolver(open);
    const moved = { phone: "2", formerPhone: "1", userId: "B", previousUserId: "A" };
    expect(
      await ids(
        { phone: "1", userId: "A" },
        moved,
        { phone: "2" },
        { userId: "A" },
        { userId: "B" },
        { phone: "1" },
      ),
    ).toEqual([0, 0, 0, 0, 0, 5]);
  });

  test("keeps a number that is said to replace itself", async () => {
    const ids = await resolver(open);
    const same = { phone: "1", formerPhone: "1" };
    expect(await ids({ phone: "1", userId: "A" }, same, { phone: "1" })).toEqual([0, 0, 0]);
  });

  test("makes one of members that were merged already", async () => {
    const ids = await resolver(open);
    expect(
      await ids(
        { phone: "1", userId: "A" },
        { phone: "2", userId: "B" },
        { phone: "3", userId: "C" },
        { userId: "C", previousUserId: "B" },
        { userId: "B", previousUserId: "A" },
        { phone: "3" },
        { userId: "C" },
      ),
    ).toEqual([0, 1, 2, 1, 0, 0, 0]);
  });

  describe("a language that was chosen", () => {
    const both = { phone: "1", userId: "A" };

    test.each([
      ["a phone number", { phone: "1" }],
      ["a user id", { userId: "A" }],
      ["both", both],
    ])("is kept under %s, and found by either key", async (_, identity) => {
      const { contacts } = await open();
      await contacts.resolve({ phone: "2" });
      const { id } = await contacts.resolve(both);
      expect(await contacts.keepLocale({ identity, locale: "nd" })).toBe("kept");
      expect(await contacts.keepLocale({ identity, locale: "nd" })).toBe("kept");
      for (const keys of [both, { phone: "1" }, { userId: "A" }])
        expect(await contacts.resolve(keys)).toEqual({ id, locale: "nd" });
      expect(await contacts.resolve({ phone: "2" })).toMatchObject({ locale: "sn" });
    });

    test("can be chosen anew", async () => {
      const { contacts } = await open();
      await contacts.resolve(both);
      await contacts.keepLocale({ identity: both, locale: "nd" });
      await contacts.keepLocale({ identity: both, locale: "en" });
      expect(await contacts.resolve(both)).toMatchObject({ locale: "en" });
    });

    test("is the survivor's where two are merged, and is kept with the survivor from then on", async () => {
      const { contacts } = await open();
      const other = { phone: "2", userId: "B" };
      await contacts.resolve(both);
      await contacts.resolve(other);
      await contacts.keepLocale({ identity: both, locale: "nd" });
      await contacts.keepLocale({ identity: other, locale: "en" });
      await contacts.resolve({ userId: "B", previousUserId: "A" });
      expect(await contacts.resolve(other)).toMatchObject({ locale: "nd" });
      await contacts.keepLocale({ identity: { phone: "2" }, locale: "en" });
      expect(await contacts.resolve(both)).toMatchObject({ locale: "en" });
    });

    test("that comes late takes no number from its new owner", async () => {
      const { contacts } = await open();
      const former = await contacts.resolve(both);
      const owner = await contacts.resolve({ phone: "1", userId: "B" });
      await contacts.keepLocale({ identity: both, locale: "nd" });
      expect(await contacts.resolve({ phone: "1" })).toEqual(owner);
      expect(await contacts.resolve({ userId: "A" })).toEqual({ ...former, locale: "nd" });
    });

    test("goes along to a new number, where it is nobody's yet", async () => {
      const { contacts } = await open();
      await contacts.resolve({ phone: "1" });
      await contacts.keepLocale({ identity: { phone: "1" }, locale: "nd" });
      expect(await contacts.resolve({ phone: "2", formerPhone: "1" })).toMatchObject({
        locale: "nd",
      });
      expect(await contacts.resolve({ phone: "1" })).toMatchObject({ locale: "sn" });
    });

    test("stays as it is where the new number is somebody's already", async () => {
      const { contacts } = await open();
      await contacts.resolve({ phone: "1" });
      await contacts.keepLocale({ identity: { phone: "1" }, locale: "nd" });
      await contacts.resolve({ phone: "2" });
      expect(await contacts.resolve({ phone: "2", formerPhone: "1" })).toMatchObject({
        locale: "sn",
      });
    });

    test("by somebody unknown is nobody's, not even that of the number's owner", async () => {
      const { contacts } = await open();
      await contacts.resolve(both);
      for (const identity of [{ phone: "9" }, { userId: "Z" }, { phone: "1", userId: "Z" }])
        expect(await contacts.keepLocale({ identity, locale: "nd" })).toBe("unknown");
      expect(await contacts.resolve(both)).toMatchObject({ locale: "sn" });
      expect(await contacts.resolve({ phone: "9" })).toMatchObject({ locale: "sn" });
    });
  });

  describe("finding a contact by a phone number", () => {
    const HOUR_MS = 60 * 60 * 1000;
    const lastInbound = (at: number, businessNumberId = "n1") => ({ businessNumberId, at });

    test("makes none", async () => {
      const { contacts } = await open();
      const { id } = await contacts.resolve({ userId: "A" });
      expect(await contacts.find("1")).toBeUndefined();
      expect((await contacts.resolve({ phone: "1", userId: "A" })).id).toBe(id);
      expect(await contacts.find("1")).toEqual({ id, locale: "sn" });
    });

    test("tells when they wrote last, and to which number", async () => {
      const { contacts } = await open();
      const wrote = async (at: number, businessNumberId?: string) =>
        void (await contacts.resolve({ phone: "1" }, lastInbound(at, businessNumberId)));
      await wrote(5 * HOUR_MS);
      expect(await contacts.find("1")).toMatchObject({ lastInbound: lastInbound(5 * HOUR_MS) });
      await wrote(6 * HOUR_MS, "n2");
      expect(await contacts.find("1")).toMatchObject({
        lastInbound: lastInbound(6 * HOUR_MS, "n2"),
      });
      await wrote(7 * HOUR_MS);
      await wrote(2 * HOUR_MS, "n2");
      await wrote(8 * HOUR_MS, "a number of another server");
      expect(await contacts.find("1")).toMatchObject({ lastInbound: lastInbound(7 * HOUR_MS) });
    });

    test("tells it to the minute", async () => {
      const { contacts } = await open();
      for (const at of [HOUR_MS, HOUR_MS + 59_999])
        await contacts.resolve({ phone: "1" }, lastInbound(at));
      expect(await contacts.find("1")).toMatchObject({ lastInbound: lastInbound(HOUR_MS) });
      await contacts.resolve({ phone: "1" }, lastInbound(HOUR_MS + 60_000));
      expect(await contacts.find("1")).toMatchObject({
        lastInbound: lastInbound(HOUR_MS + 60_000),
      });
    });

    test("tells of who is left after a merge what was true of both", async () => {
      const { contacts } = await open();
      await contacts.resolve({ phone: "1", userId: "A" }, lastInbound(HOUR_MS));
      await contacts.resolve({ phone: "2", userId: "B" }, lastInbound(9 * HOUR_MS));
      const { id } = await contacts.resolve({ userId: "B", previousUserId: "A" });
      for (const phone of ["1", "2"])
        expect(await contacts.find(phone)).toMatchObject({
          id,
          lastInbound: lastInbound(9 * HOUR_MS),
        });
    });

    test("finds nobody under a number that was given up", async () => {
      const { contacts } = await open();
      await contacts.resolve({ phone: "1", userId: "A" });
      await contacts.resolve({ phone: "2", formerPhone: "1" });
      expect(await contacts.find("1")).toBeUndefined();
    });
  });

  describe("what a member has said about notices", () => {
    const begin = async () => {
      const { contacts, store } = await open();
      const say = (contactId: string, notices: NotificationConsent, at = 1_000) => {
        const conversationId = toConversationId({ contactId, businessNumberId: "n1" });
        return store.commit(turn({ conversationId, notices: { notices, at } }));
      };
      return { contacts, store, say };
    };

    test("is kept with the contact by the turn's own commit, until they say otherwise", async () => {
      const { contacts, store, say } = await begin();
      const { id } = await contacts.resolve({ phone: "1" });
      const [off, on] = [
        { id, locale: "sn", notices: "off", noticesAt: 1_000 },
        { id, locale: "sn", noticesAt: 1_000 },
      ];
      expect(await say(id, "off")).toBe("committed");
      expect(await contacts.resolve({ phone: "1" })).toEqual(off);
      expect(await contacts.find("1")).toEqual(off);
      await store.commit(turn({ conversationId: `${id}.n1` }));
      expect(await contacts.find("1")).toEqual(off);
      await say(id, "on");
      expect(await contacts.resolve({ phone: "1" })).toEqual(on);
    });

    test("goes along to a new number", async () => {
      const { contacts, say } = await begin();
      const { id } = await contacts.resolve({ phone: "1" });
      await say(id, "off");
      const moved = await contacts.resolve({ phone: "2", formerPhone: "1" });
      expect(moved).toMatchObject({ notices: "off" });
      expect(moved.id).not.toBe(id);
    });

    test("outlives a merge, whichever of the two had said it", async () => {
      for (const silent of [0, 1]) {
        const { contacts, say } = await begin();
        const first = await contacts.resolve({ phone: "1", userId: "A" });
        const second = await contacts.resolve({ phone: "2", userId: "B" });
        await say([first.id, second.id][silent] ?? "", "off");
        await contacts.resolve({ userId: "B", previousUserId: "A" });
        expect(await contacts.find("2")).toMatchObject({ id: first.id, notices: "off" });
      }
    });

    test.each<[NotificationConsent, NotificationConsent]>([
      ["off", "on"],
      ["on", "off"],
    ])(
      "is the later of two decisions: %s, in whatever order they are committed",
      async (...both) => {
        const [earlier, later] = both;
        for (const isReversed of [false, true]) {
          const { contacts, say } = await begin();
          const { id } = await contacts.resolve({ phone: "1" });
          const decisions: [NotificationConsent, number][] = [
            [earlier, 1_000],
            [later, 2_000],
          ];
          for (const [notices, at] of isReversed ? decisions.reverse() : decisions)
            expect(await say(id, notices, at)).toBe("committed");
          const { notices = "on", noticesAt } = await contacts.resolve({ phone: "1" });
          expect([notices, noticesAt]).toEqual([later, 2_000]);
        }
      },
    );

    test("is the later of two decisions where many processes commit at once", async () => {
      const { contacts, store } = await begin();
      const { id } = await contacts.resolve({ phone: "1" });
      const commits = Array.from({ length: 20 }, (_, index) =>
        turn({
          conversationId: `${id}.n${index}`,
          notices: { notices: index % 2 > 0 ? "off" : "on", at: 1_000 + index },
        }),
      );
      await Promise.all(commits.map((commit) => store.commit(commit)));
      expect(await contacts.find("1")).toMatchObject({ notices: "off", noticesAt: 1_019 });
    });

    test("is the one that arrives later, where two have the same time", async () => {
      const { contacts, say } = await begin();
      const { id } = await contacts.resolve({ phone: "1" });
      await say(id, "on");
      await say(id, "off");
      expect(await contacts.find("1")).toMatchObject({ notices: "off" });
      await say(id, "on");
      expect(await contacts.find("1")).not.toHaveProperty("notices");
    });

    test.each([0, 1])("is the later one after a merge, said by contact %i of two", async (last) => {
      const { contacts, say } = await begin();
      const first = await contacts.resolve({ phone: "1", userId: "A" });
      const second = await contacts.resolve({ phone: "2", userId: "B" });
      const ids = last === 1 ? [first.id, second.id] : [second.id, first.id];
      await say(ids[0] ?? "", "off", 1_000);
      await say(ids[1] ?? "", "on", 2_000);
      await contacts.resolve({ userId: "B", previousUserId: "A" });
      const found = await contacts.find("2");
      expect(found).toMatchObject({ id: first.id, noticesAt: 2_000 });
      expect(found).not.toHaveProperty("notices");
    });
  });
}

/** Resolves one after the other. A contact is named by the place of the identity that made it. */
async function resolver(open: OpenContacts) {
  const { contacts } = await open();
  const known: string[] = [];
  return async (...identities: Identity[]): Promise<number[]> => {
    const start = known.length;
    for (const identity of identities) known.push((await contacts.resolve(identity)).id);
    return known.slice(start).map((id) => known.indexOf(id));
  };
}

/** Of a store that is not divided: a commit writes the consent too. */
export function jointConsentContract(open: OpenContacts): void {
  test("what a member has said about notices is not kept by a commit that is refused", async () => {
    const { contacts, store } = await open();
    const { id } = await contacts.resolve({ phone: "1" });
    const conversationId = `${id}.n1`;
    const seen = { id: "m1", at: Date.now() };
    await store.commit(turn({ conversationId, seen }));
    const again = turn({ conversationId, seen, notices: { notices: "off", at: 1_000 } });
    expect(await store.commit(again)).toBe("duplicate");
    expect(await contacts.find("1")).toEqual({ id, locale: "sn" });
  });
}
