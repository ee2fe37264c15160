import { describe, expect, test } from "vitest";
import type { Interpret } from "../../src/conversation/ports/copy.ts";
import { interpret } from "../support/bank.ts";
import { atConfirm, atHome, createDialogue, keysOf, message } from "../support/dialogue.ts";

describe("a tap", () => {
  test("takes its choice", () => {
    expect(keysOf(atHome().taps("Offer"))).toEqual(["offer.amount"]);
  });

  test("brings the value that stands behind its =", () => {
    const dialogue = atHome();
    dialogue.taps("Account 💰");
    expect(dialogue.record().snapshot.value).toBe("refreshing");
  });

  test("says nothing new when it is repeated", () => {
    const dialogue = atHome();
    const id = dialogue.choiceId("Offer");
    dialogue.tapsId(id);
    const before = dialogue.record();
    expect(dialogue.tapsId(id)).toEqual({ kind: "stale" });
    expect(dialogue.record()).toBe(before);
  });

  test("on the other choice of an answered question is outdated", () => {
    const dialogue = atHome();
    const other = dialogue.choiceId("Account 💰");
    dialogue.taps("Offer");
    expect(keysOf(dialogue.tapsId(other))).toEqual(["outdated"]);
    expect(dialogue.record().snapshot.value).toBe("offering");
  });

  test("on an older question is answered as outdated once, until choices are offered anew", () => {
    const dialogue = atHome();
    const old = dialogue.choiceId("Offer");
    dialogue.taps("Offer");
    dialogue.says("20");
    expect(keysOf(dialogue.tapsId(old))).toEqual(["outdated"]);
    expect(dialogue.tapsId(old)).toEqual({ kind: "stale" });
    expect(keysOf(dialogue.taps("Other amount"))).toEqual(["offer.amount"]);
    dialogue.says("30");
    expect(keysOf(dialogue.tapsId(old))).toEqual(["outdated"]);
  });

  test("of another session is outdated, at the same version and question number", () => {
    const [first, second] = [atHome(), createDialogue()];
    second.take(message({ kind: "text", text: "hi" }, "other"));
    second.answers("login");
    const { _version, question } = second.record();
    expect({ _version, number: question.number }).toEqual({
      _version: first.record()._version,
      number: first.record().question.number,
    });
    expect(first.choiceId("Offer")).not.toBe(second.choiceId("Offer"));
    expect(keysOf(second.tapsId(first.choiceId("Offer")))).toEqual(["outdated"]);
  });

  test("on a button that is not ours is its title, typed", () => {
    const dialogue = atHome();
    const tap = { kind: "choice" as const, id: "template-7", title: "offer" };
    expect(keysOf(dialogue.take(message(tap, "m9")))).toEqual(["offer.amount"]);
  });
});

describe("the question's number", () => {
  test("goes up when choices are offered anew, and only then", () => {
    const dialogue = atHome();
    expect(dialogue.record().question.number).toBe(1);
    dialogue.says("help");
    dialogue.says("what?");
    expect(dialogue.record().question.number).toBe(1);
    dialogue.says("home");
    expect(dialogue.record().question.number).toBe(2);
  });

  test("keeps the choices open that stand", () => {
    const dialogue = atHome();
    const id = dialogue.choiceId("Offer");
    dialogue.says("help");
    expect(keysOf(dialogue.tapsId(id))).toEqual(["offer.amount"]);
  });
});

describe("typed words", () => {
  test.each(["Offer", " oFFer ", "offer 🙂"])("%j is the choice of that title", (text) => {
    expect(keysOf(atHome().says(text))).toEqual(["offer.amount"]);
  });

  test("an emoji of the title need not be typed", () => {
    const dialogue = atHome();
    dialogue.says("account");
    expect(dialogue.record().snapshot.value).toBe("refreshing");
  });

  test.each(["1", " 1. ", "1)"])("%j is the first choice, where no words are asked for", (text) => {
    expect(keysOf(atHome().says(text))).toEqual(["offer.amount"]);
  });

  test.each(["0", "3", "1 2", "one", "-1"])("%j is no number of a choice", (text) => {
    expect(keysOf(atHome().says(text))).toEqual(["unexpected"]);
  });

  test("a number is what was asked for, where words are", () => {
    const dialogue = atConfirm();
    dialogue.taps("Confirm");
    expect(keysOf(dialogue.says("1"))).toEqual(["pin.thanks"]);
  });

  test("a choice that was taken can no longer be typed", () => {
    const dialogue = atConfirm();
    dialogue.says("Confirm");
    expect(keysOf(dialogue.says("Confirm"))).toEqual(["pin.thanks"]);
  });

  test("a title comes before a command, and a command before a number", () => {
    const all: Interpret = ({ text }) =>
      text === "Offer" || text === "1" ? { type: "help" } : undefined;
    expect(keysOf(atHome({ interpret: all }).says("Offer"))).toEqual(["offer.amount"]);
    expect(keysOf(atHome({ interpret: all }).says("1"))).toEqual(["help"]);
    expect(keysOf(atHome({ interpret }).says("1"))).toEqual(["offer.amount"]);
  });
});

describe("what quotes a message", () => {
  const quote = (text: string) =>
    message({ kind: "text", text, quotes: true }, `quoting ${text}`, { at: 9_000 });

  test.each(["Offer", "1", " oFFer ", "2."])("chooses nothing by %j", (text) => {
    const dialogue = atHome();
    expect(keysOf(dialogue.take(quote(text)))).toEqual(["unexpected"]);
    expect(keysOf(dialogue.taps("Offer"))).toEqual(["offer.amount"]);
  });

  test("says what words are asked for, and commands, those with a choice's title as well", () => {
    const dialogue = atHome();
    dialogue.taps("Offer");
    expect(keysOf(dialogue.take(quote("1")))).toEqual(["offer.confirm"]);
    const all: Interpret = ({ text }) => (text === "Offer" ? { type: "help" } : undefined);
    expect(keysOf(atHome({ interpret: all }).take(quote("Offer")))).toEqual(["help"]);
  });
});

describe("a command that opens a session", () => {
  test("is heard when it has begun, if anybody there has an answer", () => {
    expect(keysOf(createDialogue().says("help"))).toEqual(["help"]);
    expect(keysOf(createDialogue().says("cancel"))).toEqual([]);
    expect(keysOf(createDialogue().says("what?"))).toEqual([]);
  });

  test("is heard with all that it says", () => {
    const opened = (media: string) =>
      createDialogue({ interpret: () => ({ type: "media", media }) }).says("hello");
    expect(() => opened("render")).toThrow("There is no copy for it");
    expect(keysOf(opened("other"))).toEqual([]);
  });
});

describe("what is heard", () => {
  test("goes to the innermost machine that has an answer", () => {
    const dialogue = atConfirm();
    expect(keysOf(dialogue.says("cancel"))).toEqual(["home"]);
    expect(dialogue.record().snapshot.value).toBe("home");
  });

  test("goes to the root, when no form has an answer", () => {
    const dialogue = atConfirm();
    expect(keysOf(dialogue.says("help"))).toEqual(["help"]);
    expect(dialogue.record().snapshot.value).toBe("offering");
  });

  test("by which a member leaves is announced to the forms within, the innermost first", () => {
    const dialogue = atConfirm();
    dialogue.taps("Confirm");
    expect(keysOf(dialogue.says("help"))).toEqual(["help"]);
    expect(keysOf(dialogue.says("home"))).toEqual(["pin.left", "offer.left", "home"]);
    expect(dialogue.record().snapshot.value).toBe("home");
  });

  test("by which a member leaves a form that does not handle its announcement is handled alone", () => {
    expect(keysOf(atConfirm().says("home"))).toEqual(["home"]);
  });

  test("of a flood is that it is one: nothing else changes, and buttons still work", () => {
    const dialogue = atConfirm();
    const { snapshot, timers, question } = dialogue.record();
    const turn = dialogue.take(message({ kind: "flood" }, "m9"));
    expect(keysOf(turn)).toEqual(["flood"]);
    expect(dialogue.record()).toMatchObject({ snapshot, timers, question });
    expect(keysOf(dialogue.taps("Other amount"))).toEqual(["offer.amount"]);
  });

  test("is unexpected, when nobody has an answer", () => {
    expect(keysOf(atConfirm().says("what?"))).toEqual(["unexpected"]);
    expect(keysOf(atHome().says("cancel"))).toEqual(["unexpected"]);
  });
});

describe("what was held up on its way", () => {
  const late = (text: string, id: string, at: number) =>
    message({ kind: "text", text }, id, { at });

  test("five greetings that waited get one answer", () => {
    const dialogue = createDialogue();
    const turns = [1, 2, 3, 4, 5].map((minute) =>
      dialogue.take(late("home", `m${minute}`, minute * 60_000), undefined, 3_600_000),
    );
    expect(turns.map(({ kind }) => kind)).toEqual(["taken", ...Array(4).fill("stale")]);
    dialogue.answers("login");
    expect(dialogue.take(late("home", "m6", 3_500_000)).kind).toBe("stale");
  });

  test("a greeting that was written after the answer is answered, and so is one that is in time", () => {
    const dialogue = atHome();
    expect(dialogue.says("home").kind).toBe("taken");
    const { answered, _last_updated } = dialogue.record();
    expect(answered?.greeting).toBe(Date.parse(_last_updated));
    const again = late("home", "again", (answered?.greeting ?? 0) - 5_000);
    expect(dialogue.take(again).kind).toBe("taken");
    const after = late("home", "after", dialogue.record().answered?.greeting ?? 0);
    expect(dialogue.take(after, undefined, 9_000_000).kind).toBe("taken");
  });

  test("of an answered question the record keeps the choice that was taken, which says nothing new", () => {
    const dialogue = atHome();
    const offered = dialogue.record().question.choices;
    const [taken, other] = offered.slice(0, 2).map(({ title }) => dialogue.choiceId(title));
    dialogue.taps(offered[0]?.title ?? "");
    expect(dialogue.record().question.choices).toEqual(offered.slice(0, 1));
    const tap = (id = "", at = 0) =>
      dialogue.take(message({ kind: "choice", id, title: "" }, `tap ${at}`, { at }));
    expect(tap(taken, 5_000).kind).toBe("stale");
    expect(keysOf(tap(other, 5_001))).toEqual(["outdated"]);
  });

  test("queued stale taps are answered once, over new questions and over sessions", () => {
    const dialogue = atHome();
    const old = dialogue.choiceId("Offer");
    dialogue.taps("Offer");
    dialogue.says("20");
    const tap = (id: string, now?: number) =>
      dialogue.take(
        message({ kind: "choice", id: old, title: "" }, id, { at: 5_000 }),
        undefined,
        now,
      );
    expect(keysOf(tap("t1", 120_000))).toEqual(["outdated"]);
    dialogue.taps("Other amount");
    dialogue.says("30");
    expect(tap("t2").kind).toBe("stale");
    dialogue.forget();
    expect(keysOf(tap("t3", 600_000))).toEqual(["session.over"]);
    dialogue.answers("login");
    expect(tap("t4").kind).toBe("stale");
  });
});
