import { setTimeout as sleep } from "node:timers/promises";
import type { Channel } from "./channel.ts";
import type { Deliver } from "./deliver.ts";
import { DIALOGUE, type Step } from "./dialogue.ts";

/** A member who repeats the dialogue. */
export interface Member {
  phone: string;
  /** Writes a step that is not part of the dialogue. */
  says(step: Step): Promise<void>;
  /** Writes the next message of the dialogue. Returns the milliseconds from the POST to the reply. */
  next(options?: NextOptions): Promise<number>;
}

export interface NextOptions {
  /** Delivers again what was answered with 503, as WhatsApp does. In a measure it is an error. */
  redelivers?: boolean;
}

export interface MemberOptions {
  phone: string;
  deliver: Deliver;
  channel: Pick<Channel, "listen">;
  /** The server sends nothing: its HTTP answer is the reply, and is this. */
  answer?: string | undefined;
}

/** No reply within this time is a failure. */
const PATIENCE_MS = 10_000;
const DELIVER_AGAIN_MS = 500;

let lastId = 0;

/** An id that no other message of this process has. */
function nextId(): number {
  lastId += 1;
  return lastId;
}

/**
 * The first reply to each step has to contain what the step says; every later one has to be the same text. A reply
 * that nobody waits for, or none, is an error.
 */
export function createMember(options: MemberOptions): Member {
  const { phone, deliver, channel, answer } = options;
  const known = new Map<string, string>();
  let at = 0;
  let receive: ((text: string) => void) | undefined;
  let surprise: string | undefined;
  channel.listen(phone, (text) => {
    if (receive) receive(text);
    else surprise = text;
    receive = undefined;
  });

  async function say(step: Step, { redelivers = false }: NextOptions = {}): Promise<number> {
    if (surprise !== undefined) throw new Error(`A reply that nobody waits for: ${surprise}`);
    const postedAt = performance.now();
    const reply = answer === undefined ? nextReply(step) : undefined;
    const message = { from: phone, text: step.says, id: nextId() };
    let posted = await deliver([message]);
    while (redelivers && posted.status === 503 && performance.now() - postedAt < PATIENCE_MS) {
      await sleep(DELIVER_AGAIN_MS);
      posted = await deliver([message]);
    }
    if (posted.status !== 200)
      throw new Error(`"${step.says}" was answered with ${posted.status}: ${posted.body}`);
    const text = (await reply) ?? posted.body;
    const tookMs = performance.now() - postedAt;
    check(step, text);
    return tookMs;
  }

  function nextReply({ says }: Step): Promise<string> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new Error(`"${says}" got no reply within ${PATIENCE_MS} ms`));
      const timer = setTimeout(giveUp, PATIENCE_MS);
      receive = (text) => {
        clearTimeout(timer);
        resolve(text);
      };
    });
  }

  function check(step: Step, text: string): void {
    const expected = answer ?? known.get(step.says);
    if (expected === undefined && step.reply.test(text)) known.set(step.says, text);
    else if (text !== expected)
      throw new Error(`"${step.says}" got "${text}" instead of "${expected ?? step.reply}"`);
  }

  return {
    phone,
    async says(step) {
      await say(step);
    },
    next(options) {
      const step = DIALOGUE[at++ % DIALOGUE.length] as Step;
      return say(step, options);
    },
  };
}
