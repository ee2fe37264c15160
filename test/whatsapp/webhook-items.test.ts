import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Content } from "../../src/conversation/model/event.ts";
import { type Item, type MessageItem, readWebhook } from "../../src/whatsapp/webhook-items.ts";
import { readPayload, webhookBody, webhookFiles } from "../support/webhooks.ts";

const readings = new Map(
  readFileSync(new URL("../webhooks/readings.tsv", import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t") as [string, string]),
);

describe("the webhooks that are kept", () => {
  test("are all listed with their reading", () => {
    expect(new Set(readings.keys())).toEqual(new Set(webhookFiles));
  });

  test.each([...readings])("%s is read as: %s", (file, reading) => {
    expect(readWebhook(readPayload(file)).map(nameOf).join(", ")).toBe(reading);
  });

  test.each(webhookFiles)("%s is read the same in the wire form", (file) => {
    const body = webhookBody(file, {
      at: 1_790_000_005_000,
      businessNumberId: "42",
      delivery: "1",
    });
    const items = readWebhook(JSON.parse(body));
    expect(items.map(nameOf).join(", ")).toBe(readings.get(file));
    for (const item of items) if (item.kind === "message") expect(item.at).toBe(1_790_000_005_000);
    expect(body).toMatch(/^[\x20-\x7e]*$/);
  });
});

test("the id of a message is the one that earlier releases have made", () => {
  const message = {
    id: "wamid.HBgLMjYzNzcxMjM0NTY3",
    from: "263771234567",
    timestamp: "1790000005",
  };
  const value = { messages: [{ ...message, type: "text", text: { body: "hi" } }] };
  expect(readWebhook({ entry: [{ changes: [{ field: "messages", value }] }] })).toMatchObject([
    { kind: "message", id: "DlRg32aYfsIWstTvNvvFvQ" },
  ]);
});

describe("who is writing", () => {
  test("a phone number and a user id come from the message and from its contact", () => {
    expect(identityOf("text-smartops-01.json")).toEqual({
      phone: "16315551181",
      userId: "US.13491208655302741918",
    });
    expect(identityOf("audio-pywa-01.json")).toEqual({
      phone: "972987654321",
      userId: "US.13491208655302741918",
    });
  });

  test("a user id stands alone, wherever it stands", () => {
    expect(identityOf("text-courier-03.json")).toEqual({ userId: "US.1234" });
    expect(identityOf("text-courier-04.json")).toEqual({ userId: "US.1234" });
    expect(identityOf("contacts-restfb-02.json")).toEqual({ userId: "US.13491208655302741918" });
  });

  test("another's contact lends no key", () => {
    expect(identityOf("unsupported-restfb-01.json")).toEqual({ phone: "333333333333" });
  });

  test("of several contacts the one with the message's key counts, not the first", () => {
    const item = readOne(text({ from: "222" }), [
      { wa_id: "111", user_id: "ZW.1" },
      { wa_id: "222", user_id: "ZW.2" },
    ]);
    expect(item).toMatchObject({ identity: { phone: "222", userId: "ZW.2" } });
  });

  test("with several contacts a message without a key is nobody's", () => {
    const keyless = text({ from: undefined });
    expect(readOne(keyless, [{ wa_id: "111" }])).toMatchObject({ identity: { phone: "111" } });
    expect(readOne(keyless, [{ wa_id: "111" }, { wa_id: "222" }])).toEqual(unidentifiable);
  });

  test("what is shared in a message is never who wrote it", () => {
    expect(identityOf("contacts-weni-02.json")).toMatchObject({ phone: "5678" });
  });

  test.each(["+263 77 123 4567", "+263-77-123-4567", "+(263) 771.234.567"])(
    "a phone number is read without what is written between its digits: %s",
    (from) => {
      expect(readOne(text({ from }))).toMatchObject({ identity: { phone: "263771234567" } });
    },
  );

  test("a key that is neither digits nor a user id is none", () => {
    expect(readOne(text({ from: "PHONE" }))).toEqual(unidentifiable);
    expect(readOne(text({ from: "us.1" }))).toEqual(unidentifiable);
    expect(readOne(text({ from: 263771234567 }))).toEqual(unidentifiable);
  });
});

describe("a member's new keys", () => {
  test("come with the old user id", () => {
    expect(readWebhook(readPayload("system-user_changed_user_id-derived-01.json"))).toEqual([
      {
        kind: "moved",
        at: 1_790_000_000_000,
        businessNumberId: "100000000000001",
        identity: { userId: "UY.1000000000000009", previousUserId: "UY.1000000000000001" },
      },
    ]);
    expect(readWebhook(readPayload("user_id_update-weni-01.json"))).toMatchObject([
      {
        identity: {
          phone: "5678",
          userId: "US.98765432100000000001",
          previousUserId: "US.13491208655302741918",
        },
      },
    ]);
  });

  test("come with a changed number, under any of the names of the change and of the number", () => {
    for (const type of ["user_changed_number", "customer_changed_number"]) {
      for (const key of ["wa_id", "new_wa_id"]) {
        const system = { type, [key]: "263772000000", user_id: "ZW.2" };
        const message = { ...text({ from: "263771000000" }), type: "system", system };
        expect(readOne(message)).toMatchObject({
          kind: "moved",
          identity: { phone: "263772000000", formerPhone: "263771000000", userId: "ZW.2" },
        });
      }
    }
  });

  test.each<[string, object, string | undefined]>([
    ["the number that the news comes from", {}, "263771000000"],
    ["the customer that it names", { customer: "+263773000000" }, "263773000000"],
    ["the sender where the customer is no number", { customer: "OLD" }, "263771000000"],
    ["none where only the user id has changed", { type: "user_changed_user_id" }, undefined],
  ])("come with the number that is given up: %s", (_, told, formerPhone) => {
    const system = { type: "user_changed_number", wa_id: "263772000000", ...told };
    const message = { ...text({ from: "263771000000" }), type: "system", system };
    expect(readOne(message)).toMatchObject({
      identity: { phone: "263772000000", formerPhone },
    });
  });

  test("nothing else that the system says is a move", () => {
    const message = { ...text({}), type: "system", system: { type: "group_created" } };
    expect(readOne(message)).toEqual({ kind: "ignored", what: "system" });
  });
});

describe("an identity key", () => {
  test.each(["customer_identity_changed", "user_identity_changed", "customer_changed_identity"])(
    "is reported as changed by %s",
    (type) => {
      const system = { type, identity: "h4sh", customer: "263771000000", body: "changed" };
      const reported = readOne({ ...text({}), type: "system", system });
      const sent = readOne(text({ from: "263771000000", identity: { hash: "h4sh" } }));
      expect(reported).toMatchObject({
        kind: "moved",
        identity: {
          phone: "263771000000",
          keyHash: hashOf(sent),
          keyChangedAt: 1_790_000_000_000,
        },
      });
    },
  );

  test("is reported as changed for the sender where nobody is named, also without a hash", () => {
    const system = { type: "customer_identity_changed" };
    const identities = [{ from: "263771000000" }, { from: undefined, from_user_id: "ZW.1" }].map(
      (sender) => readOne({ ...text(sender), type: "system", system }),
    );
    expect(identities).toMatchObject([
      { identity: { phone: "263771000000", keyChangedAt: 1_790_000_000_000 } },
      { identity: { userId: "ZW.1", keyChangedAt: 1_790_000_000_000 } },
    ]);
  });

  test("of a sender comes from the message, or else from the sender's own contact", () => {
    const contacts = [
      { wa_id: "111", identity_key_hash: "other" },
      { wa_id: "222", identity_key_hash: "h4sh" },
    ];
    const own = hashOf(readOne(text({ from: "222" }), contacts));
    expect(own).toMatch(/^[\w-]{22}$/);
    expect(hashOf(readOne(text({ from: "222", identity: { hash: "h4sh" } })))).toBe(own);
    expect(hashOf(readOne(text({ from: "111" }), contacts))).not.toBe(own);
    expect(hashOf(readOne(text({ from: "333" }), contacts))).toBeUndefined();
  });

  test.each([null, {}, { hash: null }, { hash: 7 }, "h4sh", []])(
    "is unknown where the message has the identity %j",
    (identity) => {
      expect(hashOf(readOne(text({ identity })))).toBeUndefined();
    },
  );
});

describe("who has said nothing", () => {
  test.each<[string, object]>([
    ["reaction", { type: "reaction" }],
    ["edit", { type: "edit" }],
    ["edit", { type: "unsupported", unsupported: { type: "edit" } }],
    ["revoke", { type: "revoke" }],
    ["revoke", { type: "revoked" }],
    ["revoke", { type: "unsupported", unsupported: { type: "revoked" } }],
    ["pin", { type: "unsupported", unsupported: { type: "pin" } }],
    ["keep_in_chat", { type: "unsupported", unsupported: { type: "keep_in_chat" } }],
    ["poll_update", { type: "unsupported", unsupported: { type: "poll_update" } }],
    ["reaction", { type: "unsupported", unsupported: { type: "reaction" } }],
    [
      "call_permission_reply",
      { type: "interactive", interactive: { type: "call_permission_reply" } },
    ],
    ["call_permission_reply", { type: "call_permission_reply" }],
  ])("is counted as %s and not answered: %j", (what, message) => {
    expect(readOne(text(message))).toEqual({ kind: "ignored", what });
  });

  test("but has opened the chat is told from others", () => {
    const message = text({ type: "request_welcome", text: undefined });
    expect(readOne(message)).toMatchObject({ kind: "message", content: { kind: "opened" } });
  });
});

describe("what cannot be read", () => {
  test.each<[string, object]>([
    ["unsupported", {}],
    ["unsupported", { unsupported: null }],
    ["unsupported", { unsupported: { type: 7 } }],
    ["unsupported", { unsupported: { type: "errors" } }],
    ["unsupported", { unsupported: { type: "constructor" } }],
    ["unsupported", { unsupported: { type: "link_preview" }, errors: [{ code: 131051 }] }],
    ["unsupported", { errors: [null, { code: 131060 }] }],
    ["view_once", { unsupported: { type: "view_once" } }],
    ["gif", { unsupported: { type: "gif" } }],
    ["image", { unsupported: { type: "image" } }],
    ["location", { unsupported: { type: "location" } }],
    ["poll_creation", { unsupported: { type: "poll_creation" } }],
  ])("and is unsupported is the media %s: %j", (media, message) => {
    const item = readOne(text({ text: undefined, type: "unsupported", ...message }));
    expect(item).toMatchObject({ content: { kind: "media", media } });
  });
});

describe("what is said", () => {
  test("a template's button without a payload is its own words", () => {
    const message = { ...text({}), type: "button", button: { text: "Yes" } };
    expect(readOne(message)).toMatchObject({
      content: { kind: "choice", id: "Yes", title: "Yes" },
    });
  });

  test("a choice keeps the id that it was offered with", () => {
    const [item] = readWebhook(readPayload("button_reply-bsuid-only-derived-01.json"));
    expect(item).toMatchObject({
      content: { kind: "choice", id: "form:1:confirm", title: "Sí ✅" },
    });
  });

  test.each([
    [{ id: "wamid.old", from: "15550000000" }, true],
    [{ id: "wamid.old" }, true],
    [{ forwarded: true }, undefined],
    [{ id: "" }, undefined],
    [{ id: 7 }, undefined],
    ["wamid.old", undefined],
    [null, undefined],
    [undefined, undefined],
  ])("a text with the context %j quotes a message: %j", (context, quotes) => {
    const item = readOne(text({ context }));
    expect(item?.kind === "message" && item.content).toEqual({ kind: "text", text: "hi", quotes });
  });

  test("hostile text loses what is invisible in it, and stays well-formed", () => {
    const [item] = readWebhook(readPayload("text-hostile-derived-01.json"));
    expect(item).toMatchObject({
      content: {
        kind: "text",
        text: "abc  nul \ufffd lone surrogate __proto__ $\u007bx} {{y}}",
      },
    });
  });

  test("lines, tabs, accents and emoji are left alone", () => {
    const body = "one\n\ttwo 👷🏽 e\u0301";
    expect(readOne(text({ text: { body } }))).toMatchObject({ content: { text: body } });
  });

  test.each([
    "\u200b",
    "\u200d",
    "\u200e",
    "\u2068",
    "\u00ad",
    "\u2060",
    "\ufeff",
    "\u3164",
    "\ufe0f",
  ])("%j is dropped from texts and titles, whatever value they hold", (mark) => {
    const body = `${mark}2${mark}0 USD${mark}`;
    expect(readOne(text({ text: { body } }))).toMatchObject({ content: { text: "20 USD" } });
    const button = { text: `Send${mark} offer`, payload: "send" };
    expect(readOne({ ...text({}), type: "button", button })).toMatchObject({
      content: { kind: "choice", title: "Send offer" },
    });
  });

  test("spaces of every width are spaces", () => {
    expect(readOne(text({ text: { body: "20\u00a0000\u2009USD" } }))).toMatchObject({
      content: { text: "20 000 USD" },
    });
  });

  test.each(["", "\u2800\u00a0\n", "\u200b\u200d\ufeff", "\u0000", "\u3164", "\ufe0f"])(
    "text that shows nothing (%j) is blank",
    (body) => {
      expect(readOne(text({ text: { body } }))).toMatchObject({
        content: { kind: "media", media: "blank" },
      });
    },
  );
});

describe("time and ids", () => {
  test("reads a time in every unit and form to the same moment", () => {
    const since1980 = fc.integer({ min: 315_532_800_000, max: 4_102_444_800_000 });
    fc.assert(
      fc.property(since1980, (at) => {
        const units = [at / 1_000, at, at * 1_000];
        for (const timestamp of [...units, ...units.map(String), new Date(at).toISOString()]) {
          const item = readOne(text({ timestamp }));
          expect(Math.abs((item?.kind === "message" ? item.at : 0) - at)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test.each(["1790000000", 1_790_000_000])("seconds as %j are milliseconds here", (timestamp) => {
    expect(readOne(text({ timestamp }))).toMatchObject({ at: 1_790_000_000_000 });
  });

  test.each<[string, unknown, number]>([
    ["milliseconds", "1790000000383", 1_790_000_000_383],
    ["microseconds", 1_790_000_000_383_000, 1_790_000_000_383],
    ["seconds with a fraction", 1_790_000_000.5, 1_790_000_000_500],
    ["ISO 8601", "2026-09-21T14:13:20Z", 1_790_000_000_000],
    ["ISO 8601 of another zone", "2026-09-21T16:13:20.500+02:00", 1_790_000_000_500],
    ["ISO 8601 without a zone", "2026-09-21T14:13:20", 1_790_000_000_000],
  ])("reads a time that is written as %s", (_, timestamp, at) => {
    expect(readOne(text({ timestamp }))).toMatchObject({ at });
  });

  test.each([undefined, null, "", "soon", "2026-99-99T00:00", 0, -1, 1e300, true])(
    "a message at %j is unidentifiable",
    (timestamp) => {
      expect(readOne(text({ timestamp }))).toEqual(unidentifiable);
    },
  );

  test.each([undefined, null, "", 7])("a message with the id %j is unidentifiable", (id) => {
    expect(readOne(text({ id }))).toEqual(unidentifiable);
  });

  test("our id is short, the same for the same message, and tells nothing of Meta's", () => {
    const [first, again, other] = ["wamid.A", "wamid.A", "wamid.B"].map((id) =>
      readOne(text({ id })),
    ) as MessageItem[];
    expect(first?.id).toMatch(/^[\w-]{22}$/);
    expect(again?.id).toBe(first?.id);
    expect(other?.id).not.toBe(first?.id);
  });
});

describe("odd things", () => {
  test("one odd message, status, change or entry costs only itself", () => {
    const good = text({});
    const items = readWebhook({
      entry: [
        null,
        { changes: "none" },
        {
          changes: [
            7,
            { value: null },
            change({ messages: ["?", good], statuses: [[], { id: 9 }] }),
          ],
        },
        { changes: [change({ messages: "?", statuses: [{ status: "read" }] })] },
      ],
    });
    expect(items.map(nameOf)).toEqual([
      "ignored malformed",
      "ignored malformed",
      "ignored malformed",
      "ignored malformed",
      "ignored malformed",
      "text",
      "ignored malformed",
      "status unknown",
      "status read",
    ]);
  });

  test("no JSON makes it throw, and what it ignores is in a few words of ours", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.string(), (odd, message, field) => {
        for (const body of [
          odd,
          { entry: [odd] },
          { entry: [{ changes: [odd, { field, value: odd }] }] },
          {
            entry: [
              { changes: [change({ messages: [message], statuses: [odd], contacts: [odd] })] },
            ],
          },
        ]) {
          for (const item of readWebhook(body)) {
            if (item.kind === "ignored")
              expect(item.what).toMatch(/^(malformed|errors|un\w+( field)?)$/);
          }
        }
      }),
    );
  });

  test("a status tells whose it is, and the reason of its failure", () => {
    const status = {
      id: "wamid.1",
      status: "failed",
      biz_opaque_callback_data: "contact.1 session:1:0",
      errors: [{ code: 131047 }, { code: 1 }],
    };
    expect(readStatus(status)).toEqual({
      kind: "status",
      status: "failed",
      reply: { conversationId: "contact.1", token: "session:1:0" },
      code: "131047",
    });
  });

  test.each([131047, "131047", 0, 999999])(
    "a status keeps the code %j, which is a number",
    (code) => {
      expect(readStatus({ id: "wamid.1", status: "failed", errors: [{ code }] })).toMatchObject({
        code: `${code}`,
      });
    },
  );

  test.each([
    "SECRETTEXT",
    "1310471",
    1e300,
    -1,
    1.5,
    "131047\n",
    "\u001b]0;x\u0007",
    "x".repeat(5_000),
  ])("a status never keeps the code %j, which may be any text", (code) => {
    expect(readStatus({ id: "wamid.1", status: "failed", errors: [{ code }] })).toMatchObject({
      code: "other",
    });
  });

  test("a status that was sent with another's words is nobody's", () => {
    expect(readWebhook(readPayload("status-failed-window-derived-01.json"))).toEqual([
      { kind: "status", status: "failed", reply: undefined, code: "131047" },
    ]);
  });

  test.each([undefined, null, 7, "", "x", ["contact.1 session:1:0"], { conversationId: "c.1" }])(
    "a status that brings %j back is nobody's, and still counted",
    (biz_opaque_callback_data) => {
      expect(readStatus({ status: "read", biz_opaque_callback_data })).toEqual({
        kind: "status",
        status: "read",
      });
    },
  );
});

const unidentifiable = { kind: "ignored", what: "unidentifiable" };

function text(message: object): object {
  return {
    from: "263771234567",
    id: "wamid.1",
    timestamp: "1790000000",
    type: "text",
    text: { body: "hi" },
    ...message,
  };
}

function change(value: object): object {
  return { field: "messages", value };
}

function readOne(message: object, contacts: object[] = []): Item | undefined {
  return readWebhook({ entry: [{ changes: [change({ contacts, messages: [message] })] }] })[0];
}

function readStatus(status: object): Item | undefined {
  return readWebhook({ entry: [{ changes: [change({ statuses: [status] })] }] })[0];
}

function hashOf(item: Item | undefined): string | undefined {
  return item?.kind === "message" ? item.identity.keyHash : undefined;
}

function identityOf(file: string): unknown {
  const [item] = readWebhook(readPayload(file));
  return item?.kind === "message" ? item.identity : undefined;
}

function contentName(content: Content): string {
  if (content.kind === "media") return `media ${content.media}`;
  return content.kind === "text" && content.quotes ? "text quoting" : content.kind;
}

function nameOf(item: Item): string {
  switch (item.kind) {
    case "message":
      return contentName(item.content);
    case "moved":
      return "moved";
    case "status":
      return item.code === undefined
        ? `status ${item.status}`
        : `status ${item.status} ${item.code}`;
    case "ignored":
      return `ignored ${item.what}`;
  }
}
