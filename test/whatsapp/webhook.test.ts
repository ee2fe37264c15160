import { describe, expect, test } from "vitest";
import type { Fact } from "../../src/engine/fact.ts";
import type { Contacts, Identity, Report } from "../../src/engine/ports.ts";
import { createMemoryFloods } from "../../src/memory/memory-floods.ts";
import { encode, sign } from "../../src/whatsapp/double/wire.ts";
import type { Take } from "../../src/whatsapp/intake.ts";
import type { ReportsOptions } from "../../src/whatsapp/reports.ts";
import { type Admit, createWebhook } from "../../src/whatsapp/webhook.ts";
import { webhookBody } from "../support/webhooks.ts";

const OURS = "100000000000001";
const OUR_SECOND = "100000000000002";
const REPLY = { conversationId: `contact-1.${OURS}`, token: "session:1:0" };

describe("the handshake", () => {
  test("answers the right token with the bare challenge", async () => {
    const { app } = start();
    const response = await app.request(handshake("verify-me"));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("1158201444");
  });

  test("refuses a wrong token, a missing one, another mode and no challenge", async () => {
    const { app } = start();
    for (const path of [
      handshake("verify-mx"),
      "/webhook?hub.mode=subscribe&hub.challenge=1",
      "/webhook?hub.mode=unsubscribe&hub.verify_token=verify-me&hub.challenge=1",
      "/webhook?hub.mode=subscribe&hub.verify_token=verify-me",
      "/webhook",
    ]) {
      expect((await app.request(path)).status).toBe(403);
    }
  });
});

describe("the signature", () => {
  const body = postOf([message({ id: "a", text: "hi / é" })]);

  test("is over the raw bytes, escapes and all", async () => {
    const { post, taken } = start();
    expect(await post(body)).toBe(200);
    expect(taken).toHaveLength(1);
  });

  test.each([
    ["missing", undefined],
    ["of another secret", sign(body, "another")],
    ["of another body", sign(`${body} `, "app-secret")],
    ["of the same JSON in other bytes", sign(JSON.stringify(JSON.parse(body)), "app-secret")],
    ["cut short", sign(body, "app-secret").slice(0, -2)],
    ["under another name", sign(body, "app-secret").replace("sha256=", "sha1=")],
    ["no hex", `sha256=${"z".repeat(64)}`],
  ])("that is %s is refused, and nothing is read", async (_, header) => {
    const { app, taken, resolved, facts } = start();
    const response = await app.request("/webhook", {
      method: "POST",
      body,
      headers: header === undefined ? {} : { "x-hub-signature-256": header },
    });
    expect(response.status).toBe(401);
    expect([taken, resolved]).toEqual([[], []]);
    expect(facts).toEqual([{ kind: "ignored", what: "bad signature" }]);
  });
});

describe("the body", () => {
  test("that is signed and no JSON is answered with what to do", async () => {
    const { app } = start();
    const response = await app.request("/webhook", signed("{"));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { code: "bad_json", message: expect.stringContaining("send a webhook") },
    });
  });

  test.each(["null", "[]", "7", "{}", '{"entry":[]}'])("%s is acknowledged", async (body) => {
    expect(await start().post(body)).toBe(200);
  });

  test("past 4 MB is refused, whether it tells its length or not", async () => {
    const body = `{"pad":"${"x".repeat(4 * 1024 * 1024)}"}`;
    const { app } = start();
    expect((await app.request("/webhook", signed(body))).status).toBe(413);
    const length = { "content-length": String(body.length) };
    expect((await app.request("/webhook", signed(body, length))).status).toBe(413);
  });

  test("of 3 MB and a thousand members is taken", async () => {
    const { post, taken } = start();
    const text = "x".repeat(3_000);
    const messages = Array.from({ length: 1_000 }, (_, n) =>
      message({ id: `m${n}`, from: `26377${n}`, text }),
    );
    expect(await post(postOf(messages))).toBe(200);
    expect(taken).toHaveLength(1_000);
  });
});

describe("what is taken", () => {
  test("is a message with the contact's conversation and locale, and the signed address", async () => {
    const turns: Parameters<Take>[0][] = [];
    const { post } = start({
      take: async (turn) => {
        turns.push(turn);
        return "ok";
      },
    });
    await post(postOf([message({ id: "wamid.X", from: "263771", text: "balance" })]));
    expect(turns).toEqual([
      {
        conversationId: `contact-263771.${OURS}`,
        messageId: "wamid.X",
        event: {
          kind: "message",
          id: expect.stringMatching(/^[\w-]{22}$/),
          at: 1_790_000_000_000,
          address: { businessNumberId: OURS, phone: "263771" },
          locale: "sn",
          content: { kind: "text", text: "balance" },
        },
      },
    ]);
  });

  test("comes to our first number if the webhook names none", async () => {
    const { post, taken } = start();
    await post(
      webhookBody("text-froggy-01.json", { at: 1_000, businessNumberId: OURS, delivery: "1" }),
    );
    expect(taken).toEqual([`contact-1234567890.${OURS} Hello`]);
  });

  test("is not what was written to another number", async () => {
    const { post, taken, facts } = start();
    expect(await post(postOf([message({ id: "a" })], "999"))).toBe(200);
    expect(taken).toEqual([]);
    expect(facts).toEqual([{ kind: "ignored", what: "other number" }]);
  });

  test("through two numbers is two conversations", async () => {
    const { post, taken } = start();
    const changes = [OURS, OUR_SECOND].map((number) => changeOf([message({ id: number })], number));
    await post(encode({ entry: [{ changes }] }));
    expect(taken).toEqual([`contact-263771.${OURS} hi`, `contact-263771.${OUR_SECOND} hi`]);
  });

  test("statuses and ignored items are counted, without a token or an id", async () => {
    const { post, facts } = start();
    const files = ["status-failed-window-derived-01.json", "reaction-restfb-01.json"];
    for (const file of files) {
      await post(webhookBody(file, { at: 1_000, businessNumberId: OURS, delivery: "1" }));
    }
    expect(facts).toEqual([
      { kind: "status", status: "failed", code: "131047" },
      { kind: "ignored", what: "reaction" },
    ]);
  });
});

describe("what is reported", () => {
  test.each(["sent", "delivered", "read", "played"])("is that a reply was %s", async (status) => {
    const { post, reported, facts } = start();
    expect(await post(statusesOf([{ status }]))).toBe(200);
    expect(reported).toEqual([{ ...REPLY, status }]);
    expect(facts).toEqual([{ kind: "status", status }]);
  });

  test("is that a reply failed, and why", async () => {
    const { post, reported, facts } = start();
    const failed = { status: "failed", errors: [{ code: 131047, title: "secret" }] };
    expect(await post(statusesOf([failed]))).toBe(200);
    expect(reported).toEqual([{ ...REPLY, status: "failed", code: "131047" }]);
    expect(facts).toEqual([{ kind: "status", status: "failed", code: "131047" }]);
  });

  test("is all of a POST, each with its own reply", async () => {
    const { post, reported } = start();
    const later = `contact-1.${OUR_SECOND} session:2:0`;
    const statuses = [{ status: "read" }, { status: "sent", biz_opaque_callback_data: later }];
    expect(await post(statusesOf(statuses))).toBe(200);
    expect(reported).toEqual([
      { ...REPLY, status: "read" },
      { conversationId: `contact-1.${OUR_SECOND}`, token: "session:2:0", status: "sent" },
    ]);
  });

  test.each([
    ["of an unknown name", "unknown", { status: "in_orbit" }],
    ["without a name", "unknown", { status: undefined }],
    ["that a message was deleted", "deleted", { status: "deleted" }],
    ["without a reply", "read", { status: "read", biz_opaque_callback_data: undefined }],
    ["of another's reply", "read", { status: "read", biz_opaque_callback_data: "conv:42:out:7" }],
    [
      "of a reply through another number",
      "read",
      { status: "read", biz_opaque_callback_data: "contact-1.999 session:1:0" },
    ],
    [
      "of a reply through a number that only ends like ours",
      "read",
      { status: "read", biz_opaque_callback_data: `contact-1.9${OURS} session:1:0` },
    ],
  ])("is no status %s: it is only counted", async (_, counted, status) => {
    const { post, reported, facts } = start();
    expect(await post(statusesOf([status]))).toBe(200);
    expect(reported).toEqual([]);
    expect(facts).toEqual([{ kind: "status", status: counted }]);
  });

  test("and cannot be noted is sent again, and holds up no message", async () => {
    const { app, taken, reported, facts } = start({
      report: async ({ status }) => {
        if (status === "sent") throw new Error("263771: secret words");
      },
    });
    const statuses = [{ status: "sent" }, { status: "read" }].map(aboutReply);
    const value = { ...toValue([message({ id: "a" })], OURS), statuses };
    const body = encode({ entry: [{ changes: [{ field: "messages", value }] }] });
    expect((await app.request("/webhook", signed(body))).status).toBe(503);
    expect(taken.map(wordOf)).toEqual(["hi"]);
    expect(reported.map(({ status }) => status)).toEqual(["sent", "read"]);
    expect(facts).toContainEqual({
      kind: "failure",
      where: "webhook",
      code: "report_failed",
      cause: "Error",
    });
    expect(JSON.stringify(facts)).not.toMatch(/secret|contact|session/);
  });
});

describe("order", () => {
  test("is by the messages' own time within a POST, and as they came where it is the same", async () => {
    const { post, taken } = start();
    await post(
      postOf([
        message({ id: "d", text: "four", seconds: 30 }),
        message({ id: "b", text: "two", seconds: 20 }),
        message({ id: "c", text: "three", seconds: 20 }),
        message({ id: "a", text: "one", seconds: 10 }),
      ]),
    );
    expect(taken.map(wordOf)).toEqual(["one", "two", "three", "four"]);
  });

  test("within a conversation one waits for the other, conversations do not wait", async () => {
    const gate = latch();
    const bothBegun = latch();
    const begun: string[] = [];
    const { post } = start({
      take: async ({ event }) => {
        begun.push(`${event.address.phone} ${event.at}`);
        if (begun.length === 2) bothBegun.open();
        await gate.opened;
        return "ok";
      },
    });
    const answered = post(
      postOf([
        message({ id: "a", from: "111", seconds: 1 }),
        message({ id: "b", from: "111", seconds: 2 }),
        message({ id: "c", from: "222", seconds: 3 }),
      ]),
    );
    await bothBegun.opened;
    expect(begun).toEqual(["111 1000", "222 3000"]);
    gate.open();
    expect(await answered).toBe(200);
    expect(begun).toEqual(["111 1000", "222 3000", "111 2000"]);
  });

  test("each member is looked up once a POST", async () => {
    const { post, resolved } = start();
    await post(
      postOf([message({ id: "a" }), message({ id: "b" }), message({ id: "c", from: "5" })]),
    );
    expect(resolved).toEqual([{ phone: "263771" }, { phone: "5" }]);
  });

  test("a move waits for what came before it, and what comes after waits for the move", async () => {
    const { post, taken } = start();
    const status = await post(
      postOf([
        message({ id: "c", from: "ZW.new", text: "after", seconds: 30 }),
        moved({ id: "b", from: "ZW.old", to: "ZW.new", seconds: 20 }),
        message({ id: "a", from: "ZW.old", text: "before", seconds: 10 }),
      ]),
    );
    expect(status).toBe(200);
    expect(taken).toEqual([`contact-ZW.old.${OURS} before`, `contact-ZW.old.${OURS} after`]);
  });
});

describe("failure", () => {
  const three = postOf([
    message({ id: "a", from: "111", text: "bad", seconds: 1 }),
    message({ id: "b", from: "222", text: "other", seconds: 2 }),
    message({ id: "c", from: "111", text: "later", seconds: 3 }),
  ]);

  test.each<[string, () => Promise<"failed">]>([
    ["says so", async () => "failed"],
    ["throws", () => Promise.reject(new Error("263771: secret words"))],
  ])("of one that %s holds back only its own conversation", async (_, fail) => {
    const { app, taken, facts } = start({
      take: ({ event }) =>
        event.content.kind === "text" && event.content.text === "bad"
          ? fail()
          : Promise.resolve("ok"),
    });
    const response = await app.request("/webhook", signed(three));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(taken.map(wordOf)).toEqual(["bad", "other"]);
    expect(JSON.stringify(facts)).not.toContain("secret");
  });

  test("to know a member holds back that member only", async () => {
    const { post, taken, facts } = start({ unknown: "111" });
    expect(await post(three)).toBe(503);
    expect(taken.map(wordOf)).toEqual(["other"]);
    expect(facts).toEqual([
      { kind: "failure", where: "webhook", code: "contact_failed", cause: "Error" },
    ]);
  });

  test("before a move holds back the move and what comes after it", async () => {
    const { post, taken, resolved } = start({ take: async () => "failed" });
    const status = await post(
      postOf([
        message({ id: "a", from: "ZW.old", text: "before", seconds: 10 }),
        moved({ id: "b", from: "ZW.old", to: "ZW.new", seconds: 20 }),
        message({ id: "c", from: "ZW.new", text: "after", seconds: 30 }),
      ]),
    );
    expect(status).toBe(503);
    expect(taken.map(wordOf)).toEqual(["before"]);
    expect(resolved).not.toContainEqual({ userId: "ZW.new", previousUserId: "ZW.old" });
  });

  test("of a message holds back the news that its number was given up", async () => {
    const { post, resolved } = start({ take: async () => "failed" });
    const system = { type: "user_changed_number", wa_id: "263772" };
    const news = { id: "b", from: "263771", timestamp: "20", type: "system", system };
    const status = await post(postOf([message({ id: "a", seconds: 10 }), news]));
    expect(status).toBe(503);
    expect(resolved).toEqual([{ phone: "263771" }]);
  });

  test("of a move holds back what the new keys say", async () => {
    const { post, taken } = start({ unknown: "ZW.new" });
    const status = await post(
      postOf([
        moved({ id: "b", from: "ZW.old", to: "ZW.new", seconds: 20 }),
        message({ id: "c", from: "ZW.new", text: "after", seconds: 30 }),
        message({ id: "d", from: "222", text: "other", seconds: 30 }),
      ]),
    );
    expect(status).toBe(503);
    expect(taken.map(wordOf)).toEqual(["other"]);
  });
});

describe("a flood", () => {
  const words = (...texts: string[]) => texts.map((text) => message({ id: text, text }));

  test("is told once, by the first message too many, and the rest of it is ignored", async () => {
    const { post, taken, facts } = start({ perMinute: 2 });
    expect(await post(postOf(words("one", "two", "three", "four")))).toBe(200);
    expect(await post(postOf(words("five")))).toBe(200);
    expect(await post(postOf([message({ id: "six", from: "222", text: "other" })]))).toBe(200);
    expect(taken.map(wordOf)).toEqual(["one", "two", "flood", "other"]);
    expect(facts).toEqual([
      { kind: "ignored", what: "flood" },
      { kind: "ignored", what: "flood" },
    ]);
  });

  test.each(["failed", "not run"] as const)(
    "is not made of messages that are %s",
    async (taken) => {
      const { post, taken: tried } = start({ perMinute: 2, take: async () => taken });
      for (let tries = 1; tries <= 4; tries++) await post(postOf(words("again")));
      expect(tried.map(wordOf)).toEqual(["again", "again", "again", "again"]);
    },
  );

  test("is told to the next when the one that it was told to could not be", async () => {
    let isAway = true;
    const { post, taken } = start({
      perMinute: 1,
      take: async ({ event }) => (event.content.kind === "flood" && isAway ? "failed" : "ok"),
    });
    expect(await post(postOf(words("one", "two")))).toBe(503);
    isAway = false;
    expect(await post(postOf(words("two", "three")))).toBe(200);
    expect(taken.map(wordOf)).toEqual(["one", "flood", "flood"]);
  });

  test("is not made of messages of a member who could not be looked up", async () => {
    const options = { perMinute: 1, unknown: "263771" };
    const { post, taken } = start(options);
    for (let tries = 1; tries <= 3; tries++) expect(await post(postOf(words("hi")))).toBe(503);
    options.unknown = "";
    expect(await post(postOf(words("hi")))).toBe(200);
    expect(taken.map(wordOf)).toEqual(["hi"]);
  });
});

describe("a webhook that is not let in", () => {
  test("is answered before its body is read, and counted", async () => {
    const { app, facts, resolved } = start({ admit: () => undefined });
    let isRead = false;
    const pull = () => {
      isRead = true;
    };
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    const response = await app.request("/webhook", { method: "POST", body, duplex: "half" });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await response.json()).toEqual({
      error: { code: "busy", message: expect.stringContaining("again") },
    });
    expect(isRead).toBe(false);
    expect(facts).toEqual([{ kind: "ignored", what: "busy" }]);
    expect(resolved).toEqual([]);
  });

  test("told its length, or is taken for the longest there is; and it leaves, however it ends", async () => {
    const admitted: number[] = [];
    let inHand = 0;
    const { app } = start({
      admit: (bytes) => {
        admitted.push(bytes);
        inHand += 1;
        return () => {
          inHand -= 1;
        };
      },
    });
    for (const length of ["17", "99999999", "many", undefined]) {
      const headers = length === undefined ? {} : { "content-length": length };
      await app.request("/webhook", signed("{", headers));
    }
    const most = 4 * 1024 * 1024;
    expect(admitted).toEqual([17, most, most, most]);
    expect(inHand).toBe(0);
  });
});

/** A webhook with contacts named by the key that they were first seen with. `unknown` cannot be looked up. */
function start(
  options: {
    take?: Take;
    report?: ReportsOptions["report"];
    unknown?: string;
    perMinute?: number;
    admit?: Admit;
  } = {},
) {
  const facts: Fact[] = [];
  const taken: string[] = [];
  const reported: Report[] = [];
  const resolved: Identity[] = [];
  const moves = new Map<string, string>();
  const contacts: Contacts = {
    async resolve(identity) {
      resolved.push(identity);
      const { phone, userId, previousUserId } = identity;
      const key = userId ?? phone ?? "";
      if (key === options.unknown) throw new Error(`No contact for ${key}`);
      if (previousUserId) moves.set(key, previousUserId);
      return { id: `contact-${moves.get(key) ?? key}`, locale: "sn" };
    },
  };
  const app = createWebhook({
    appSecret: "app-secret",
    verifyToken: "verify-me",
    businessNumberIds: [OURS, OUR_SECOND],
    contacts,
    admit: options.admit ?? (() => () => {}),
    floods: createMemoryFloods({ perMinute: options.perMinute ?? 1_000_000 }),
    observe: (fact) => facts.push(fact),
    take: async (turn) => {
      const { content } = turn.event;
      taken.push(`${turn.conversationId} ${content.kind === "text" ? content.text : content.kind}`);
      return (await options.take?.(turn)) ?? "ok";
    },
    report: async (report) => {
      reported.push(report);
      await options.report?.(report);
    },
  });
  const post = async (body: string) => (await app.request("/webhook", signed(body))).status;
  return { app, post, taken, reported, resolved, facts };
}

function handshake(token: string): string {
  return `/webhook?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`;
}

function signed(body: string, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    body,
    headers: { "x-hub-signature-256": sign(body, "app-secret"), ...headers },
  };
}

function postOf(messages: object[], number = OURS): string {
  return encode({ entry: [{ changes: [changeOf(messages, number)] }] });
}

function changeOf(messages: object[], number: string): object {
  return { field: "messages", value: toValue(messages, number) };
}

function toValue(messages: object[], number: string): object {
  return { metadata: { phone_number_id: number }, messages };
}

/** What Meta reports, of our reply if not told otherwise. */
function statusesOf(statuses: object[]): string {
  const value = { metadata: { phone_number_id: OURS }, statuses: statuses.map(aboutReply) };
  return encode({ entry: [{ changes: [{ field: "messages", value }] }] });
}

function aboutReply(status: object): object {
  const biz_opaque_callback_data = `${REPLY.conversationId} ${REPLY.token}`;
  return { id: "wamid.263771", recipient_id: "263771", biz_opaque_callback_data, ...status };
}

function message(options: { id: string; from?: string; text?: string; seconds?: number }): object {
  const { id, from = "263771", text = "hi", seconds = 1_790_000_000 } = options;
  return { id, from, timestamp: String(seconds), type: "text", text: { body: text } };
}

function moved(options: { id: string; from: string; to: string; seconds: number }): object {
  const { id, from, to, seconds } = options;
  const system = { type: "user_changed_user_id", user_id: to, previous_user_id: from };
  return { id, timestamp: String(seconds), type: "system", system };
}

function wordOf(taken: string): string {
  return taken.split(" ").slice(1).join(" ");
}

function latch(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
