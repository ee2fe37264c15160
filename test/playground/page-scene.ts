import type { Bubble, LogLine, Step, StepEvent } from "../../src/playground/protocol.ts";

/** A member opens a session and makes an offer, of which no answer comes: what server and world would tell. */

export const NUMBER = "263771234567";
export const CONVERSATION = "c-tariro";

/** A message of the member, and what follows of it. */
export interface Beat {
  wrote: string;
  scenes: Scene[];
}
export interface Scene {
  step: Step;
  replies: Omit<Bubble, "id" | "at">[];
  log: Omit<LogLine, "at">[];
}

interface Sketch {
  event: StepEvent;
  active: string[];
  taken: string[];
  possible?: string[];
  says?: { keys: string[]; text: string; button?: string; choices?: Bubble["choices"] };
  waitsFor?: string;
  form?: { [field: string]: string };
}

const told = (what: string, text: string): StepEvent => ({
  kind: "message",
  id: `m-${text}`,
  what,
  text,
});
const done = (operation: string, outcome = "done"): StepEvent => ({
  kind: "result",
  operation,
  outcome,
});
const HOME = ["home", "cancel", "help"];

const story: { wrote: string; sketches: Sketch[] }[] = [
  {
    wrote: "hi",
    sketches: [
      {
        event: told("text", "hi"),
        active: ["root:login"],
        taken: ["root:new#home#0"],
        waitsFor: "login",
      },
      {
        event: done("login"),
        active: ["root:ready.home"],
        taken: ["root:login#done.login#0"],
        possible: ["choice.offer", "choice.ledger", "choice.refresh", ...HOME],
        says: {
          keys: ["home.greeting", "home.menu"],
          text: "Good morning, Tariro 👋\n\n*Tariro Moyo* (@tariro)\nSecured: 120.00 USD\nNet assets: 134.50 USD · left to offer today: 10.00 USD\nOffers waiting: 2 for you, 0 from you\n\nWhat would you like to do?",
          button: "What I can do",
          choices: [
            { id: "s1~1~offer", title: "Make an offer", description: "Promise someone an amount" },
            {
              id: "s1~1~incoming",
              title: "Accept or decline",
              description: "2 offers wait for you",
            },
            {
              id: "s1~1~ledger",
              title: "See the ledger",
              description: "What was accepted, the newest first",
            },
            {
              id: "s1~1~upgrade",
              title: "Lift my daily limit",
              description: "Become a Hustler member",
            },
            {
              id: "s1~1~refresh",
              title: "Refresh",
              description: "See how your account stands now",
            },
          ],
        },
      },
    ],
  },
  {
    wrote: "Make an offer",
    sketches: [
      {
        event: {
          kind: "message",
          id: "m-offer",
          what: "choice",
          text: "Make an offer",
          choice: "offer",
        },
        active: ["root:ready.offer", "offer:filling.amount"],
        taken: ["root:ready.home#choice.offer#0"],
        possible: ["text", "back", ...HOME],
        says: {
          keys: ["offer.amount.ask"],
          text: "How much would you like to offer? For example *20* or *20 ZWG*. If you don't name a currency, I'll use USD. Write *cancel* to stop.",
        },
        form: { amount: "", handle: "" },
      },
    ],
  },
  {
    wrote: "20",
    sketches: [
      {
        event: told("text", "20"),
        active: ["root:ready.offer", "offer:filling.recipient"],
        taken: ["offer:filling.amount#text#0"],
        possible: ["text", "back", ...HOME],
        says: {
          keys: ["offer.recipient.ask"],
          text: "*20.00 USD*. Who is it for? Send me their account handle, for example *bob_bakery*.",
        },
        form: { amount: "20.00 USD", handle: "" },
      },
    ],
  },
  {
    wrote: "bob_bakery",
    sketches: [
      {
        event: told("text", "bob_bakery"),
        active: ["root:ready.offer", "offer:filling.searching"],
        taken: ["offer:filling.recipient#text#1", "offer:filling.recipient#text#0"],
        waitsFor: "getAccountByHandle",
        form: { amount: "20.00 USD", handle: "bob_bakery" },
      },
      {
        event: done("getAccountByHandle"),
        active: ["root:ready.offer", "offer:filling.confirm"],
        taken: ["offer:filling.searching#done.getAccountByHandle#0"],
        possible: ["choice.confirm", "choice.cancel", "back", ...HOME],
        says: {
          keys: ["offer.confirm.ask"],
          text: "Please check:\n*20.00 USD*, secured\nto *Bob's Bakery* (@bob_bakery)\nfrom Tariro Moyo\n\nShall I send this offer?",
          choices: [
            { id: "s1~2~confirm", title: "Send offer" },
            { id: "s1~2~cancel", title: "Cancel" },
          ],
        },
        form: { amount: "20.00 USD", handle: "bob_bakery", recipient: "Bob's Bakery" },
      },
    ],
  },
  {
    wrote: "Send offer",
    sketches: [
      {
        event: {
          kind: "message",
          id: "m-send",
          what: "choice",
          text: "Send offer",
          choice: "confirm",
        },
        active: ["root:ready.offer", "offer:sending"],
        taken: ["offer:filling.confirm#choice.confirm#0"],
        waitsFor: "createCredex",
        form: { amount: "20.00 USD", handle: "bob_bakery", recipient: "Bob's Bakery" },
      },
    ],
  },
];

/** The scene as if the clock said `at` at the first message. */
export function sceneAt(at: number, conversationId = CONVERSATION, number = NUMBER): Beat[] {
  let version = 0;
  return story.map(({ wrote, sketches: beat }) => ({
    wrote,
    scenes: beat.map((sketch) => {
      version++;
      return sceneOf(sketch, { version, at: at + version * 7_000, conversationId, number });
    }),
  }));
}

interface Place {
  version: number;
  at: number;
  conversationId: string;
  number: string;
}

function sceneOf(sketch: Sketch, { version, at, conversationId, number }: Place): Scene {
  const { event, active, taken, possible = [], says, waitsFor, form } = sketch;
  const token = `s1:${version}:0`;
  const leaf = active.at(-1) ?? "";
  const isWaiting = form && !waitsFor;
  const step: Step = {
    conversationId,
    number: version,
    at,
    event,
    outcome: "committed",
    attempts: 1,
    active,
    taken,
    possible,
    replies: says ? [{ token, keys: says.keys, text: says.text }] : [],
    calls: waitsFor ? [{ token, operation: waitsFor, isMoney: waitsFor === "createCredex" }] : [],
    version,
    lastUpdated: new Date(at).toISOString(),
    expiresAt: at + 300_000,
    metadata: { stage: leaf.replace(":", "."), direction: waitsFor ? "OUT" : "IN" },
    pending: {
      timers: isWaiting
        ? [{ token: `${token}t`, state: leaf, event: "after.replyTimeout", dueAt: at + 240_000 }]
        : [],
      calls: waitsFor ? [{ token, operation: waitsFor }] : [],
    },
    contexts: {
      root: {
        profile: { member: { firstname: "Tariro", memberTier: 1 }, accounts: ["A1"] },
        current_account: { accountID: "A1", accountName: "Tariro Moyo" },
        reason: "",
      },
      ...(form && { offer: form }),
    },
    record: { session_id: "s1", locale: "en", question: { number: version > 6 ? 2 : 1 } },
  };
  return {
    step,
    replies: says ? [bubbleOf(says, number, token)] : [],
    log: [
      { conversationId, what: "event", text: event.kind },
      { conversationId, what: "transition", text: `to ${leaf}` },
      { conversationId, what: "commit", text: `version ${version}` },
    ],
  };
}

function bubbleOf(says: NonNullable<Sketch["says"]>, number: string, token: string) {
  const { text, button, choices } = says;
  return {
    number,
    from: "vimbiso" as const,
    text,
    token,
    ...(button && { button }),
    ...(choices && { choices }),
  };
}
