import { describe, expect, test } from "vitest";
import { compareBooks } from "../../scripts/chaos/books/books.ts";
import type { Breach, Evidence } from "../../scripts/chaos/books/evidence.ts";
import { arrive, commit, type Draft, forget, honest, KEPT, offered, turnOf } from "./honest-run.ts";

/** What the books say of an honest run after one thing in it was changed. */
function breachesAfter(plant: (run: Draft) => unknown): Pick<Breach, "kind" | "what">[] {
  return verdictAfter(plant).breaches.map(({ kind, what }) => ({ kind, what }));
}

function verdictAfter(plant: (run: Draft) => unknown) {
  const run = honest();
  plant(run);
  return compareBooks(run satisfies Evidence);
}

test("an honest run breaches nothing", () => {
  const { breaches, confirms, unconfirmed, repeats } = compareBooks(honest());
  expect(breaches).toEqual([]);
  expect({ confirms, unconfirmed, repeats }).toEqual({ confirms: 1, unconfirmed: 0, repeats: 0 });
});

describe("lost or run twice", () => {
  test("an acknowledged message that is in no journal is lost", () => {
    const found = breachesAfter((run) =>
      run.messages.push({ id: "m9", member: 0, acknowledgedAt: 5 }),
    );
    expect(found).toEqual([{ kind: "lost", what: "an acknowledged message never ran" }]);
  });

  test("a message that was never acknowledged may be in none", () => {
    expect(breachesAfter((run) => run.messages.push({ id: "m9", member: 0 }))).toEqual([]);
  });

  test("a message that is in two journals ran twice, in whichever conversation", () => {
    const found = breachesAfter((run) =>
      commit(run, { event: "message", id: "hi", outcome: "stale" }, { conversationId: "c2" }),
    );
    expect(found).toEqual([{ kind: "run twice", what: "a message ran more than once" }]);
  });

  test("an event that was parked broke something", () => {
    const found = breachesAfter((run) => {
      turnOf(run, "hi").outcome = "parked";
    });
    expect(found).toEqual([{ kind: "lost", what: expect.stringContaining("parked") }]);
  });

  test("a call without an answer was never made", () => {
    const found = breachesAfter((run) => turnOf(run, "hi").effects.push("call s:1:7 login"));
    expect(found).toEqual([{ kind: "lost", what: "the call of login never came back" }]);
  });

  test.each([
    ["timer", ""],
    ["result", "login"],
  ] as const)("a %s is taken once", (event, what) => {
    const found = breachesAfter((run) => {
      commit(run, { event, id: "s:1:9", what });
      commit(run, { event, id: "s:1:9", what });
    });
    expect(found).toEqual([{ kind: "run twice", what: `a ${event} was processed more than once` }]);
  });

  test("a money call may be reported again, when it is reconciled", () => {
    expect(
      breachesAfter((run) => commit(run, { event: "result", id: "s:3:0", what: "createCredex" })),
    ).toEqual([]);
  });
});

describe("out of order or unsent", () => {
  test("a reply that never arrived", () => {
    const found = breachesAfter((run) => commit(run, { effects: ["reply s:8:0 help"] }));
    expect(found).toEqual([{ kind: "out of order", what: "a committed reply never arrived" }]);
  });

  test("a reply that was given up, with its code", () => {
    const found = breachesAfter((run) => {
      commit(run, { effects: ["reply s:8:0 help"] });
      run.entries.push({
        ...KEPT,
        line: { kind: "delivery", token: "s:8:0", outcome: "dead", code: "131026" },
      });
    });
    expect(found).toEqual([
      { kind: "out of order", what: "a reply became a dead letter with 131026" },
    ]);
  });

  test("two replies of one conversation that arrive the other way round", () => {
    const found = breachesAfter((run) => {
      commit(run, { effects: ["reply s:8:0 help", "reply s:8:1 help"] });
      arrive(run, { token: "s:8:1", at: 801 });
      arrive(run, { token: "s:8:0", at: 802 });
    });
    expect(found).toEqual([
      { kind: "out of order", what: "a reply arrived before one that was committed before it" },
    ]);
  });

  test("replies of two conversations may arrive in any order", () => {
    const found = breachesAfter((run) => {
      commit(run, { effects: ["reply s:8:0 help"] });
      commit(run, { effects: ["reply t:8:0 help"] }, { conversationId: "c2" });
      arrive(run, { token: "t:8:0", at: 801 });
      arrive(run, { token: "s:8:0", at: 802 });
    });
    expect(found).toEqual([]);
  });

  test("a reply that nobody committed", () => {
    const found = breachesAfter((run) => arrive(run, { token: "s:8:0" }));
    expect(found).toEqual([
      { kind: "out of order", what: "a reply arrived that was never committed" },
    ]);
  });

  describe("a reply that arrives again", () => {
    const again = (run: Draft) => {
      commit(run, { effects: ["reply s:8:0 help"] });
      arrive(run, { token: "s:8:0", at: 10_000, server: 1 });
      arrive(run, { token: "s:8:0", at: 22_000, server: 2 });
    };
    const kill = { kind: "kill" as const, from: 10_500, until: 10_500 };

    test("without a fault is a breach", () => {
      expect(breachesAfter(again)).toEqual([
        { kind: "out of order", what: "a reply arrived again without a fault" },
      ]);
    });

    test.each([
      ["in a server that sent neither", { ...kill, server: 0 }],
      ["long before the first", { ...kill, server: 1, from: 1_000, until: 1_000 }],
      ["after the second", { ...kill, server: 1, from: 22_001, until: 22_001 }],
    ])("for a fault %s is a breach", (_, strike) => {
      const found = breachesAfter((run) => {
        again(run);
        run.strikes.push(strike);
      });
      expect(found).toHaveLength(1);
    });

    test.each([
      ["in the server that had sent it", { ...kill, server: 1 }],
      ["in the server that sends it late", { ...kill, server: 2, from: 9_000, until: 21_000 }],
      ["that struck all", { ...kill, kind: "redis kill" as const }],
      ["of a slot that moved", { ...kill, kind: "slot move" as const }],
    ])("for a fault %s is counted", (_, strike) => {
      const { breaches, repeats } = verdictAfter((run) => {
        again(run);
        run.strikes.push(strike);
      });
      expect(breaches).toEqual([]);
      expect(repeats).toBe(1);
    });
  });
});

describe("money", () => {
  test("a second credex of one confirm", () => {
    const found = breachesAfter((run) => run.credexes.push({ ...offered, credexID: "C2" }));
    expect(found).toEqual([{ kind: "wrong money", what: "2 credexes of 1 confirms" }]);
  });

  test("a credex that nobody confirmed", () => {
    const found = breachesAfter((run) =>
      run.credexes.push({ ...offered, credexID: "C2", cents: 77 }),
    );
    expect(found).toEqual([{ kind: "wrong money", what: "1 credexes of 0 confirms" }]);
  });

  test("one button that was taken twice", () => {
    const found = breachesAfter((run) => {
      run.messages.push({ id: "again", member: 0, acknowledgedAt: 900 });
      run.taps.push({ id: "again", member: 0, button: "b1", cents: 20, recipient: "Bob Bakery" });
      commit(run, { event: "message", id: "again", effects: ["call s:9:0 createCredex"] });
      commit(run, { event: "result", id: "s:9:0", effects: ["reply s:10:0 offer.refused"] });
      arrive(run, {
        token: "s:10:0",
        sentences: [{ key: "offer.refused", cents: 20, recipient: "Bob Bakery" }],
      });
    });
    expect(found).toEqual([{ kind: "wrong money", what: "one button was accepted twice" }]);
  });

  test("a sum that is not zero", () => {
    const found = breachesAfter((run) => run.imbalances.push("USD"));
    expect(found).toEqual([{ kind: "wrong money", what: expect.stringContaining("USD") }]);
  });
});

describe("the truth", () => {
  /** The member's last message in place of the receipt. */
  const ending = (run: Draft, key: string, more: { cents?: number; recipient?: string } = {}) => {
    const { effects } = turnOf(run, "s:3:0");
    effects.splice(0, effects.length, `reply s:4:0 ${key}`);
    const receipt = run.arrivals.find(({ token }) => token === "s:4:0");
    if (receipt) receipt.sentences = [{ key, ...more }];
  };
  const about = { cents: 20, recipient: "Bob Bakery" };

  test("a confirm that is never told the end of", () => {
    expect(breachesAfter((run) => ending(run, "help"))).toEqual([
      { kind: "untold", what: "the outcome of a confirmation was never reported" },
    ]);
  });

  test("an end that was committed and not heard does not count", () => {
    const kinds = breachesAfter((run) => {
      run.arrivals = run.arrivals.filter(({ token }) => token !== "s:4:0");
    }).map(({ kind }) => kind);
    expect(kinds).toEqual(["out of order", "untold"]);
  });

  test.each(["offer.refused", "offer.away"])("%s of an offer that was made", (key) => {
    expect(breachesAfter((run) => ending(run, key, about))).toEqual([
      { kind: "untold", what: expect.stringContaining("1 were reported as not made") },
    ]);
  });

  test("offer.cancelled of an offer that was made", () => {
    expect(breachesAfter((run) => ending(run, "offer.cancelled"))).toEqual([
      { kind: "untold", what: expect.stringContaining("1 were reported as not made") },
    ]);
  });

  test("an old button that opens a new session confirms nothing", () => {
    const { confirms } = verdictAfter((run) => {
      run.messages.push({ id: "old", member: 0, acknowledgedAt: 900 });
      run.taps.push({ id: "old", member: 0, button: "b1", cents: 20, recipient: "Bob Bakery" });
      commit(run, { event: "message", id: "old", effects: ["call t:1:0 login"] });
    });
    expect(confirms).toBe(1);
  });

  test("a receipt of an offer that was not made", () => {
    const found = breachesAfter((run) => {
      run.credexes = [];
    });
    expect(found).toEqual([{ kind: "untold", what: expect.stringContaining("receipt") }]);
  });

  test("a receipt that names the credex of another offer", () => {
    const found = breachesAfter((run) => {
      run.credexes = [{ ...offered, recipient: "Moyo Motors" }];
    });
    expect(found).toContainEqual({ kind: "untold", what: expect.stringContaining("receipt") });
  });

  test("two receipts that name one credex", () => {
    const found = breachesAfter((run) => {
      run.messages.push({ id: "twin", member: 0, acknowledgedAt: 900 });
      run.taps.push({ id: "twin", member: 0, button: "b2", cents: 20, recipient: "Bob Bakery" });
      commit(run, { event: "message", id: "twin", effects: ["call s:9:0 createCredex"] });
      commit(run, { event: "result", id: "s:9:0", effects: ["reply s:10:0 offer.sent"] });
      arrive(run, {
        token: "s:10:0",
        sentences: [{ key: "offer.sent", ...about, reference: "C1" }],
      });
    });
    expect(found).toEqual([{ kind: "untold", what: expect.stringContaining("receipt") }]);
  });

  test("a receipt that nobody confirmed", () => {
    const found = breachesAfter((run) => {
      commit(run, { effects: ["reply s:8:0 late.offer.done"] });
      arrive(run, { token: "s:8:0", sentences: [{ key: "late.offer.done", ...about }] });
    });
    expect(found).toEqual([
      { kind: "untold", what: expect.stringContaining("nothing was confirmed") },
    ]);
  });

  test("a question that is asked again repeats an outcome; alone, the outcome of no confirm is reported", () => {
    const asksAgain = (...keys: string[]) => {
      return breachesAfter((run) => {
        run.credexes = [];
        ending(run, "offer.away", about);
        commit(run, { event: "message", id: "hi", effects: [`reply s:5:1 ${keys.join(" ")}`] });
        arrive(run, { token: "s:5:1", sentences: [{ key: "offer.away", ...about }] });
      }).filter(({ kind }) => kind === "untold");
    };
    expect(asksAgain("money.tap", "offer.away")).toEqual([]);
    expect(asksAgain("media", "offer.away")).toEqual([]);
    expect(asksAgain("offer.away")).toEqual([
      { kind: "untold", what: expect.stringContaining("nothing was confirmed") },
    ]);
  });

  test("that nobody knows is true, and counted", () => {
    const { breaches, unconfirmed, untraced } = verdictAfter((run) =>
      ending(run, "late.offer.unconfirmed", about),
    );
    expect(breaches).toEqual([]);
    expect({ unconfirmed, untraced }).toEqual({ unconfirmed: 1, untraced: 1 });
  });

  test("that nobody knows is said of each of two equal offers", () => {
    const { breaches, unconfirmed } = verdictAfter((run) => {
      run.credexes = [];
      ending(run, "late.offer.unconfirmed", about);
      run.messages.push({ id: "twin", member: 0, acknowledgedAt: 900 });
      run.taps.push({ id: "twin", member: 0, button: "b2", cents: 20, recipient: "Bob Bakery" });
      commit(run, { event: "message", id: "twin", effects: ["call s:9:0 createCredex"] });
      commit(run, {
        event: "result",
        id: "s:9:0",
        what: "createCredex",
        effects: ["reply s:10:0 late.offer.unconfirmed"],
      });
      arrive(run, { token: "s:10:0", sentences: [{ key: "late.offer.unconfirmed", ...about }] });
    });
    expect(breaches).toEqual([]);
    expect(unconfirmed).toBe(2);
  });

  test("the outcome of a reconciled offer is reported when it is found, beside another form", () => {
    const { breaches, unconfirmed } = verdictAfter((run) => {
      ending(run, "offer.unknown", about);
      commit(run, { effects: ["reply s:5:0 offer.cancelled"] });
      arrive(run, { token: "s:5:0", sentences: [{ key: "offer.cancelled" }] });
      commit(run, { event: "timer", id: "s:4:9", effects: ["reply s:6:0 late.offer.done"] });
      const done = { key: "late.offer.done", ...about, reference: "C1" };
      arrive(run, { token: "s:6:0", sentences: [done] });
    });
    expect(breaches).toEqual([]);
    expect(unconfirmed).toBe(0);
  });

  test("a reconciled offer whose outcome is never reported", () => {
    expect(breachesAfter((run) => ending(run, "offer.unknown", about))).toEqual([
      { kind: "untold", what: "the outcome of a confirmation was never reported" },
    ]);
  });
});

describe("a Redis that was killed", () => {
  const kill = { kind: "redis kill" as const, from: 6_000, until: 7_000 };
  const lose = (run: Draft, acknowledgedAt: number) => {
    run.messages.push({ id: "m9", member: 0, acknowledgedAt });
    run.strikes.push(kill);
  };

  test("with everysec may forget what came within two seconds before, which is counted", () => {
    const { breaches, forgiven } = verdictAfter((run) => {
      run.mayForget = true;
      lose(run, 4_500);
    });
    expect(breaches).toEqual([]);
    expect(forgiven).toHaveLength(1);
  });

  test.each([3_500, 7_500])("with everysec may forget nothing that came at %d", (at) => {
    const found = breachesAfter((run) => {
      run.mayForget = true;
      lose(run, at);
    });
    expect(found).toHaveLength(1);
  });

  test("with always may forget nothing", () => {
    expect(breachesAfter((run) => lose(run, 5_500))).toHaveLength(1);
    expect(breachesAfter(forget)).toContainEqual({
      kind: "lost",
      what: "Redis lost a committed turn",
    });
  });
});
