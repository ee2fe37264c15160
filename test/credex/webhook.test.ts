import { describe, expect, test } from "vitest";
import { readNotifications } from "../../src/credex/notification.ts";
import { MINUTE_MS, NOW, offerEvent, start } from "./notifications.ts";

describe("an event", () => {
  test("goes to the conversation of whom it is for, with what credex-core says of the offer", async () => {
    const { post, taken, telemetryEvents } = start();
    expect(await post(offerEvent({ id: "e1" }))).toBe(200);
    expect(taken).toEqual([
      {
        conversationId: "contact-1.100",
        event: {
          kind: "notice",
          id: expect.stringMatching(/^[\w-]{22}$/),
          at: NOW,
          address: { businessNumberId: "100", phone: "263771000001" },
          locale: "sn",
          news: {
            type: "notice.created",
            offer: {
              credexID: "C-1",
              formattedInitialAmount: "5.00 USD",
              counterpartyAccountName: "Bob Bakery",
              counterpartyAccountHandle: "bob_bakery",
              secured: true,
            },
            account: "Tariro Moyo",
          },
        },
      },
    ]);
    expect(telemetryEvents).toEqual([
      { kind: "notice", what: "offer.created", outcome: "delivered" },
    ]);
  });

  test("has the same id at every delivery, and another for another member", async () => {
    const { post, taken } = start();
    await post(offerEvent({ id: "e1" }), offerEvent({ id: 7 }), offerEvent({ id: "e1" }));
    const [first, second, third] = taken.map(({ event }) => event.id);
    expect(third).toBe(first);
    expect(second).not.toBe(first);
  });

  test.each([
    ["accepted", "notice.accepted"],
    ["declined", "notice.declined"],
    ["cancelled", "notice.cancelled"],
  ])("that an offer was %s is said as such", async (what, type) => {
    const { post, news } = start();
    await post(offerEvent({ kind: `offer.${what}` }));
    expect(news()).toEqual([type]);
  });

  test("may say its time in seconds, its phone with a plus or as a number, and no account", async () => {
    const { request, taken } = start();
    const event = offerEvent({ time: NOW / 1_000, phone: "+263771000001" }, { account: 5 });
    await request(JSON.stringify(event));
    await request(JSON.stringify({ events: [offerEvent({ phone: 263771000001 })] }));
    expect(taken[0]?.event).toMatchObject({ at: NOW, news: { account: "none" } });
    expect(taken).toHaveLength(2);
  });

  test.each([
    ["nothing", undefined],
    ["no object", "odd"],
    ["a kind that nobody knows", offerEvent({ kind: "offer.requested" })],
    ["no id", offerEvent({ id: undefined })],
    ["no time", offerEvent({ time: "yesterday" })],
    ["no phone", offerEvent({ phone: undefined })],
    ["words for a phone", offerEvent({ phone: "Tariro" })],
    ["no offer", offerEvent({ offer: null })],
    ["words for an amount", offerEvent({}, { formattedInitialAmount: "a lot of USD" })],
    ["no word on whether it is secured", offerEvent({}, { secured: "yes" })],
    ["nobody who offers", offerEvent({}, { counterpartyAccountName: " " })],
  ])("that is odd costs only itself: %s", async (_, odd) => {
    const { post, news, outcomes } = start();
    expect(await post(odd ?? null, offerEvent())).toBe(200);
    expect(news()).toEqual(["notice.created"]);
    expect(outcomes()).toEqual(["malformed", "delivered"]);
  });

  test("of a member's or company's own data is counted, and said to nobody", async () => {
    const { post, taken, telemetryEvents } = start();
    expect(await post({ kind: "member.updated" }, { kind: "company.updated" })).toBe(200);
    expect(taken).toEqual([]);
    expect(telemetryEvents).toEqual([
      { kind: "notice", what: "member.updated", outcome: "noted" },
      { kind: "notice", what: "company.updated", outcome: "noted" },
    ]);
  });

  test("for a number that nobody wrote from is counted, and taken by nobody", async () => {
    const { post, taken, outcomes } = start();
    expect(await post(offerEvent({ phone: "263771000002" }))).toBe(200);
    expect(taken).toEqual([]);
    expect(outcomes()).toEqual(["unknown member"]);
  });

  test("is not told to who wrote a day ago or never, or does not want it", async () => {
    const lastInbound = (agoMs: number) => ({
      lastInbound: { businessNumberId: "100", at: NOW - agoMs },
    });
    for (const [contact, outcome] of [
      [lastInbound(24 * 60 * MINUTE_MS - 1), "delivered"],
      [lastInbound(24 * 60 * MINUTE_MS), "window closed"],
      [{ lastInbound: undefined }, "window closed"],
      [{ notices: "off" }, "stopped"],
    ] as const) {
      const { post, outcomes, taken } = start({ contact });
      expect(await post(offerEvent())).toBe(200);
      expect(outcomes()).toEqual([outcome]);
      expect(taken).toHaveLength(outcome === "delivered" ? 1 : 0);
    }
  });
});

describe("several events of one body", () => {
  test("are delivered in the order of their own time", async () => {
    const { post, taken } = start();
    const at = (agoMs: number) => new Date(NOW - agoMs).toISOString();
    await post(
      offerEvent({ time: at(1) }),
      offerEvent({ time: at(3) }),
      offerEvent({ time: at(2) }),
    );
    expect(taken.map(({ event }) => NOW - event.at)).toEqual([3, 2, 1]);
  });

  test("wait for one that failed, and no member waits for another", async () => {
    const failing = offerEvent({ time: new Date(NOW - 1).toISOString() });
    let tries = 0;
    const { post, news, outcomes } = start({
      take: async () => (++tries === 1 ? "failed" : "delivered"),
    });
    const other = offerEvent({ phone: "263771000002" });
    expect(await post(failing, offerEvent(), other)).toBe(503);
    expect(news()).toEqual([]);
    expect(new Set(outcomes())).toEqual(new Set(["failed", "unknown member"]));
    expect(await post(failing, offerEvent(), other)).toBe(200);
    expect(news()).toHaveLength(2);
  });
});

describe("a flood of notices", () => {
  test("is summed up in one line, and then ignored within the hour", async () => {
    const { post, news, outcomes } = start();
    for (let count = 0; count < 6; count++) expect(await post(offerEvent())).toBe(200);
    expect(news().slice(2)).toEqual(["notice.created", "notice.many"]);
    expect(outcomes().slice(3)).toEqual(["delivered", "flood", "flood"]);
  });

  test("is not made by what was not told", async () => {
    for (const outcome of ["duplicate", "too old", "parked", "failed"] as const) {
      let tries = 0;
      const { post, news } = start({ take: async () => (++tries > 5 ? "delivered" : outcome) });
      for (let count = 0; count < 8; count++) await post(offerEvent());
      expect(news()).toEqual(["notice.created", "notice.created", "notice.created"]);
    }
    let tries = 0;
    const { post, news } = start({
      async take() {
        if (++tries > 5) return "delivered";
        throw new Error("The store is unreachable");
      },
    });
    for (let count = 0; count < 8; count++) await post(offerEvent());
    expect(news()).toEqual(["notice.created", "notice.created", "notice.created"]);
  });
});

describe("a body", () => {
  test("without the right signature is refused, and nothing of it is read", async () => {
    const signatures: unknown[] = [];
    const { request, taken } = start({
      isSigned: (body, header) => signatures.push(Buffer.from(body).toString(), header) === 0,
    });
    const response = await request("{}");
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: "bad_signature" } });
    expect(signatures).toEqual(["{}", "sha256=0"]);
    expect(taken).toEqual([]);
  });

  test("that is no JSON, or too long, is refused", async () => {
    const { request } = start();
    expect((await request("{")).status).toBe(400);
    expect((await request(" ".repeat(1024 * 1024 + 1))).status).toBe(413);
  });

  test("must be sent again while the store is unreachable, or too many are in progress", async () => {
    const away = await start({ isAway: true }).request(JSON.stringify(offerEvent()));
    expect(away.status).toBe(503);
    expect(away.headers.get("retry-after")).toBe("1");
    const { post, taken } = start({ gate: { admit: () => undefined } });
    expect(await post(offerEvent())).toBe(503);
    expect(taken).toEqual([]);
  });

  test("gives its place back, however it ends", async () => {
    let inHand = 0;
    const admit = () => {
      inHand += 1;
      return () => {
        inHand -= 1;
      };
    };
    const { request } = start({ gate: { admit }, isAway: true });
    for (const body of ["{", "{}", JSON.stringify(offerEvent())]) await request(body);
    expect(inHand).toBe(0);
  });
});

test("shows the names of others safely, and no invalid handle", async () => {
  const offer = {
    counterpartyAccountName: "*VimbisoPay*\n\u202eSupport @bob",
    counterpartyAccountHandle: "Bob *",
    account: "x".repeat(900),
  };
  const [notice] = readNotifications(offerEvent({}, offer));
  if (notice?.kind !== "offer") throw new Error("An offer was expected");
  expect(notice.news).toMatchObject({
    offer: { counterpartyAccountName: "VimbisoPay Support bob" },
    account: `${"x".repeat(49)}…`,
  });
  expect(notice.news.offer).not.toHaveProperty("counterpartyAccountHandle");
});
