import { afterEach, beforeEach, describe, test } from "vitest";
import { offeredCopies } from "../../machines/copy/languages.ts";
import type { Fault } from "../../src/fakes/credex-core/faults.ts";
import { openWorld, type World } from "../../src/loopback/world.ts";
import { draw } from "../credex/books.ts";
import { ownDatabase } from "../support/database.ts";
import { createSpeaker, type Speaker } from "../support/speaker.ts";

/** Each thing that a member can do with money, its happy way and each of its failures, in each language. */

interface Flow {
  name: string;
  endpoint: string;
  /** From home to the question before the money. */
  walk(speaker: Speaker): Promise<void>;
  /** The choice that says yes. */
  yes: string;
  replies: { [outcome in Outcome]: string };
  /** The reply when the question gets no answer. */
  expired: string;
  /** The reply when a call without an answer turns out to be done. */
  found: string;
}

type Outcome = "done" | "refused" | "away" | "paused" | "unknown";

const LANGUAGES = Object.entries(offeredCopies({ withUnreviewed: true })).map(([locale, copy]) => ({
  locale,
  copy,
}));

const ENDING = {
  refused: "decision.refused",
  away: "decision.away",
  paused: "decision.paused",
  unknown: "decision.unknown",
};

const OFFER = {
  done: "offer.sent",
  refused: "offer.refused",
  away: "offer.away",
  paused: "offer.paused",
  unknown: "offer.unknown",
};

const FLOWS: Flow[] = [
  {
    name: "an offer",
    endpoint: "createCredex",
    walk: (speaker) => fill(speaker),
    yes: "confirm",
    replies: OFFER,
    found: "late.offer.done",
    expired: "offer.expired",
  },
  {
    name: "a promise",
    endpoint: "createCredex",
    async walk(speaker) {
      await fill(speaker);
      await speaker.taps("unsecured");
      await speaker.hears("offer.due.ask");
      await speaker.taps("weeks=4");
      await speaker.hears("offer.unsecured.ask");
    },
    yes: "confirm",
    replies: OFFER,
    found: "late.offer.done",
    expired: "offer.expired",
  },
  {
    name: "taking an offer back",
    endpoint: "cancelCredex",
    async walk(speaker) {
      await fill(speaker);
      await speaker.taps("confirm");
      await speaker.hears("offer.sent");
      await speaker.taps("outgoing");
      await speaker.hears("outgoing.pick.ask");
      await tapsOffer(speaker);
      await speaker.hears("outgoing.confirm.ask");
    },
    yes: "confirm",
    replies: { ...ENDING, done: "decision.takenBack" },
    found: "late.decision.done",
    expired: "decision.expired",
  },
  {
    name: "accepting",
    endpoint: "acceptCredex",
    walk: (speaker) => see(speaker, "7"),
    yes: "accept",
    replies: { ...ENDING, done: "decision.accepted" },
    found: "late.decision.done",
    expired: "decision.expired",
  },
  {
    name: "declining",
    endpoint: "declineCredex",
    walk: (speaker) => see(speaker, "8"),
    yes: "decline",
    replies: { ...ENDING, done: "decision.declined" },
    found: "late.decision.done",
    expired: "decision.expired",
  },
  {
    name: "accepting a page",
    endpoint: "acceptCredexBulk",
    async walk(speaker) {
      await receive(speaker, "1", "2");
      await speaker.taps("all");
      await speaker.hears("incoming.all.ask");
    },
    yes: "confirm",
    replies: { ...ENDING, done: "decision.accepted" },
    found: "late.decision.done",
    expired: "decision.expired",
  },
  {
    name: "an upgrade",
    endpoint: "hustler10k",
    async walk(speaker) {
      await speaker.taps("upgrade");
      await speaker.hears("upgrade.confirm.ask");
    },
    yes: "confirm",
    replies: {
      done: "upgrade.done",
      refused: "upgrade.refused",
      away: "upgrade.away",
      paused: "upgrade.paused",
      unknown: "upgrade.unknown",
    },
    found: "late.upgrade.done",
    expired: "upgrade.expired",
  },
];

let world: World;
beforeEach(async () => {
  world = await openWorld(ownDatabase(), { notices: true });
  await world.open({ env: { OFFER_UNREVIEWED_LANGUAGES: "yes" } });
});
afterEach(() => world.close());

describe.each(LANGUAGES)("in $locale", ({ locale, copy }) => {
  test("everything is done, and told", async () => {
    for (const { speaker, flow } of await askAll()) {
      await speaker.taps(flow.yes);
      await speaker.hears(flow.replies.done);
      await speaker.hears("home.menu");
    }
  });

  test("reports a refusal of credex-core with its reason", async () => {
    const asked = await askAll();
    breakAll({ kind: "refuse" });
    for (const { speaker, flow } of asked) {
      await speaker.taps(flow.yes);
      await speaker.hears(flow.replies.refused);
    }
  });

  test("does nothing while credex-core is unreachable, and a second try does it", async () => {
    const asked = await askAll();
    for (const { speaker, flow } of asked) {
      world.credexCore.faults.untilReset({ kind: "error", applied: false });
      await speaker.taps(flow.yes);
      await speaker.hears(flow.replies.away);
      world.credexCore.faults.reset();
      await speaker.taps("again");
      await speaker.hears(flow.replies.done);
    }
  });

  test("what an operator paused is not done, and may be left", async () => {
    const asked = await askAll();
    await world.redis.set("paused", new Date().toISOString());
    for (const { speaker, flow } of asked) {
      await speaker.taps(flow.yes);
      await speaker.hears(flow.replies.paused);
      await speaker.taps("cancel");
      await speaker.hears("home.menu");
    }
  });

  test("what got no answer is said to be open, looked for, and told", async () => {
    const asked = await askAll();
    breakAll({ kind: "cut", applied: true });
    for (const { speaker, flow } of asked) {
      await speaker.taps(flow.yes);
      await speaker.hears(flow.replies.unknown);
    }
    await Promise.all(asked.map(({ speaker, flow }) => speaker.hears(flow.found)));
  });

  test("a question that is left alone is closed once, and nothing was done", async () => {
    const asked = await askAll();
    await passFourMinutes();
    for (const { speaker, flow } of asked) {
      await speaker.hears(flow.expired);
      await speaker.hears("home.menu");
    }
  });

  test("opening an account: refused, and without an answer found to be open", async () => {
    const speaker = await meet();
    world.credexCore.faults.next({ kind: "refuse" }, "onboardMember");
    await open(speaker);
    await speaker.hears("registration.refused");
    world.credexCore.faults.next({ kind: "cut", applied: true }, "onboardMember");
    await open(speaker);
    await speaker.hears("registration.unknown");
    await speaker.hears("registration.done");
    await speaker.hears("home.menu");
  });

  test("opening an account that was left alone is closed, and may be begun again", async () => {
    const speaker = await meet();
    await speaker.says("hi");
    await speaker.hears("welcome.ask");
    await speaker.taps("register");
    await speaker.hears("registration.firstname.ask");
    await passFourMinutes();
    await speaker.hears("registration.expired");
    await register(speaker);
  });

  test("home, the ledger and a handle: away, refused, unknown, and there again", async () => {
    const { faults } = world.credexCore;
    const speaker = await meet();
    faults.untilReset({ kind: "error", applied: false });
    await speaker.says("hi");
    await speaker.hears("login.away");
    faults.reset();
    faults.next({ kind: "refuse" }, "login");
    await speaker.taps("again");
    await speaker.hears("login.refused");
    await speaker.taps("again");
    await speaker.hears("welcome.ask");
    await register(speaker);
    faults.untilReset({ kind: "error", applied: false });
    await speaker.says("menu");
    await speaker.hears("home.stale");
    await speaker.hears("home.menu");
    faults.reset();
    await speaker.taps("refresh");
    await speaker.hears("home.menu");
    faults.untilReset({ kind: "error", applied: false });
    await speaker.taps("ledger");
    await speaker.hears("ledger.away");
    faults.reset();
    faults.next({ kind: "refuse" }, "getLedger");
    await speaker.taps("again");
    await speaker.hears("ledger.refused");
    await speaker.taps("ledger");
    await speaker.hears("ledger.page.ask");
    await speaker.taps("back");
    await speaker.hears("home.menu");
    await speaker.taps("offer");
    await speaker.hears("offer.amount.ask");
    await speaker.says("nothing");
    await speaker.hears("offer.amount.invalid");
    await speaker.says("20");
    await speaker.hears("offer.recipient.ask");
    await speaker.says("nobody_here");
    await speaker.hears("offer.recipient.unknown");
    faults.untilReset({ kind: "error", applied: false });
    await speaker.says("bob_bakery");
    await speaker.hears("offer.recipient.away");
    faults.reset();
    await speaker.says("bob_bakery");
    await speaker.hears("offer.confirm.ask");
    await speaker.says("menu");
    await speaker.hears("home.menu");
  });

  test("switching: another account is taken, or the one before is kept", async () => {
    const speaker = await meet();
    await register(speaker);
    const first = accountOf(speaker);
    const second = { ...first, accountID: "second", accountHandle: "second", accountName: "Cars" };
    world.credexCore.ledger.book.accounts.push(second);
    await speaker.says("menu");
    await speaker.hears("home.menu");
    await speaker.taps("account");
    await speaker.hears("switching.ask");
    await speaker.taps("back");
    await speaker.hears("switching.cancelled");
    await speaker.taps("account");
    await speaker.hears("switching.ask");
    await speaker.taps("account=second");
    await speaker.hears("home.menu");
    await speaker.taps("account");
    await speaker.hears("switching.ask");
    await passFourMinutes();
    await speaker.hears("switching.expired");
  });

  test("notifies of an offer, which a word answers, and not after STOP", async () => {
    const speaker = await meet();
    await register(speaker);
    const to = accountOf(speaker).accountHandle;
    draw(world.credexCore, { to });
    await speaker.hears("notice.created");
    await speaker.says("offers");
    await speaker.hears("incoming.pick.ask");
    await speaker.says("stop");
    await speaker.hears("notice.stopped");
    await speaker.says("start");
    await speaker.hears("notice.started");
  });

  test("a line from anywhere makes an offer, and an abandoned one says how to continue", async () => {
    const speaker = await meet();
    await register(speaker);
    await speaker.taps("ledger");
    await speaker.hears("ledger.page.ask");
    await speaker.says("0.5=>bob_bakery");
    await speaker.hears("offer.confirm.ask");
    await passFourMinutes();
    await speaker.hears("offer.expired");
    speaker.reads("0.5=>bob_bakery");
  });

  test("the language is asked for again, and kept as it is", async () => {
    const speaker = await meet();
    await speaker.says("language");
    await speaker.hears("language.ask");
    await speaker.says("back");
    await speaker.hears("language.cancelled");
    await speaker.says("language");
    await speaker.hears("language.ask");
    await passFourMinutes();
    await speaker.hears("language.expired");
  });

  /** Somebody new, who speaks this language from the first word on. */
  async function meet(): Promise<Speaker> {
    const speaker = createSpeaker(world.member(), copy);
    await speaker.says("language");
    await speaker.hears("language.ask");
    await speaker.taps(`locale=${locale}`);
    await speaker.hears("language.kept");
    await speaker.hears("welcome.ask");
    return speaker;
  }

  /** A member for each flow, brought to where it needs but a yes. */
  function askAll() {
    return Promise.all(
      FLOWS.map(async (flow) => {
        const speaker = await meet();
        await register(speaker);
        await flow.walk(speaker);
        return { speaker, flow };
      }),
    );
  }
});

function breakAll(fault: Fault) {
  for (const { endpoint } of FLOWS) world.credexCore.faults.untilReset(fault, endpoint);
}

/** Every timer is due now, as it would be four minutes later. */
async function passFourMinutes() {
  const due = await world.redis.zrange("due", "0", "-1");
  const timers = due.filter((name) => name.startsWith("timer "));
  await world.redis.zadd("due", "XX", ...timers.flatMap((name) => ["0", name]));
}

async function register(speaker: Speaker) {
  await open(speaker);
  await speaker.hears("home.menu");
}

/** From the first word to the last answer of the registration. */
async function open(speaker: Speaker) {
  await speaker.says("hi");
  await speaker.hears("welcome.ask");
  await speaker.taps("register");
  await speaker.hears("registration.firstname.ask");
  await speaker.says("Rudo");
  await speaker.hears("registration.lastname.ask");
  await speaker.says("Dube");
  await speaker.hears("registration.denomination.ask");
  await speaker.taps("denomination=USD");
  await speaker.hears("registration.confirm.ask");
  await speaker.taps("open");
}

async function fill(speaker: Speaker) {
  await speaker.taps("offer");
  await speaker.hears("offer.amount.ask");
  await speaker.says("20");
  await speaker.hears("offer.recipient.ask");
  await speaker.says("bob_bakery");
  await speaker.hears("offer.confirm.ask");
}

/** Bob offers these amounts, and the member looks at the list. */
async function receive(speaker: Speaker, ...values: string[]) {
  const to = accountOf(speaker).accountHandle;
  for (const value of values) draw(world.credexCore, { to, value });
  await speaker.says("menu");
  await speaker.hears("home.menu");
  await speaker.taps("incoming");
  await speaker.hears("incoming.pick.ask");
}

function accountOf({ member: { phone } }: Speaker) {
  const { members, accounts } = world.credexCore.ledger.book;
  const memberID = members.find((member) => member.phone === phone)?.memberID;
  const account = accounts.find(({ ownerID }) => ownerID === memberID);
  if (!account) throw new Error("Not registered");
  return account;
}

async function see(speaker: Speaker, value: string) {
  await receive(speaker, value);
  await tapsOffer(speaker);
  await speaker.hears("incoming.see.ask");
}

/** The first offer of the list. */
async function tapsOffer(speaker: Speaker) {
  const rows = speaker.member.received().flatMap(({ choices }) => choices);
  const choice = rows.map(({ id }) => /~(credex=.+)$/.exec(id)?.[1]).findLast(Boolean);
  await speaker.taps(choice ?? "");
}
