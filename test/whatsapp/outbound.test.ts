import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Choice, Message, ReplyEffect } from "../../src/conversation/model/effect.ts";
import { parsePayload } from "../../src/fakes/cloud-api/payload.ts";
import { readCallback, toCallback, toPayload as toPayloadOf } from "../../src/whatsapp/outbound.ts";
import { WhatsAppError } from "../../src/whatsapp/whatsapp-error.ts";

const CONVERSATION = "contact.1";

describe("a payload", () => {
  test("of a text", () => {
    expect(toPayload(reply({ text: "Hello" }))).toEqual({
      messaging_product: "whatsapp",
      recipient_type: "individual",
      to: "+263771234567",
      type: "text",
      text: { body: "Hello", preview_url: false },
      biz_opaque_callback_data: "contact.1 session:1:0",
    });
  });

  test("of buttons", () => {
    const items = [choice({ id: "1:yes", title: "Yes" })];
    expect(toPayload(reply({ text: "Sure?", choices: { kind: "buttons", items } }))).toMatchObject({
      type: "interactive",
      interactive: {
        type: "button",
        body: { text: "Sure?" },
        action: { buttons: [{ type: "reply", reply: { id: "1:yes", title: "Yes" } }] },
      },
    });
  });

  test("of a list", () => {
    const items = [choice({ id: "1:a", title: "A", description: "first" }), choice({ id: "1:b" })];
    const choices = { kind: "list", button: "Choose", items } as const;
    expect(toPayload(reply({ text: "Which?", choices }))).toMatchObject({
      interactive: {
        type: "list",
        action: { button: "Choose", sections: [{ rows: items }] },
      },
    });
  });

  test("goes to a user id as recipient, never in to", () => {
    const payload = toPayload({
      ...reply({ text: "Hi" }),
      address: { businessNumberId: "1", userId: "ZW.1" },
    });
    expect(payload).toMatchObject({ recipient: "ZW.1" });
    expect(payload).not.toHaveProperty("to");
  });

  test("to nobody is refused", () => {
    const effect = { ...reply({ text: "Hi" }), address: { businessNumberId: "1" } };
    expect(() => toPayload(effect)).toThrow(expect.objectContaining({ code: "address" }));
  });
});

const buttons = (items: Choice[], text = "?"): Message => ({
  text,
  choices: { kind: "buttons", items },
});
const list = (items: Choice[], { text = "?", button = "Choose" } = {}): Message => ({
  text,
  choices: { kind: "list", button, items },
});
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => choice({ id: `${n}`, title: `Title ${n}` }));
const x = (length: number) => "x".repeat(length);

/** A message whose measure is a given one, the most that it may be, and the limit's name. */
const limits: [string, number, (measure: number) => Message][] = [
  ["text body", 4096, (n) => ({ text: x(n) })],
  ["buttons body", 1024, (n) => buttons(many(1), x(n))],
  ["buttons", 3, (n) => buttons(many(n))],
  ["buttons title 1", 20, (n) => buttons([choice({ title: x(n) })])],
  ["buttons id 1", 256, (n) => buttons([choice({ id: x(n) })])],
  ["list body", 1024, (n) => list(many(1), { text: x(n) })],
  ["list button", 20, (n) => list(many(1), { button: x(n) })],
  ["list", 10, (n) => list(many(n))],
  ["list title 1", 24, (n) => list([choice({ title: x(n) })])],
  ["list id 1", 200, (n) => list([choice({ id: x(n) })])],
  ["list description 1", 72, (n) => list([choice({ description: x(n) })])],
];

describe("a limit", () => {
  test.each(limits)(
    "of %s is %i: taken at it, refused one past it and at nothing",
    (name, most, make) => {
      expect(() => toPayload(reply(make(most)))).not.toThrow();
      expect(breachOf(make(most + 1))).toContain(`offer.created: ${name}: ${most + 1} of `);
      expect(breachOf(make(0))).toContain(`offer.created: ${name}: `);
    },
  );

  test("of what is sent along is 512", () => {
    const effect = reply({ text: "Hi" });
    const rest = `${CONVERSATION} `.length;
    expect(() => toPayload({ ...effect, token: x(512 - rest) })).not.toThrow();
    expect(() => toPayload({ ...effect, token: x(513 - rest) })).toThrow("callback: 513 of 512");
  });

  test("keeps ids apart, and the titles of buttons, not those of rows", () => {
    const sameTitle = [choice({ id: "1" }), choice({ id: "2" })];
    const sameId = [choice({ title: "A" }), choice({ title: "B" })];
    expect(breachOf(buttons(sameTitle))).toContain("buttons title: given twice");
    expect(breachOf(buttons(sameId))).toContain("buttons id: given twice");
    expect(breachOf(list(sameId))).toContain("list id: given twice");
    expect(() => toPayload(reply(list(sameTitle)))).not.toThrow();
  });

  test("lets no button have a description, which nobody would see", () => {
    expect(breachOf(buttons([choice({ description: "why" })]))).toContain(
      "not allowed for buttons",
    );
  });

  test("is reported without the member's words", () => {
    expect(breachOf({ text: "secret ".repeat(1_000) })).not.toContain("secret");
  });

  test("holds whatever passes to what the Cloud API takes", () => {
    const text = (max: number) => fc.string({ minLength: 0, maxLength: max + 1 });
    const item = fc.record(
      { id: text(200), title: text(20), description: text(72) },
      { requiredKeys: ["id", "title"] },
    );
    const message: fc.Arbitrary<Message> = fc.record({
      text: text(40),
      choices: fc.oneof(
        fc.constant(undefined),
        fc.record({
          kind: fc.constant("buttons" as const),
          items: fc.array(item, { maxLength: 4 }),
        }),
        fc.record({
          kind: fc.constant("list" as const),
          button: text(20),
          items: fc.array(item, { maxLength: 11 }),
        }),
      ),
    });
    fc.assert(
      fc.property(message, (sample) => {
        if (breachOf(sample) === undefined) {
          expect(parsePayload(toPayload(reply(sample))).kind).toBe("message");
        }
      }),
    );
  });
});

describe("what is sent along", () => {
  test.each([
    ["a session", "contact.1", "session:1:0"],
    ["a contact and a session with hyphens", "-c_o.100000000000001", "-s_9:12:345"],
    ["a session that a call's late end opened", "contact.1", "session:1:2:3:4"],
  ])("of %s is read as it was made", (_, conversationId, token) => {
    const made = toCallback({ conversationId, token });
    expect(readCallback(made)).toEqual({ conversationId, token });
  });

  test("is read as it was made, whatever the ids", () => {
    const id = fc.stringMatching(/^[\w-]{1,30}$/);
    const contact = fc.tuple(id, fc.nat()).map((parts) => parts.join("."));
    const token = fc.tuple(id, fc.nat(), fc.nat()).map((parts) => parts.join(":"));
    fc.assert(
      fc.property(contact, token, (conversationId, token) => {
        const made = toCallback({ conversationId, token });
        expect(readCallback(made)).toEqual({ conversationId, token });
      }),
    );
  });

  test.each([
    ["nothing", undefined],
    ["an empty one", ""],
    ["a token alone", "session:1:0"],
    ["a conversation alone", "contact.1"],
    ["another's", "conv:42:out:7"],
    ["JSON", '{"conversationId":"contact.1","token":"session:1:0"}'],
    ["no number behind the contact", "contact session:1:0"],
    ["letters for the number", "contact.one session:1:0"],
    ["no contact", ".1 session:1:0"],
    ["no session", "contact.1 :1:0"],
    ["a token without numbers", "contact.1 session"],
    ["a third word", "contact.1 session:1:0 more"],
    ["a space before", " contact.1 session:1:0"],
    ["a line behind", "contact.1 session:1:0\n"],
    ["two spaces", "contact.1  session:1:0"],
    ["another key", "x:contact.1 session:1:0"],
    ["a hash tag", "{contact}.1 session:1:0"],
    ["a path", "../contact.1 session:1:0"],
    ["a wildcard", "*.1 session:1:0"],
    ["a NUL", "contact\u0000.1 session:1:0"],
    ["a letter that is not ours", "contäct.1 session:1:0"],
    ["digits that are none of ours", "contact.١ session:1:0"],
  ])("is none if it is %s", (_, data) => {
    expect(readCallback(data)).toBeUndefined();
  });
});

function breachOf(message: Message): string | undefined {
  try {
    toPayload(reply(message));
    return undefined;
  } catch (error) {
    if (error instanceof WhatsAppError && error.code === "limit") return error.message;
    throw error;
  }
}

function toPayload(effect: ReplyEffect) {
  return toPayloadOf(effect, CONVERSATION);
}

function reply(message: Message): ReplyEffect {
  return {
    kind: "reply",
    token: "session:1:0",
    keys: ["offer.created"],
    address: { businessNumberId: "1", phone: "263771234567" },
    message,
  };
}

function choice(given: Partial<Choice>): Choice {
  return { id: "id", title: "Title", ...given };
}
