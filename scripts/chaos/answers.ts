import { en } from "../../machines/copy/en.ts";
import type { Received } from "../../src/fakes/cloud-api/inbox.ts";
import type { InboundMessage } from "../../src/fakes/cloud-api/webhooks.ts";
import type { Random } from "./random.ts";
import { readSentences } from "./sentences.ts";

/** A simulated member's memory, as far as it affects the next message. */
export interface Mind {
  random: Random;
  name: string;
  /** How many amounts were used: each is different. */
  amounts: number;
  /** An offer to repeat: the same amount to the same recipient. */
  repeat?: { amount: string; handle: string } | undefined;
  last: { amount: string; handle: string };
  /** Choices of earlier messages. */
  old: InboundMessage[];
}

/** What is sent at once. */
export type Acts = InboundMessage[];

const HANDLES = ["bob_bakery", "thandi_tailor", "moyo_motors"] as const;
const GARBAGE = ["???", "what is this", "ndeipi", "a lot", "thank you!", "help"] as const;
/** More than any balance: credex-core refuses. */
const FORTUNE = 1_000;

const say = (text: string): InboundMessage => ({ kind: "text", text });

/** A member's reaction to a reply; now and then something else. */
export function answerTo(message: Received, mind: Mind): Acts {
  const { random, old } = mind;
  const answer = fittingAnswer(message, mind);
  if (random.isLucky(0.05)) return [say(random.pick(GARBAGE))];
  if (random.isLucky(0.02)) return [{ kind: "image" }];
  if (random.isLucky(0.03)) return [say(random.pick(["hi", "menu"]))];
  if (random.isLucky(0.03)) return [say("cancel")];
  const [tap, ...taps] = old;
  if (tap && random.isLucky(0.04)) return [random.pick([tap, ...taps])];
  if (random.isLucky(0.04)) return [...answer, say(random.pick([...GARBAGE, "menu"]))];
  return answer;
}

/** A member who has waited long enough. */
export function shake({ random }: Mind): Acts {
  return [say(random.pick(["menu", "hi", "menu", "hello", "???"]))];
}

function fittingAnswer(message: Received, mind: Mind): Acts {
  const keys = readSentences(message.text).map(({ key }) => key);
  const found = Object.entries(ANSWERS).find(([key]) => keys.includes(key));
  return found ? found[1](message, mind) : [say("menu")];
}

const ANSWERS: { [key: string]: (message: Received, mind: Mind) => Acts } = {
  "welcome.ask": tapping(en["welcome.ask"].buttons.register),
  "registration.firstname.ask": (_, { name }) => [say(name)],
  "registration.lastname.ask": () => [say("Moyo")],
  "registration.denomination.ask": tapping(
    en["registration.denomination.ask"].rows["denomination=USD"].title,
  ),
  "registration.confirm.ask": tapping(en["registration.confirm.ask"].buttons.open),
  "registration.away": tapping(en["registration.away"].buttons.again),
  "login.away": tapping(en["login.away"].buttons.again),
  "login.refused": tapping(en["login.refused"].buttons.again),
  "offer.amount.ask": (_, mind) => [say(think(mind).amount)],
  "offer.recipient.ask": (_, mind) => [say(mind.last.handle)],
  "offer.confirm.ask": decide,
  "offer.away": (message, { random }) => {
    const { again, cancel } = en["offer.away"].buttons;
    return tapping(random.isLucky(0.7) ? again : cancel)(message);
  },
  "home.menu": (message, { random }) => {
    const { offer, refresh } = en["home.menu"].rows;
    return tapping((random.isLucky(0.9) ? offer : refresh).title)(message);
  },
};

/** An amount that nobody has offered before, or the last offer once more. */
function think(mind: Mind): { amount: string } {
  const { random } = mind;
  if (random.isLucky(0.1) && mind.amounts > 0) return mind.last;
  mind.amounts += 1;
  const whole = random.isLucky(0.05) ? FORTUNE : 0;
  mind.last = { amount: (whole + mind.amounts / 100).toFixed(2), handle: random.pick(HANDLES) };
  return mind.last;
}

/** Sends the offer, in one of the ways that members use. */
function decide(message: Received, { random }: Mind): Acts {
  const { confirm, cancel } = en["offer.confirm.ask"].buttons;
  const [tap = say(confirm)] = tapping(confirm)(message);
  if (random.isLucky(0.07)) return tapping(cancel)(message);
  if (random.isLucky(0.05)) return [say(confirm)];
  if (random.isLucky(0.03)) return Array.from({ length: 20 }, () => tap);
  if (random.isLucky(0.1)) return [tap, tap];
  if (random.isLucky(0.12)) return [tap, say("menu")];
  return [tap];
}

function tapping(title: string): (message: Received) => Acts {
  return (message) => {
    const choice = choicesOf(message).find((written) => written.title === title);
    return [choice ?? say(title)];
  };
}

export function choicesOf({ choices, button }: Received) {
  const kind = button === undefined ? ("button_reply" as const) : ("list_reply" as const);
  return choices.map(({ id, title }) => ({ kind, id, title }));
}
