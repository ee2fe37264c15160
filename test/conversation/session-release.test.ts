import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AnyStateMachine } from "xstate";
import type { Call, Effect } from "../../src/conversation/model/effect.ts";
import type { Content, ConversationEvent } from "../../src/conversation/model/event.ts";
import type { ConversationRecord, SessionRecord } from "../../src/conversation/model/record.ts";
import { isOpen } from "../../src/conversation/model/record-fields.ts";
import { createChooseTurn } from "../../src/conversation/turn/choose-turn.ts";
import type { Releases } from "../../src/conversation/turn/releases.ts";
import type { Turn, TurnOptions } from "../../src/conversation/turn/turn.ts";
import { contract } from "../../src/vimbiso.ts";
import { bank, interpret, isAtMostOnce, PROFILE, render } from "../support/bank.ts";
import { rebuild } from "../support/builds.ts";
import { ADDRESS, DONE, message } from "../support/dialogue.ts";

/** A release that names itself in each reply. */
const release = (identity: string, machine: AnyStateMachine = bank): TurnOptions => ({
  release: { machine, hash: identity, identity, contract },
  render: (options) => {
    const said = render(options);
    return { ...said, text: `${identity}: ${said.text}` };
  },
  interpret,
  isAtMostOnce,
});

/** A member's conversation with a server that holds some releases. */
function createConversation(held: TurnOptions[]) {
  const find = (id: string) => held.find(({ release }) => release.identity === id);
  const [first] = held;
  if (!first) throw new Error("No release is held");
  const server = { met: first, held: find as Releases["hold"] };
  const chooseTurn = createChooseTurn({
    forContact: () => server.met,
    hold: (id) => server.held(id),
  });
  const calls: Call[] = [];
  const timers: string[] = [];
  const buttons: { id: string; title: string }[] = [];
  let record: ConversationRecord | undefined;
  let now = 0;
  let messages = 0;

  const takes = async (event: ConversationEvent): Promise<Turn> => {
    const run = await chooseTurn({ conversationId: "c1.100", record, event });
    const turn = run({ record, event, now });
    if (turn.kind === "taken") record = JSON.parse(JSON.stringify(turn.record));
    const effects = effectsOf(turn);
    calls.push(...effects.filter((effect) => effect.kind === "call"));
    const set = effects.filter((effect) => effect.kind === "timer");
    timers.push(...set.map(({ token }) => token));
    buttons.push(...repliesOf(turn).flatMap(({ message }) => message.choices?.items ?? []));
    return turn;
  };
  const sends = (content: Content) => {
    now += 1_000;
    return takes(message(content, `m${++messages}`, { at: now }));
  };
  const choice = (title: string) =>
    buttons.findLast((button) => button.title === title) ?? { id: "none", title };
  return {
    server,
    sends,
    says: (text: string) => sends({ kind: "text", text }),
    saysLate: (text: string) =>
      takes(message({ kind: "text", text }, `m${++messages}`, { at: now - 60_000 })),
    choice,
    taps: (title: string) => sends({ kind: "choice", ...choice(title) }),
    /** Answers the call that was made last. */
    answers: () => takes({ kind: "result", call: calls.at(-1) ?? NO_CALL, outcome: DONE }),
    /** Fires the timer that was set last, or one before it. */
    rings: (back = 1) => takes({ kind: "timer", token: timers.at(-back) ?? "" }),
    reads: () =>
      takes({
        ...{ kind: "notice" as const, id: `n${++messages}`, at: now, locale: "en" },
        address: ADDRESS,
        news: { type: "notice.created", offer: "An offer" },
      }),
    record: () => record,
    session: () => {
      if (!isOpen(record)) throw new Error("No session is open");
      return record;
    },
  };
}

const NO_CALL: Call = {
  ...{ token: "none", operation: "none", input: null, atMostOnce: false, locale: "en" },
  address: ADDRESS,
};

type Conversation = ReturnType<typeof createConversation>;

const effectsOf = (turn: Turn): Effect[] => ("effects" in turn ? turn.effects : []);
const repliesOf = (turn: Turn) => effectsOf(turn).filter((effect) => effect.kind === "reply");
const textsOf = (turn: Turn) => repliesOf(turn).map(({ message }) => message.text);
const releasesOf = (turn: Turn) => repliesOf(turn).map(({ release }) => release);

/** At home under `r1`; the contact meets the last of `held` from here on. */
async function atHome(held = [release("r1"), release("r2")]): Promise<Conversation> {
  const conversation = createConversation(held);
  await conversation.says("hi");
  await conversation.answers();
  conversation.server.met = held.at(-1) ?? conversation.server.met;
  return conversation;
}

/** Asked to confirm an offer under `r1`; the contact meets `r2` from here on. */
async function atConfirm(): Promise<Conversation> {
  const [first, second] = [release("r1"), release("r2")];
  const conversation = await atHome([first, second]);
  conversation.server.met = first;
  await conversation.taps("Offer");
  await conversation.says("20");
  conversation.server.met = second;
  return conversation;
}

describe("a session stays with its release", () => {
  test("while a form is open: question, timer, answer and news", async () => {
    const { taps, says, rings, reads } = await atConfirm();
    expect(textsOf(await rings(2))).toEqual(["r1: offer.remind"]);
    expect(releasesOf(await reads())).toEqual(["r1"]);
    expect(releasesOf(await says("help"))).toEqual(["r1"]);
    expect(textsOf(await taps("Confirm"))).toEqual(["r1: pin.ask"]);
  });

  test("while a call is pending, and until its answer has arrived", async () => {
    const { server, taps, says, answers, session } = await atHome([release("r1")]);
    await taps("Account 💰");
    server.met = release("r2");
    expect(releasesOf(await says("help"))).toEqual(["r1"]);
    expect(textsOf(await answers())).toEqual(["r1: home"]);
    expect(session()).toMatchObject({ calls: [], machine: { release: "r1" } });
    expect(releasesOf(await says("help"))).toEqual(["r2"]);
  });

  test("at news, which moves nobody", async () => {
    const { reads, session } = await atHome();
    const { session_id } = session();
    expect(releasesOf(await reads())).toEqual(["r1"]);
    expect(session()).toMatchObject({ session_id, machine: { release: "r1" } });
  });

  test("at a text that is older than its question", async () => {
    const { saysLate, session } = await atHome();
    expect(textsOf(await saysLate("Offer"))).toEqual(["r1: older\n\nr1: home"]);
    expect(session().machine.release).toBe("r1");
  });

  test("although its server has to load the release first", async () => {
    const { server, taps } = await atConfirm();
    const { held } = server;
    server.held = async (id) => held(id);
    expect(textsOf(await taps("Confirm"))).toEqual(["r1: pin.ask"]);
  });

  test("unless the release cannot be loaded: then its machine counts as edited", async () => {
    const { server, taps, session } = await atConfirm();
    server.held = () => undefined;
    // What the button meant may have changed, so the question is asked again.
    expect(textsOf(await taps("Confirm"))).toEqual(["r2: pin.ask"]);
    expect(session().machine).toEqual({ id: "bank", hash: "r2" });
  });
});

describe("a session moves at home", () => {
  test("with a tap: the new release takes it in a new session, and no reply says so", async () => {
    const { taps, session } = await atHome();
    const { session_id, _version } = session();
    expect(textsOf(await taps("Offer"))).toEqual(["r2: offer.amount"]);
    expect(session()).toMatchObject({
      ...{ machine: { release: "r2" }, profile: PROFILE, _version: _version + 1 },
      current_account: { accountID: "A1" },
    });
    expect(session().session_id).not.toBe(session_id);
  });

  test("with a tap that arrives twice: the second changes nothing", async () => {
    const { sends, taps, choice, session } = await atHome();
    const again = choice("Offer");
    await taps("Offer");
    const { snapshot } = session();
    await sends({ kind: "choice", ...again });
    expect(session()).toMatchObject({ snapshot });
  });

  test("to the start where the new release cannot wait at the same place", async () => {
    const waiting = rebuild(bank, ({ states: { home } }) => {
      if (home) home.after = { 60000: "home" };
    });
    const { taps, answers, session } = await atHome([release("r1"), release("r2", waiting)]);
    expect(textsOf(await taps("Offer"))).toEqual([]);
    expect(session()).toMatchObject({
      machine: { release: "r2" },
      calls: [{ operation: "login" }],
    });
    expect(textsOf(await answers())).toEqual(["r2: home"]);
  });

  test("to the start where the new release throws", async () => {
    const silent = release("r2");
    const { taps, session } = await atHome([
      release("r1"),
      {
        ...silent,
        render: (options) => {
          if (options.reply.key === "offer.amount") throw new Error("There is no copy for it");
          return silent.render(options);
        },
      },
    ]);
    expect(textsOf(await taps("Offer"))).toEqual([]);
    expect(session()).toMatchObject({
      machine: { release: "r2" },
      calls: [{ operation: "login" }],
    });
  });

  test("and makes no call that is sent at most once: the old release asked the question", async () => {
    const strict = { ...release("r2"), isAtMostOnce: (name: string) => name === "getDashboard" };
    const { taps, session } = await atHome([release("r1"), strict]);
    expect(textsOf(await taps("Account 💰"))).toEqual(["r2: unexpected"]);
    expect(session()).toMatchObject({ machine: { release: "r2" }, calls: [] });
  });
});

const step = fc.record({
  does: fc.constantFrom("says", "taps", "answers", "answers", "rings", "reads", "saysLate"),
  text: fc.constantFrom("hi", "home", "help", "20", "1", "stop"),
  title: fc.constantFrom("Offer", "Offer", "Account 💰", "Confirm", "Other amount"),
  /** Which release the contact meets by now. */
  met: fc.constantFrom("r1", "r2", "r3"),
});
type Step = ReturnType<typeof step.generate>["value"];

const takes = (conversation: Conversation, { does, text, title }: Step): Promise<Turn> =>
  ({
    says: () => conversation.says(text),
    saysLate: () => conversation.saysLate(text),
    taps: () => conversation.taps(title),
    answers: () => conversation.answers(),
    rings: () => conversation.rings(),
    reads: () => conversation.reads(),
  })[does]();

const isBusy = ({ calls, snapshot }: SessionRecord) =>
  calls.length > 0 || Object.keys(Object(snapshot.children)).length > 0;

/** Under which release the session has to be after a step that the conversation takes. */
const expectedAfter = (before: ConversationRecord | undefined, { does, met }: Step) => {
  const isStaying = isOpen(before) && (isBusy(before) || !["says", "taps"].includes(does));
  return isStaying ? before.machine.release : met;
};

test("no session meets two releases, and none moves while a form is open or a call is pending", async () => {
  const held = new Map(["r1", "r2", "r3"].map((id) => [id, release(id)]));
  const changes: [before: string | undefined, after: string | undefined][] = [];
  const follow = async (steps: Step[]) => {
    const conversation = createConversation([...held.values()]);
    const releases = new Map<string, string | undefined>();
    for (const step of steps) {
      const before = conversation.record();
      conversation.server.met = held.get(step.met) ?? conversation.server.met;
      const turn = await takes(conversation, step);
      if (turn.kind !== "taken") continue;
      const { session_id, machine } = turn.record;
      expect(machine.release).toBe(expectedAfter(before, step));
      expect(releases.get(session_id) ?? machine.release).toBe(machine.release);
      expect(new Set([...releasesOf(turn), machine.release]).size).toBe(1);
      releases.set(session_id, machine.release);
      changes.push([before?.machine?.release, machine.release]);
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), follow));
  const moves = changes.filter(([before, after]) => before !== undefined && before !== after);
  expect(moves.length).toBeGreaterThan(50);
});
