import { expect } from "vitest";
import type { CredexCoreFake } from "../../src/fakes/credex-core/credex-core.ts";
import type { Account, Credex } from "../../src/fakes/credex-core/state.ts";
import type { Bubble, Member, Step } from "../../src/playground/protocol.ts";
import { end } from "../credex/books.ts";
import type { Viewer } from "../support/viewer.ts";
import type { PageWorld } from "./world-page.ts";

/** What a random conversation is made of: the page's world, and a viewer of the server's playground. */
export interface Playground {
  page: PageWorld;
  viewer: Viewer;
}

const PATIENCE = { timeout: 60_000, interval: 5 };

export const stepsOf = ({ viewer }: Playground, number: string): Step[] => {
  const found = viewer.frames.find(
    (frame) => frame.kind === "conversation" && frame.conversation.number === number,
  );
  const id = found?.kind === "conversation" ? found.conversation.id : undefined;
  return viewer.steps().filter(({ conversationId }) => conversationId === id);
};

export const bubblesOf = ({ page }: Playground, number: string): Bubble[] =>
  page.frames.flatMap((frame) =>
    frame.kind === "bubble" && frame.bubble.number === number ? [frame.bubble] : [],
  );

/** More steps than before, no call in progress, and every reply on the phone. */
export async function isQuiet(
  playground: Playground,
  number: string,
  before: number,
): Promise<void> {
  const isSo = () => {
    const steps = stepsOf(playground, number);
    const shown = new Set(bubblesOf(playground, number).map(({ token }) => token));
    const last = steps.at(-1);
    return (
      steps.length > before &&
      last?.pending.calls.length === 0 &&
      last.replies.every(({ token }) => shown.has(token))
    );
  };
  await expect.poll(isSo, PATIENCE).toBe(true);
}

/** In minutes: as far as time can be skipped at once. */
const A_DAY = 1_440;
/** A fork at a step with all that led to it; nobody where the step cannot be forked. */
export async function forkAt(
  playground: Playground,
  step: Step | undefined,
): Promise<Member | undefined> {
  const { conversationId, number = 0 } = step ?? {};
  const response = await fetch(`${playground.page.serverUrl}/playground/api/forks`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ conversationId, number }),
  });
  const { member } = (await response.json()) as { member?: Member };
  if (member) await isQuiet(playground, member.number, number - 1);
  return member;
}

const NAMES = ["Tariro", "Rudo", "Moyo", "Ncube", "Blessing", "van Wyk"];
const WORDS = ["menu", "back", "cancel", "help", "hi", "yes", "no", "thanks", "hongu", "buyela"];
/** Answers to the questions whose copy keys begin so. */
const ANSWERS: readonly (readonly [string, readonly string[]])[] = [
  ["registration.denomination", ["USD", "zwg", "dollars"]],
  ["registration", NAMES],
  ["offer.amount", ["20", "5 usd", "0", "12.345", "1000000", "7 ZWG", "1,5"]],
  ["offer.recipient", ["bob_bakery", "@thandi_tailor", "nobody_here", "moyo motors"]],
  ["offer.due", ["2 weeks", "in 10 days", "tomorrow", "yesterday", "soon"]],
  ["home", ["5 to bob_bakery", "offer", "ledger", "1", "2"]],
];

function pick<Item>(items: readonly Item[], by: number): Item {
  const item = items[by % items.length];
  if (item === undefined) throw new Error("There is nothing to choose from");
  return item;
}

/** A member in the world's page, who does at random what a member can do. */
export class RandomMember {
  readonly #playground: Playground;
  #member: Member;
  #isFork = false;
  /** WhatsApp lets us write unasked for a day after the member's last message. */
  #isReachable = true;

  constructor(playground: Playground, member: Member) {
    this.#playground = playground;
    this.#member = member;
  }

  get member(): Member {
    return this.#member;
  }

  /** Whether it continues another member's conversation. */
  get isFork(): boolean {
    return this.#isFork;
  }

  async does(content: object): Promise<void> {
    const { number } = this.#member;
    const before = this.#steps().length;
    this.#isReachable = true;
    await this.#asks("messages", { number, content });
    await isQuiet(this.#playground, number, before);
  }

  says = (text: string): Promise<void> => this.does({ kind: "text", text });

  /** A button of the open question, or words that fit it. */
  proceeds(by: number): Promise<void> {
    const last = this.#steps().at(-1);
    const tokens = last?.replies.map(({ token }) => token) ?? [];
    const asking = this.#offering().findLast(({ token = "" }) => tokens.includes(token));
    return asking ? this.#taps(asking, by) : this.answers(by);
  }

  answers(by: number): Promise<void> {
    const key = this.#steps().at(-1)?.replies.at(-1)?.keys.at(-1) ?? "";
    const fitting = ANSWERS.find(([of]) => key.startsWith(of))?.[1] ?? WORDS;
    return this.says(pick(fitting, by));
  }

  /** A button of any message. */
  tapsAny(by: number): Promise<void> {
    const offering = this.#offering();
    return offering.length > 0 ? this.#taps(pick(offering, by), by) : this.says("menu");
  }

  async waits(by: number): Promise<void> {
    const minutes = pick([1, 2, 3, 4, 4.5, 6, 11, A_DAY], by);
    await this.#asks("skip", { minutes });
    if (minutes === A_DAY) this.#isReachable = false;
  }

  async isNotified(by: number): Promise<void> {
    const { credexCore } = this.#playground.page;
    const { number } = this.#member;
    const own = accountOf(credexCore, number);
    // A fork's notifications arrive at the phone of the member that it is a fork of.
    if (!own || this.#isFork || !this.#isReachable) return this.says("hi");
    const before = this.#steps().length;
    const open = openOffersOf(credexCore, own);
    if (open.length > 0 && by % 3 > 0) {
      const one = pick(open, by);
      const isIssuer = one.issuerAccountID === own.accountID;
      end(credexCore, one, isIssuer ? pick(["accept", "decline"] as const, by) : "cancel");
    } else {
      const sum = `${1 + (by % 9)}.00 USD`;
      const notice = { what: "created", by: "Bob Bakery", sum, secured: by % 2 === 0 };
      await this.#asks("notices", { number, notice });
    }
    await isQuiet(this.#playground, number, before);
  }

  /**
   * Continues as a fork from one of the last steps, unless an offer has changed since: a fork has the same accounts.
   */
  async forks(by: number): Promise<void> {
    const steps = this.#steps();
    const from = pick(steps.slice(-3), by);
    const since = steps.filter(({ number }) => number > from.number);
    const isChanged = since.some(({ event, calls }) => event.kind === "notice" || calls.length > 0);
    const fork = isChanged ? undefined : await forkAt(this.#playground, from);
    // Some steps cannot be forked: no session is open, or a money call is in progress.
    if (!fork) return this.answers(by);
    this.#member = fork;
    this.#isFork = true;
  }

  async registers(): Promise<void> {
    await this.#chooses("register");
    await this.says("Tariro");
    await this.says("Moyo");
    await this.#chooses("denomination=USD");
    await this.#chooses("open");
  }

  #steps = () => stepsOf(this.#playground, this.#member.number);
  #offering = () =>
    bubblesOf(this.#playground, this.#member.number).filter(({ choices }) => choices);

  async #asks(path: string, body: object): Promise<void> {
    const { status } = await this.#playground.page.asks("POST", `/world/${path}`, body);
    expect(status).toBeLessThan(300);
  }

  #taps({ choices = [] }: Bubble, by: number): Promise<void> {
    const { id, title } = pick(choices, by);
    return this.does({ kind: "choice", id, title });
  }

  async #chooses(name: string): Promise<void> {
    const choices = this.#offering().at(-1)?.choices ?? [];
    const choice = choices.find(({ id }) => id.endsWith(`~${name}`));
    if (choice) await this.does({ kind: "choice", id: choice.id, title: choice.title });
  }
}

function accountOf({ registry, ledger }: CredexCoreFake, phone: string): Account | undefined {
  const owner = registry.memberByPhone(phone);
  if (owner.kind === "refused") return undefined;
  return ledger.book.accounts.find(({ ownerID }) => ownerID === owner.value.memberID);
}

function openOffersOf({ ledger }: CredexCoreFake, { accountID }: Account): Credex[] {
  return ledger.book.credexes.filter(
    ({ state, issuerAccountID, receiverAccountID }) =>
      state === "offered" && [issuerAccountID, receiverAccountID].includes(accountID),
  );
}

type Deed = (member: RandomMember, by: number) => Promise<void>;

/** How often of a hundred times each happens. */
const DEEDS: readonly (readonly [number, Deed])[] = [
  [64, (member, by) => member.proceeds(by)],
  [8, (member, by) => member.answers(by)],
  [4, (member, by) => member.tapsAny(by)],
  [3, (member) => member.does({ kind: "media", media: "image" })],
  [4, (member, by) => member.says(pick(WORDS, by))],
  [7, (member, by) => member.isNotified(by)],
  [6, (member, by) => member.waits(by)],
  [4, (member, by) => member.forks(by)],
];
const A_HUNDRED = DEEDS.flatMap(([count, deed]) => Array<Deed>(count).fill(deed));

/**
 * Has a conversation in which each number chooses one thing that happens: the member writes, taps new and old
 * buttons, sends a photo, lets time pass, is notified, and continues as a fork. Returns who it is in the end.
 */
export async function converse(
  playground: Playground,
  [first = 0, ...others]: readonly number[],
): Promise<RandomMember> {
  const locale = pick(["en", "en", "sn", "nd"], first);
  const somebody = await playground.page.member({ name: "Somebody", locale });
  const member = new RandomMember(playground, somebody);
  await member.says("hi");
  if (first % 5 > 0) await member.registers();
  for (const number of others)
    await pick(A_HUNDRED, number)(member, Math.floor(number / A_HUNDRED.length));
  return member;
}
