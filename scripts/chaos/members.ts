import { setTimeout as sleep } from "node:timers/promises";
import { en } from "../../machines/copy/en.ts";
import type { CloudApiFake } from "../../src/fakes/cloud-api/cloud-api.ts";
import type { Received } from "../../src/fakes/cloud-api/inbox.ts";
import type { InboundMessage } from "../../src/fakes/cloud-api/webhooks.ts";
import type { Directory } from "../../src/fakes/credex-core/directory.ts";
import { type Acts, answerTo, choicesOf, type Mind, shake } from "./answers.ts";
import type { Tap } from "./books/evidence.ts";
import { shortId } from "./meta.ts";
import type { Random } from "./random.ts";
import { readSentences } from "./sentences.ts";

/** Simulated members with phones, who keep writing until the end, each reacting to the replies. */
export interface Members {
  /** Who wrote each message, by its short id. */
  written: ReadonlyMap<string, number>;
  /** Every tap or text that sends an offer. */
  taps: readonly Tap[];
  /** Resolves when the last member has stopped. */
  done: Promise<void>;
}

export interface MembersOptions {
  count: number;
  cloudApi: CloudApiFake;
  registry: Directory;
  random: Random;
  isOver: () => boolean;
}

const FIRST_PHONE = 263_771_000_000;
const PATIENCE_MS = { min: 2_000, max: 15_000 };
const THINKING_MS = { min: 100, max: 1_500 };
/** Messages within this interval belong together. */
const QUIET_MS = 200;
/** Members that have an account at the start. */
const KNOWN_SHARE = 0.5;
const NAMES = ["Tariro", "Chipo", "Farai", "Nyasha", "Tendai"] as const;

/** The offer that a member has confirmed. */
type Agreed = Pick<Tap, "button" | "cents" | "recipient">;

export function startMembers(options: MembersOptions): Members {
  const { count, cloudApi, registry, random, isOver } = options;
  const written = new Map<string, number>();
  const taps: Tap[] = [];
  const ears = new Map<number, (message: Received) => void>();
  const unsubscribe = cloudApi.subscribe((message) => ears.get(indexOf(message.member))?.(message));
  const done = Promise.all(Array.from({ length: count }, (_, index) => live(index)));
  return { written, taps, done: done.then(unsubscribe) };

  async function live(index: number): Promise<void> {
    const own = random.for(`member ${index}`);
    const phone = String(FIRST_PHONE + index);
    if (own.isLucky(KNOWN_SHARE)) {
      registry.onboard({ firstname: "Rudo", lastname: "Moyo", phone, defaultDenom: "USD" });
    }
    const mind: Mind = {
      random: own,
      name: own.pick(NAMES),
      amounts: 0,
      last: { amount: "0.01", handle: "bob_bakery" },
      old: [],
    };
    const offered = new Map<string, Agreed>();
    let fresh: Received[] = [];
    let wake = () => {};
    let sent = 0;
    ears.set(index, (message) => {
      fresh.push(message);
      for (const agreed of agreementsOf(message)) offered.set(agreed.button, agreed);
      mind.old = [...mind.old, ...choicesOf(message)].slice(-20);
      wake();
    });

    await sleep(own.between(0, 3_000));
    await send([{ kind: "text", text: "hi" }]);
    while (!isOver()) {
      const message = await listen(own.between(PATIENCE_MS.min, PATIENCE_MS.max));
      await sleep(own.between(THINKING_MS.min, THINKING_MS.max));
      if (!isOver()) await send(message ? answerTo(message, mind) : shake(mind));
    }

    /** The last reply, once it is quiet again; nothing if the member ran out of patience. */
    async function listen(patienceMs: number): Promise<Received | undefined> {
      if (fresh.length === 0) {
        const patience = new AbortController();
        const arrived = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([
          arrived,
          sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => {}),
        ]);
        patience.abort();
      }
      await sleep(QUIET_MS);
      const last = fresh.findLast(({ choices }) => choices.length > 0) ?? fresh.at(-1);
      fresh = [];
      return last;
    }

    async function send(acts: Acts): Promise<void> {
      await Promise.all(
        acts.map(async (content) => {
          const id = `wamid.chaos.${index}.${++sent}`;
          written.set(shortId(id), index);
          const agreed = agreedBy(content, offered);
          if (agreed) taps.push({ id: shortId(id), member: index, ...agreed });
          await cloudApi.write({ from: phone, content, id });
        }),
      );
    }
  }
}

/** The member of a phone. */
export function indexOf(phone: string): number {
  return Number(phone) - FIRST_PHONE;
}

/** The buttons of a message that send an offer, with the offer. */
function agreementsOf(message: Received): Agreed[] {
  const asked = readSentences(message.text).find(({ key }) =>
    ["offer.confirm.ask", "offer.away", "offer.paused"].includes(key),
  );
  if (asked?.cents === undefined || asked.recipient === undefined) return [];
  const { cents, recipient } = asked;
  return message.choices
    .filter(({ id }) => /~(confirm|again)$/.test(id))
    .map(({ id }) => ({ button: id, cents, recipient }));
}

/** A typed title counts as the latest button with it. */
function agreedBy(content: InboundMessage, offered: Map<string, Agreed>): Agreed | undefined {
  if (content.kind === "button_reply") return offered.get(content.id);
  const isTyped =
    content.kind === "text" && content.text === en["offer.confirm.ask"].buttons.confirm;
  return isTyped ? [...offered.values()].at(-1) : undefined;
}
