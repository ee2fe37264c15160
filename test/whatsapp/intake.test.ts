import { describe, expect, test } from "vitest";
import type { Enter, EnteringMessage } from "../../src/conversation/ports/entrance.ts";
import { StoreError } from "../../src/conversation/ports/store-error.ts";
import { encode } from "../../src/fakes/cloud-api/wire.ts";
import type { DeliverMessage } from "../../src/whatsapp/intake.ts";
import { webhookBody } from "../support/webhooks.ts";

import {
  aboutReply,
  changeOf,
  latch,
  message,
  moved,
  OUR_SECOND,
  OURS,
  postOf,
  REPLY,
  signed,
  start,
  statusesOf,
  toValue,
  wordOf,
} from "./posting.ts";

describe("what is taken", () => {
  test("is a message with the contact's conversation and locale, and the signed address", async () => {
    const turns: Parameters<DeliverMessage>[0][] = [];
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

  test("is not from the future, and is known by its own time at the next delivery", async () => {
    const turns: Parameters<DeliverMessage>[0][] = [];
    const { post, lastInbound } = start({
      clock: () => 1_790_000_000_000,
      take: async (turn) => {
        turns.push(turn);
        return "ok";
      },
    });
    await post(postOf([message({ id: "now" }), message({ id: "later", seconds: 2_400_000_000 })]));
    expect(turns.map(({ event: { at, statedAt } }) => ({ at, statedAt }))).toEqual([
      { at: 1_790_000_000_000, statedAt: undefined },
      { at: 1_790_000_000_000, statedAt: 2_400_000_000_000 },
    ]);
    expect(lastInbound).toEqual([{ businessNumberId: OURS, at: 1_790_000_000_000 }]);
  });

  test("with a changed identity key is not from the future either", async () => {
    const { post, resolved } = start({ clock: () => 1_790_000_000_000 });
    const system = { type: "customer_identity_changed", customer: "263771" };
    await post(postOf([{ id: "a", timestamp: "2400000000", type: "system", system }]));
    expect(resolved).toEqual([{ phone: "263771", keyChangedAt: 1_790_000_000_000 }]);
  });

  test("begins no 24 hours to write back where the chat was only opened", async () => {
    const { post, taken, lastInbound } = start();
    const opened = { ...message({ id: "a" }), type: "request_welcome" };
    await post(postOf([opened]));
    expect(taken).toEqual([`contact-263771.${OURS} opened`]);
    expect(lastInbound).toEqual([undefined]);
    await post(postOf([message({ id: "b", seconds: 1_780_000_000 }), opened]));
    expect(lastInbound[1]).toEqual({ businessNumberId: OURS, at: 1_780_000_000_000 });
  });

  test("belongs to our first number if the webhook names none", async () => {
    const { post, taken } = start();
    await post(
      webhookBody("text-froggy-01.json", { at: 1_000, businessNumberId: OURS, delivery: "1" }),
    );
    expect(taken).toEqual([`contact-1234567890.${OURS} Hello`]);
  });

  test("is not what was written to another number", async () => {
    const { post, taken, telemetryEvents } = start();
    expect(await post(postOf([message({ id: "a" })], "999"))).toBe(200);
    expect(taken).toEqual([]);
    expect(telemetryEvents).toEqual([{ kind: "ignored", what: "other number" }]);
  });

  test("through two numbers is two conversations", async () => {
    const { post, taken } = start();
    const changes = [OURS, OUR_SECOND].map((number) => changeOf([message({ id: number })], number));
    await post(encode({ entry: [{ changes }] }));
    expect(taken).toEqual([`contact-263771.${OURS} hi`, `contact-263771.${OUR_SECOND} hi`]);
  });

  test("statuses and ignored items are counted, without a token or an id", async () => {
    const { post, telemetryEvents } = start();
    const files = ["status-failed-window-derived-01.json", "reaction-restfb-01.json"];
    for (const file of files) {
      await post(webhookBody(file, { at: 1_000, businessNumberId: OURS, delivery: "1" }));
    }
    expect(telemetryEvents).toEqual([
      { kind: "status", status: "failed", code: "131047" },
      { kind: "ignored", what: "reaction" },
    ]);
  });
});

describe("what is reported", () => {
  test.each(["sent", "delivered", "read", "played"])("is that a reply was %s", async (status) => {
    const { post, reported, telemetryEvents } = start();
    expect(await post(statusesOf([{ status }]))).toBe(200);
    expect(reported).toEqual([{ ...REPLY, status }]);
    expect(telemetryEvents).toEqual([{ kind: "status", status }]);
  });

  test("is that a reply failed, and why", async () => {
    const { post, reported, telemetryEvents } = start();
    const failed = { status: "failed", errors: [{ code: 131047, title: "secret" }] };
    expect(await post(statusesOf([failed]))).toBe(200);
    expect(reported).toEqual([{ ...REPLY, status: "failed", code: "131047" }]);
    expect(telemetryEvents).toEqual([{ kind: "status", status: "failed", code: "131047" }]);
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
    const { post, reported, telemetryEvents } = start();
    expect(await post(statusesOf([status]))).toBe(200);
    expect(reported).toEqual([]);
    expect(telemetryEvents).toEqual([{ kind: "status", status: counted }]);
  });

  test("and cannot be noted is sent again, and holds up no message", async () => {
    const { app, taken, reported, telemetryEvents } = start({
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
    expect(telemetryEvents).toContainEqual({
      kind: "failure",
      where: "webhook",
      code: "report_failed",
      cause: "Error",
    });
    expect(JSON.stringify(telemetryEvents)).not.toMatch(/secret|contact|session/);
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
    const { app, taken, telemetryEvents } = start({
      take: ({ event }) =>
        event.content.kind === "text" && event.content.text === "bad"
          ? fail()
          : Promise.resolve("ok"),
    });
    const response = await app.request("/webhook", signed(three));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(taken.map(wordOf)).toEqual(["bad", "other"]);
    expect(JSON.stringify(telemetryEvents)).not.toContain("secret");
  });

  test("to know a member holds back that member only", async () => {
    const { post, taken, telemetryEvents } = start({ unknown: "111" });
    expect(await post(three)).toBe(503);
    expect(taken.map(wordOf)).toEqual(["other"]);
    expect(telemetryEvents).toEqual([
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

  test("the first message beyond the limit is answered, and the others are ignored", async () => {
    const { post, taken, telemetryEvents } = start({ perMinute: 2 });
    expect(await post(postOf(words("one", "two", "three", "four")))).toBe(200);
    expect(await post(postOf(words("five")))).toBe(200);
    expect(await post(postOf([message({ id: "six", from: "222", text: "other" })]))).toBe(200);
    expect(taken.map(wordOf)).toEqual(["one", "two", "flood", "other"]);
    expect(telemetryEvents).toEqual([
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

  test("the next message is answered when the first one could not be", async () => {
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

describe("a message that comes alone", () => {
  const found: Awaited<ReturnType<Enter>> = {
    contact: { id: "known", locale: "nd" },
    isSeen: false,
    loaded: { kind: "none" },
  };
  const entrance = (enter: Enter, take: Awaited<ReturnType<DeliverMessage>> = "ok") => {
    const asked: EnteringMessage[] = [];
    const turns: Parameters<DeliverMessage>[0][] = [];
    const started = start({
      ...{ perMinute: 1, clock: () => 1_790_000_000_000 },
      enter: (message) => {
        asked.push(message);
        return enter(message);
      },
      take: async (turn) => {
        turns.push(turn);
        return take;
      },
    });
    return { ...started, asked, turns };
  };

  test("begins no 24 hours in the future to write back", async () => {
    const { post, asked } = entrance(async () => found);
    await post(postOf([message({ id: "a", seconds: 2_400_000_000 })]));
    expect(asked).toMatchObject([{ lastInboundAt: 1_790_000_000_000 }]);
  });

  test("is looked up in one step, and its turn gets what was found", async () => {
    const { post, asked, turns, resolved } = entrance(async () => found);
    for (const id of ["a", "b"]) expect(await post(postOf([message({ id })]))).toBe(200);
    expect(turns[0]).toMatchObject({
      conversationId: `known.${OURS}`,
      event: { locale: "nd" },
      entered: { isSeen: false, loaded: { kind: "none" } },
    });
    expect(asked[0]).toEqual({
      ...{ identity: { phone: "263771" }, businessNumberId: OURS, member: "263771" },
      ...{
        lastInboundAt: 1_790_000_000_000,
        seen: { id: turns[0]?.event.id, at: 1_790_000_000_000 },
      },
    });
    expect(resolved).toEqual([]);
    // The rate limiter was not asked: it would have refused the second.
    expect(turns).toHaveLength(2);
  });

  test("is looked up step by step if it is not that simple", async () => {
    const { post, turns, telemetryEvents } = entrance(async () => undefined);
    for (const id of ["a", "b", "c"]) await post(postOf([message({ id })]));
    expect(turns).toMatchObject([
      { conversationId: `contact-263771.${OURS}`, entered: undefined },
      { event: { content: { kind: "flood" } } },
    ]);
    expect(telemetryEvents).toEqual([{ kind: "ignored", what: "flood" }]);
  });

  test("comes again if the lookup fails", async () => {
    const cut = new StoreError("unavailable", "cut");
    const { post, turns, telemetryEvents } = entrance(() => Promise.reject(cut));
    expect(await post(postOf([message({ id: "a" })]))).toBe(503);
    expect(turns).toEqual([]);
    expect(telemetryEvents).toMatchObject([{ kind: "failure", where: "webhook" }]);
  });

  test.each([
    [false, 0],
    [true, 1],
  ])(
    "is refunded if it was not run, unless it was seen and not counted (%s)",
    async (isSeen, left) => {
      const { post, turns, rateLimiter } = entrance(async () => ({ ...found, isSeen }), "not run");
      expect(await rateLimiter.count("263771")).toBe("ok");
      await post(postOf([message({ id: "a" })]));
      const [content] = [turns.at(-1)?.event.content.kind];
      expect(content).toBe("text");
      expect(await rateLimiter.count("263771")).toBe(left === 0 ? "ok" : "first over limit");
    },
  );

  test("beside others is looked up with them", async () => {
    const { post, asked, turns } = entrance(async () => found);
    await post(postOf([message({ id: "a", from: "1" }), message({ id: "b", from: "2" })]));
    expect(asked).toEqual([]);
    expect(turns).toHaveLength(2);
  });
});
