import { en } from "../../machines/copy/en.ts";
import type { Received } from "../../src/fakes/cloud-api/inbox.ts";
import type { Member } from "../../src/loopback/member.ts";
import { type Answers, answerTo } from "../support/answers.ts";
import { longestLiteral } from "../support/titles.ts";

/** Walks that many journeys begin with. */

export async function register(member: Member, firstname = "Tariro", lastname = "Moyo") {
  await member.says("hi");
  await reaches(member, "welcome.ask");
  await member.taps("register");
  await reaches(member, "home.menu", {
    "registration.firstname.ask": firstname,
    "registration.lastname.ask": lastname,
    "registration.denomination.ask": "denomination=USD",
    "registration.confirm.ask": "open",
  });
}

export async function fillOffer(member: Member, amount = "20", handle = "bob_bakery") {
  await member.taps("offer");
  await reaches(member, "offer.confirm.ask", {
    "offer.amount.ask": amount,
    "offer.recipient.ask": handle,
  });
}

/**
 * Answers, in English, what the forms of the goal and of `own` ask before it, with an answer of `own` or of
 * `answers.ts`. What others asked before is not answered, nor what arrives twice because a server was killed.
 */
export async function reaches(member: Member, goal: Key, own: Answers = {}): Promise<Received> {
  const forms = new Set([goal, ...Object.keys(own)].map(formOf));
  const attempts = new Map<string, number>();
  for (;;) {
    const message = await member.hears("");
    const key = questionIn(message);
    if (key === goal) return message;
    if (key === undefined || !forms.has(formOf(key)) || isRepeat(message, member)) continue;
    const attempt = attempts.get(key) ?? 0;
    attempts.set(key, attempt + 1);
    const choices = message.choices.map(({ id }) => id.split("~").slice(2).join("~"));
    const answer = answerTo({ key, choices, attempt }, own);
    await (choices.includes(answer) ? member.taps(answer) : member.says(answer));
  }
}

/** Whether the same reply has arrived before. */
function isRepeat(message: Received, member: Member): boolean {
  const received = member.received();
  return received.findIndex(({ token }) => token === message.token) < received.indexOf(message);
}

type Key = keyof typeof en;

const formOf = (key: string) => key.split(".")[0];

/** The copy key of the question that a message ends with, if it asks one. */
function questionIn({ text, choices }: Received): Key | undefined {
  const at = (key: Key) => text.lastIndexOf(longestLiteral(en[key]));
  return (Object.keys(en) as Key[])
    .filter((key) => (choices.length > 0 || key.endsWith(".ask")) && at(key) >= 0)
    .reduce<Key | undefined>(
      (last, key) => (last === undefined || at(key) > at(last) ? key : last),
      undefined,
    );
}
