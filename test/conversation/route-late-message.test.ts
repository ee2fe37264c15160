import { describe, expect, test } from "vitest";
import { atConfirm, atHome, keysOf, message } from "../support/dialogue.ts";
import { openAtHome } from "../support/engine-world.ts";

const HOUR_MS = 60 * 60 * 1000;
const NOW = 10 * HOUR_MS;
const text = (said: string, id: string, at = NOW - HOUR_MS) =>
  message({ kind: "text", text: said }, id, { at });

describe("a text that was written before a question about money", () => {
  test("gets the same question again: its number, its timers and what is awaited stay", () => {
    const dialogue = atConfirm();
    const before = dialogue.record();
    const turn = dialogue.take(text("Confirm", "m9", -6_000));
    expect(turn).toMatchObject({ kind: "taken", isAlive: false });
    expect(keysOf(turn)).toEqual(["older", "offer.confirm"]);
    const { snapshot, timers, calls, question } = dialogue.record();
    expect({ snapshot, timers, calls }).toEqual({
      snapshot: before.snapshot,
      timers: before.timers,
      calls: before.calls,
    });
    expect(question).toMatchObject({
      number: before.question.number,
      choices: before.question.choices,
      askedAt: before.question.askedAt,
    });
  });

  test("leaves the buttons of both messages working, once", () => {
    const dialogue = atConfirm();
    const first = dialogue.choiceId("Confirm");
    dialogue.take(text("Confirm", "m9", -6_000));
    expect(dialogue.choiceId("Confirm")).toBe(first);
    expect(keysOf(dialogue.tapsId(first))).toEqual(["pin.ask"]);
  });

  test("is no sign of life: the session's token stays as it was", async () => {
    const { says, clock, record, said } = await openAtHome();
    await says("Offer");
    await says("20");
    const { jwt_token } = await record();
    clock.now += 60_000;
    await says("Confirm", { at: clock.now - HOUR_MS });
    expect(said()).toEqual(["older", "offer.confirm"]);
    expect((await record()).jwt_token).toBe(jwt_token);
    await says("Confirm");
    expect((await record()).jwt_token).not.toBe(jwt_token);
  });

  test("is answered once if it is delivered twice", async () => {
    const { says, clock, commits } = await openAtHome();
    await says("Offer");
    await says("20");
    const at = clock.now - HOUR_MS;
    expect(await says("Confirm", { id: "late", at })).toMatchObject({ outcome: "committed" });
    const committed = commits.length;
    expect(await says("Confirm", { id: "late", at })).toMatchObject({ outcome: "duplicate" });
    expect(commits).toHaveLength(committed);
  });
});

describe("a text that was written before another question", () => {
  test("is answered once, and then changes nothing", async () => {
    const { says, clock, said, record } = await openAtHome();
    const at = clock.now - HOUR_MS;
    expect(await says("Offer", { at })).toMatchObject({ outcome: "committed" });
    expect(said()).toEqual(["older", "home"]);
    const before = await record();
    expect(await says("Offer", { at })).toMatchObject({ outcome: "stale" });
    expect(await record()).toEqual(before);
    await says("home");
    await says("Offer", { at });
    expect(said()).toEqual(["older", "home"]);
  });

  test("is no command to a session whose machine was edited meanwhile", () => {
    const dialogue = atHome();
    const record = { ...dialogue.record(), machine: { id: "bank", hash: "earlier" } };
    const edited = { ...record, snapshot: { ...record.snapshot, value: "removed" } };
    dialogue.forget(edited);
    const turn = dialogue.take(text("help", "m9", -6_000));
    expect(turn).toMatchObject({ isAlive: false });
    expect(keysOf(turn)).toEqual(["machine.edited"]);
    dialogue.forget(edited);
    expect(keysOf(dialogue.says("help"))).toEqual(["help"]);
  });

  test("is judged by nothing in a record that does not hold when it was asked", () => {
    const dialogue = atHome();
    const { askedAt: _, reply: __, ...question } = dialogue.record().question;
    dialogue.forget({ ...dialogue.record(), question });
    expect(keysOf(dialogue.take(text("Offer", "m9", -6_000)))).toEqual(["offer.amount"]);
  });
});

describe("a decision about notifications", () => {
  test("has the time of its message, and none in the future", async () => {
    const { says, clock, commits } = await openAtHome();
    const at = clock.now;
    clock.now += 3_000;
    await says("stop", { at });
    expect(commits.at(-1)?.notices).toEqual({ notices: "off", at });
    await says("start", { at: at + 10 * HOUR_MS });
    expect(commits.at(-1)?.notices).toEqual({ notices: "on", at: clock.now });
  });

  test("that is older than one of this session changes nothing, whatever the contact was read as", async () => {
    const { says, clock, said, commits } = await openAtHome();
    const at = clock.now;
    clock.now += 3_000;
    await says("stop");
    expect(said()).toEqual(["stopped"]);
    expect(await says("start", { at })).toMatchObject({ outcome: "stale" });
    expect(commits.at(-1)?.notices).toBeUndefined();
  });
});
