import { describe, expect, test } from "vitest";
import type { NotificationEvent } from "../../src/conversation/model/event.ts";
import { ADDRESS } from "../support/dialogue.ts";
import { createEngineWorld, openAtHome, SESSION_SECONDS } from "../support/engine-world.ts";

const HOUR_MS = 60 * 60 * 1000;

const notice = (at: number, more: Partial<NotificationEvent> = {}): NotificationEvent => ({
  kind: "notice",
  id: "n1",
  at,
  address: ADDRESS,
  locale: "en",
  news: { type: "notice.created", offer: "five.offered" },
  ...more,
});

describe("a notice", () => {
  test("is sent in an open session, without extending it", async () => {
    const { takes, clock, said, record, commits } = await openAtHome();
    const before = await record();
    clock.now += 200_000;
    expect(await takes(notice(clock.now))).toMatchObject({ outcome: "committed" });
    expect(said()).toEqual(["five.offered"]);
    const { _version, jwt_token, session_id, question, snapshot } = await record();
    expect({ jwt_token, session_id, question, snapshot }).toEqual({
      jwt_token: before.jwt_token,
      session_id: before.session_id,
      question: before.question,
      snapshot: before.snapshot,
    });
    expect(_version).toBe(before._version + 1);
    expect(commits.at(-1)?.line).toMatchObject({ event: "notice", id: "n1", what: "created" });
  });

  test("is sent without a session or after an expired one, and opens none", async () => {
    for (const world of [
      createEngineWorld({ ttlSeconds: 1 }),
      await openAtHome({ ttlSeconds: 900 }),
    ]) {
      const { takes, clock, said, store, left } = world;
      clock.now += (SESSION_SECONDS + 1) * 1_000;
      const before = await store.load("c1");
      expect(await takes(notice(clock.now))).toMatchObject({ outcome: "committed" });
      expect(said()).toEqual(["five.offered"]);
      expect(left.at(-1)).toMatchObject({ kind: "reply", token: "n1:1:0", address: ADDRESS });
      expect(await store.load("c1")).toEqual(before);
    }
  });

  test("is sent to the number for which it is meant, not in a session of another", async () => {
    const { takes, clock, left, record } = await openAtHome();
    const before = await record();
    const address = { ...ADDRESS, phone: "263770009999" };
    await takes(notice(clock.now, { address }));
    expect(left.at(-1)).toMatchObject({ kind: "reply", address });
    expect(await record()).toEqual(before);
  });

  test("that was seen changes nothing, with a session or without one", async () => {
    for (const world of [createEngineWorld(), await openAtHome()]) {
      const { takes, clock, commits } = world;
      const event = notice(clock.now);
      await takes(event);
      const count = commits.length;
      expect(await takes(event)).toMatchObject({ outcome: "duplicate" });
      expect(commits).toHaveLength(count);
    }
  });

  test("that is more than a day old is not told", async () => {
    const { takes, clock, commits, telemetryEvents } = createEngineWorld();
    const old = notice(clock.now - 24 * HOUR_MS - 1);
    expect(await takes(old)).toMatchObject({ outcome: "too old" });
    expect(commits).toEqual([]);
    expect(telemetryEvents).toMatchObject([{ event: "notice", outcome: "too old" }]);
  });

  test("is parked when it cannot be processed, and the session does not change", async () => {
    const { takes, clock, commits, record, store } = await openAtHome();
    const before = await record();
    const broken = notice(clock.now, { news: { type: "notice.created", offer: "no.copy" } });
    expect(await takes(broken)).toMatchObject({ outcome: "parked" });
    expect(commits.at(-1)).toMatchObject({ effects: [], parked: { event: { id: "n1" } } });
    expect(await record()).toEqual(before);
    expect(await store.count()).toMatchObject({ parked: 1 });
    expect(await takes(broken)).toMatchObject({ outcome: "duplicate" });
  });
});
