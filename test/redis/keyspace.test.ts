import fc from "fast-check";
import { expect, test } from "vitest";
import { contactIdOf, toConversationId } from "../../src/conversation/model/conversation-id.ts";
import { keyspace } from "../../src/redis/keyspace.ts";

const anyId = fc.string({ unit: fc.constantFrom(..."ab1-_ \t\n\u00a0") });

test("no conversation id holds white space, and its contact is the one that it was made of", () => {
  fc.assert(
    fc.property(anyId, anyId, (contactId, businessNumberId) => {
      const make = () => toConversationId({ contactId, businessNumberId });
      if (/\s/.test(contactId + businessNumberId)) expect(make).toThrow(RangeError);
      else expect(contactIdOf(make())).toBe(contactId);
    }),
  );
});

test("no key of a conversation is made for an id with a space, and the error does not show it", () => {
  for (const make of [keyspace.state, (id: string) => keyspace.lane("replies", id)]) {
    expect(() => make("contact.1000 01")).toThrow(RangeError);
    expect(() => make("contact.1000 01")).not.toThrow(/1000/);
  }
});
