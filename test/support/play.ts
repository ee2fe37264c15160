import { expect } from "vitest";
import type { AnyStateMachine } from "xstate";
import { type Language, offeredCopies } from "../../machines/copy/languages.ts";
import type { Reply } from "../../machines/copy/reply.ts";
import { firm, words } from "../../machines/copy/words.ts";
import { moneyOperations, type operations } from "../../machines/kit.ts";
import { readQuickOffer } from "../../machines/quick-offer.ts";
import { root } from "../../machines/root.ts";
import type {
  CallEffect,
  Choice,
  Effect,
  ReplyEffect,
} from "../../src/conversation/model/effect.ts";
import type {
  Content,
  ConversationEvent,
  NotificationPayload,
  Outcome,
} from "../../src/conversation/model/event.ts";
import {
  type ConversationRecord,
  createRecordSchemas,
  type Json,
  type NotificationConsent,
  type NotificationDecision,
  type SessionRecord,
} from "../../src/conversation/model/record.ts";
import { fieldsOf } from "../../src/conversation/model/record-fields.ts";
import { createTurn, type TurnInput, type TurnOptions } from "../../src/conversation/turn/turn.ts";
import { createInterpret } from "../../src/copy/interpret.ts";
import { createRender } from "../../src/copy/render.ts";
import { createRelease } from "../../src/release.ts";
import { contract } from "../../src/vimbiso.ts";
import { breachesOf } from "../../src/whatsapp/limits.ts";
import { type Answers, answerTo, outputOf } from "./answers.ts";
import { freeze } from "./freeze.ts";

type Operation = keyof typeof operations;
export type Span = `${number} ${"ms" | "s" | "min" | "h"}`;

const UNITS = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };

/** Nine in the morning in Harare. */
const START = "2026-11-23T07:00:00Z";

const copies = offeredCopies({ withUnreviewed: true });
const injectedContext = { languages: Object.keys(copies) };
let releases = 0;
/** Each release has an identity of its own, also where only code or copy differs. */
const serve = (machine: AnyStateMachine, served: typeof copies = copies) =>
  createTurn({
    release: createRelease({
      machine,
      contract,
      injectedContext,
      content: [`release ${++releases}`],
    }),
    render: createRender({ copies: served, fallback: "en" }),
    interpret: createInterpret(words, { phrases: [readQuickOffer], firm }),
    isAtMostOnce: (operation) => moneyOperations.has(operation) || operation === UNLISTED,
  });
/** A money operation of another version of the machines. */
export const UNLISTED = "makeOffer";
const asServed = serve(root);
const schemas = createRecordSchemas(contract.recordFields);

/**
 * Plays a conversation turn by turn: the member says and taps, credex-core answers, time passes.
 * What `calls`, `hears`, `reads` and `isAt` check is what came of the last of these.
 */
export function play(options: Partial<Circumstances> = {}): Play {
  return new Play({ phone: "263771234567", locale: "en", at: START, ...options });
}

interface Circumstances {
  phone: string | undefined;
  locale: Language;
  /** When it begins, as `Date.parse` reads it. */
  at: string;
}

export class Play {
  readonly #address;
  /** That of the contact, as each message brings it. */
  #locale: Language;
  #now: number;
  #messages = 0;
  #record: ConversationRecord | undefined;
  #over: TurnInput["restartReason"];
  #takeTurn = asServed;
  #stage = "";
  #effects: Effect[] = [];
  #decision: NotificationDecision | undefined;
  readonly #past: { effect: Effect; at: number }[] = [];
  /** Tokens of calls that were answered, and of timers that have fired or were cancelled. */
  readonly #settled = new Set<string>();
  #call: CallEffect | undefined;
  #unanswered: CallEffect | undefined;

  constructor({ phone, locale, at }: Circumstances) {
    this.#now = Date.parse(at);
    this.#address = { businessNumberId: "1", phone, userId: "ZW.1" };
    this.#locale = locale;
  }

  says = (text: string) => this.#sends({ kind: "text", text });
  /** Something arrives only now that the member wrote so long ago. */
  saysLate = (text: string, ago: Span) =>
    this.#sends({ kind: "text", text }, this.#now - msOf(ago));
  showsLate = (media: string, ago: Span) =>
    this.#sends({ kind: "media", media }, this.#now - msOf(ago));
  /** Writes in answer to a quoted message, even an old one. */
  quotes = (text: string) => this.#sends({ kind: "text", text, quotes: true });
  shows = (media: string) => this.#sends({ kind: "media", media });
  /** Writes one message more than anybody can mean. */
  floods = () => this.#sends({ kind: "flood" });
  /** Taps a choice of the message that offered some last. */
  taps = (choice: string) => this.#taps(choice, this.#offered().slice(0, 1));
  /** Taps a choice of an older message. */
  tapsOld = (choice: string) => this.#taps(choice, this.#offered().slice(1));
  /** Answers the message that offered choices last with one that it did not offer, as a changed client can. */
  tapsForged(choice: string): this {
    const [offered] = this.#offered()[0] ?? [];
    if (!offered) throw new Error("Nothing was offered");
    const question = offered.id.split("~").slice(0, 2).join("~");
    return this.#sends({ kind: "choice", id: `${question}~${choice}`, title: choice });
  }

  /** What the member has said about notices last; "on" if nothing. */
  wantsNotices(notices: NotificationConsent): this {
    expect(this.#decision?.notices ?? "on").toBe(notices);
    return this;
  }

  /** credex-core tells of what another has done. */
  isNotifiedOf(news: NotificationPayload): this {
    const id = `notice-${++this.#messages}`;
    const [address, at] = [this.#address, this.#now];
    this.#effects = [];
    return this.#take({ kind: "notice", id, at, address, locale: "en", news });
  }

  /** Taps a button that a template offered. */
  tapsForeign = (title: string) => this.#sends({ kind: "choice", id: "template", title });
  tapsForeignLate = (title: string, ago: Span) =>
    this.#sends({ kind: "choice", id: "template", title }, this.#now - msOf(ago));

  answers = (output: object) => this.#ends({ kind: "done", output: fresh(output) as Json });
  refuses = (code: string, reason = "") => this.#ends({ kind: "refused", code, reason });
  away = () => this.#ends({ kind: "away" });
  expired = () => this.#ends({ kind: "expired" });
  paused = () => this.#ends({ kind: "paused" });
  unsettled = () => this.#ends({ kind: "unsettled" });
  unknown = () => this.#ends({ kind: "unknown" });
  /** The call that ended unknown was looked for, and found to be done. */
  found = (output: object) => this.#looked({ kind: "done", output: fresh(output) as Json });
  /** It was not found by reconciliation. */
  unconfirmed = () => this.#looked({ kind: "unconfirmed" });

  /** Lets time pass, and fires every timer that is due on the way. */
  waits(span: Span): this {
    this.#effects = [];
    const until = this.#now + msOf(span);
    for (let timer = this.#due(until); timer; timer = this.#due(until)) {
      this.#now = timer.dueAt;
      this.#settled.add(timer.token);
      this.#take({ kind: "timer", token: timer.token });
    }
    this.#now = until;
    return this;
  }

  /** The contact's language is another from the next message on. */
  speaks(locale: Language): this {
    this.#locale = locale;
    return this;
  }

  /** The session ends, if one is open, and only what is preserved stays; so much time passes. */
  sessionEnds(passed: Span = "0 s"): this {
    this.#over = "session.over";
    this.#now += msOf(passed);
    if (!schemas.session.safeParse(this.#record).success) return this;
    const { jwt_token, _version, _last_updated } = this.#open();
    const { profile, current_account } = fieldsOf(this.#open());
    const kept = { jwt_token, profile, current_account, _version, _last_updated };
    this.#record = schemas.conversation.parse(fresh(kept));
    return this;
  }

  /** Redis has let go of the record, and so much time has passed. */
  recordExpires(passed: Span = "0 s"): this {
    this.#now += msOf(passed);
    this.#record = undefined;
    return this;
  }

  /** The next event cannot be taken. */
  breaks(): this {
    this.#over = "trouble";
    return this;
  }

  /** The machine is edited, and has no longer the state that the conversation is at. */
  machineIsEdited(): this {
    const record = this.#open();
    const snapshot = { ...record.snapshot, value: "removed" };
    this.#record = { ...record, snapshot, machine: { id: "root", hash: "earlier" } };
    return this;
  }

  /** The next event cannot be taken, and neither can the apology for that. */
  breaksTwice(): this {
    this.#over = "trouble.again";
    return this;
  }

  /** From here on another version of the machines is served. */
  isServedBy(machine: AnyStateMachine, served = copies): this {
    this.#takeTurn = serve(machine, served);
    return this;
  }

  /** From here on this release is served. */
  isServedUnder(release: TurnOptions): this {
    this.#takeTurn = createTurn(release);
    return this;
  }

  /** From here on the release that the conversation began under is served again. */
  isServedAsBefore(): this {
    this.#takeTurn = asServed;
    return this;
  }

  /** The record is as another version of the machines has left it. */
  isLeftWith(change: (record: SessionRecord) => void): this {
    const record = fresh(this.#open());
    change(record);
    this.#record = record;
    return this;
  }

  /** The call that is answered next was made with another input, or under another name. */
  isCalledWith(input: object, operation?: typeof UNLISTED): this {
    if (!this.#call) this.atLast("createCredex");
    if (this.#call)
      this.#call = {
        ...this.#call,
        input: fresh(input) as Json,
        ...(operation && { operation }),
      };
    return this;
  }

  /** This one call was asked for, and is the one to be answered next. */
  calls(operation: Operation | typeof UNLISTED, input: object = {}): this {
    const calls = callsIn(this.#effects);
    expect(calls).toEqual([expect.objectContaining({ operation, input })]);
    this.#call = calls[0];
    return this;
  }

  callsNothing(): this {
    expect(callsIn(this.#effects)).toEqual([]);
    return this;
  }

  /** Comes back to a call of an earlier turn that has no answer yet. */
  atLast(operation: Operation | typeof UNLISTED): this {
    const waiting = callsIn(this.#past.map(({ effect }) => effect));
    this.#call = waiting.find((it) => it.operation === operation && !this.#settled.has(it.token));
    if (!this.#call) throw new Error(`${operation} does not wait for an answer`);
    return this;
  }

  /**
   * Answers each question and each lookup on the way to this question or call, with an answer of `own` or of
   * `answers.ts`.
   */
  reaches(goal: Reply["key"] | Operation, own: Answers = {}): this {
    const attempts = new Map<string, number>();
    while (!this.#isReached(goal)) {
      const [call] = callsIn(this.#effects);
      const question = this.#replies().at(-1);
      const key = question?.keys.at(-1);
      if (call) {
        this.#call = call;
        this.answers(outputOf(call.operation));
      } else if (key) {
        const attempt = attempts.get(key) ?? 0;
        attempts.set(key, attempt + 1);
        const choices = question?.message.choices?.items.map(({ id }) => nameOf(id)) ?? [];
        const answer = answerTo({ key, choices, attempt }, own);
        if (choices.includes(answer)) this.taps(answer);
        else this.says(answer);
      } else throw new Error(`${this.#stage} asks nothing on the way to ${goal}`);
    }
    return this;
  }

  #isReached(goal: Reply["key"] | Operation): boolean {
    const isAsked = this.#replies().at(-1)?.keys.at(-1) === goal;
    return isAsked || callsIn(this.#effects).some(({ operation }) => operation === goal);
  }

  hears(...keys: Reply["key"][]): this {
    expect(this.#replies().flatMap((reply) => reply.keys)).toEqual(keys);
    return this;
  }

  hearsNothing = () => this.hears();

  /** The copy keys of what was heard. */
  keys = (): Reply["key"][] => this.#replies().flatMap(({ keys }) => keys as Reply["key"][]);

  /** These words are in what was heard. */
  reads(...texts: string[]): this {
    const replies = this.#replies().map(({ message }) => message.text);
    for (const text of texts) expect(replies.join("\n\n")).toContain(text);
    return this;
  }

  /** The message that offered some last has a choice of this name in the machine, or of this title. */
  offers(name: string, description: string): this {
    const found = this.#offered()[0]?.find(
      ({ id, title }) => id.endsWith(`~${name}`) || title === name,
    );
    expect(found).toEqual(expect.objectContaining({ description }));
    return this;
  }

  isAt(stage: string): this {
    expect(this.#stage).toBe(stage);
    return this;
  }

  /** Where the conversation is now. */
  stage = (): string => this.#stage;

  /** Whether the message that offered choices last has this one. */
  isOffered(choice: string): boolean {
    return (this.#offered()[0] ?? []).some(({ id }) => nameOf(id) === choice);
  }

  /** Writes the number of a choice, as the message that offered choices last counts them, or what `write` makes of it. */
  saysNumberOf(choice: string, write = (number: number) => `${number}`): this {
    const index = (this.#offered()[0] ?? []).findIndex(({ id }) => nameOf(id) === choice);
    if (index < 0) throw new Error(`${choice} was not offered`);
    return this.says(write(index + 1));
  }

  #taps(choice: string, messages: Choice[][]): this {
    const tapped = messages.flat().find(({ id }) => id.endsWith(`~${choice}`));
    if (!tapped) throw new Error(`${choice} was not offered`);
    return this.#sends({ kind: "choice", id: tapped.id, title: tapped.title });
  }

  #sends(content: Content, at = this.#now): this {
    const id = `message-${++this.#messages}`;
    const [address, locale] = [this.#address, this.#locale];
    const { notices, at: noticesAt } = this.#decision ?? {};
    const decision = { notices, noticesAt };
    this.#effects = [];
    return this.#take({ kind: "message", id, at, address, locale, ...decision, content });
  }

  #ends(outcome: Outcome): this {
    if (!this.#call) throw new Error("No call was named");
    const { kind: _, ...call } = this.#call;
    this.#settled.add(call.token);
    if (outcome.kind === "unknown") this.#unanswered = this.#call;
    this.#call = undefined;
    this.#effects = [];
    return this.#take({ kind: "result", call, outcome });
  }

  #looked(outcome: Outcome): this {
    this.#call = this.#unanswered;
    return this.#ends(outcome);
  }

  /** Takes the real turn, between a record and effects that have been JSON, as in Redis. */
  #take(event: ConversationEvent): this {
    const turn = this.#takeTurn({
      record: this.#record,
      event,
      now: this.#now,
      restartReason: this.#over,
    });
    this.#over = undefined;
    if (turn.kind === "stale") return this;
    if (turn.notices && turn.notices.at >= (this.#decision?.at ?? 0)) this.#decision = turn.notices;
    if (turn.kind === "taken") {
      // A machine that changed its context in place would change the record that the turn has loaded.
      this.#record = freeze(schemas.session.parse(fresh(turn.record)));
      this.#stage = turn.metadata.stage;
    }
    for (const effect of fresh(turn.effects)) {
      if (effect.kind === "reply") expect(breachesOf(effect.message)).toEqual([]);
      if (effect.kind === "cancel") this.#settled.add(effect.token);
      this.#effects.push(effect);
      this.#past.push({ effect, at: this.#now });
    }
    return this;
  }

  /** The timer that comes next, if it does so by then. */
  #due(until: number): { token: string; dueAt: number } | undefined {
    return this.#past
      .flatMap(({ effect, at }) =>
        effect.kind === "timer" ? [{ token: effect.token, dueAt: at + effect.delayMs }] : [],
      )
      .filter(({ token, dueAt }) => dueAt <= until && !this.#settled.has(token))
      .sort((one, other) => one.dueAt - other.dueAt)[0];
  }

  /** The choices of each message that offered some, the latest first. */
  #offered(): Choice[][] {
    return this.#past
      .flatMap(({ effect }) => (effect.kind === "reply" ? (effect.message.choices ?? []) : []))
      .map(({ items }) => items)
      .reverse();
  }

  #open(): SessionRecord {
    return schemas.session.parse(this.#record);
  }

  #replies(): ReplyEffect[] {
    return this.#effects.filter((effect) => effect.kind === "reply");
  }
}

/** The name of a choice in its machine. */
function nameOf(id: string): string {
  return id.split("~").slice(2).join("~");
}

function msOf(span: Span): number {
  const [count, unit] = span.split(" ");
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}

function callsIn(effects: Effect[]): CallEffect[] {
  return effects.filter((effect) => effect.kind === "call");
}

/** As it comes back from Redis. */
function fresh<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
