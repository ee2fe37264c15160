import { assign, setup } from "xstate";
import {
  accountIn,
  chosenIn,
  dashboard,
  identityOf,
  type Known,
  mayUpgrade,
  ownIn,
} from "./home.ts";
import { incoming } from "./incoming.ts";
import {
  askAgain,
  type ConversationEvent,
  type FormTypes,
  operations,
  outcomes,
  outputOf,
  profileAfter,
  reasonOf,
  setNotices,
} from "./kit.ts";
import { language } from "./language.ts";
import { lateOutcome } from "./late.ts";
import { ledger } from "./ledger.ts";
import { offeredIn, termsOf } from "./notices.ts";
import { offer } from "./offer.ts";
import { outgoing } from "./outgoing.ts";
import { type QuickCommand, quickCommandIn } from "./quick-command.ts";
import { registration } from "./registration.ts";
import { says } from "./says.ts";
import { switching } from "./switching.ts";
import { upgrade } from "./upgrade.ts";
import { blank } from "./values.ts";

interface Context extends Known {
  /** A quick command that the offer form has not been opened with yet. */
  quick: QuickCommand | undefined;
  reason: string;
  /** The member would like to see what was offered as soon as it is known. */
  isAskedForOffers: boolean;
}

/** What the member can do now. */
const rowsOf = (context: Context) => {
  const { pendingIn, pendingOut } = accountIn(context);
  return [
    { row: "offer" as const },
    ...(pendingIn.length > 0 ? [{ row: "incoming" as const, pendingIn: pendingIn.length }] : []),
    ...(pendingOut.length > 0 ? [{ row: "outgoing" as const, pendingOut: pendingOut.length }] : []),
    { row: "ledger" as const },
    ...(ownIn(context).length > 1 ? [{ row: "account" as const }] : []),
    ...(mayUpgrade(context) ? [{ row: "upgrade" as const }] : []),
    { row: "refresh" as const },
    ...(context.languages.length > 1 ? [{ row: "language" as const }] : []),
  ];
};

/** A member's dialogue: who are you → home → the forms, and home again. */
export const root = setup({
  types: {} as FormTypes<Context, Partial<Known>, unknown, ConversationEvent>,
  actions: {
    ...says<Context, ConversationEvent>()({
      "notice.created": offeredIn,
      "notice.accepted": termsOf,
      "notice.declined": termsOf,
      "notice.cancelled": termsOf,
      "welcome.ask": ({ languages }) => ({
        choices: [
          { row: "register" as const },
          ...(languages.length > 1 ? [{ row: "language" as const }] : []),
        ],
      }),
      "home.greeting": ({ profile }) => ({ name: profile.member.firstname }),
      "home.menu": (context) => ({ ...dashboard(context), choices: rowsOf(context) }),
    }),
    lateOutcome,
    askAgain,
    setNotices,
    keepProfile: assign({ profile: ({ event, context }) => profileAfter(event, context) }),
    chooseAccount: assign({ current_account: ({ context }) => identityOf(accountIn(context)) }),
    switchAccount: assign({ current_account: ({ context, event }) => chosenIn(event, context) }),
    keepQuick: assign({ quick: ({ context, event }) => quickCommandIn(event) ?? context.quick }),
    dropQuick: assign({ quick: undefined }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
    askForOffers: assign({ isAskedForOffers: true }),
    endAsking: assign({ isAskedForOffers: false }),
  },
  actors: {
    ...operations,
    registration,
    offer,
    incoming,
    outgoing,
    ledger,
    switching,
    upgrade,
    language,
  },
  guards: {
    ...outcomes,
    isLateDone: ({ event }) => event.type === "call.late" && event.outcome === "done",
    isStale: ({ event }) => outputOf<{ isStale: boolean }>(event).isStale === true,
    // What broke on an answer or a timer could break again on the next answer, and so on without end.
    isDuringMessage: ({ event }) => event.type === "trouble" && event.during === "message",
    isOutcomeLost: ({ event }) => event.type === "trouble" && event.isOutcomeLost === true,
    isQuick: ({ context }) => context.quick !== undefined,
    leadsToOffers: ({ context, event }) => {
      const profile = profileAfter(event, context);
      return context.isAskedForOffers && accountIn({ ...context, profile }).pendingIn.length > 0;
    },
    hasOpened: ({ event }) => (outputOf<Context>(event).profile?.member.memberID ?? "") !== "",
  },
}).createMachine({
  id: "root",
  context: ({ input }) => ({
    profile: input.profile ?? blank.profile,
    current_account: input.current_account ?? { accountID: "" },
    quick: undefined,
    reason: "",
    languages: input.languages ?? [],
    isAskedForOffers: false,
  }),
  initial: "new",
  on: {
    "quick.offer": { target: ".login", actions: "keepQuick" },
    language: ".languageForm",
    help: { actions: "help" },
    outdated: { actions: "outdated" },
    late: { actions: ["late", "askAgain"] },
    unexpected: { actions: "unexpected" },
    media: { actions: "media" },
    flood: { actions: "flood" },
    stop: { actions: [{ type: "setNotices", params: { notices: "off" } }, "notice.stopped"] },
    start: { actions: [{ type: "setNotices", params: { notices: "on" } }, "notice.started"] },
    "notice.created": { actions: "notice.created" },
    "notice.accepted": { actions: "notice.accepted" },
    "notice.declined": { actions: "notice.declined" },
    "notice.cancelled": { actions: "notice.cancelled" },
    "notice.many": { actions: "notice.many" },
    "call.late": [
      { guard: "isLateDone", actions: ["keepProfile", "lateOutcome"] },
      { actions: "lateOutcome" },
    ],
  },
  states: {
    new: {
      description: "A session begins; the first event says why.",
      on: {
        home: "login",
        "session.over": { target: "login", actions: "session.over" },
        "machine.edited": { target: "login", actions: "machine.edited" },
        trouble: [
          { guard: "isOutcomeLost", target: "idle", actions: "trouble.money" },
          { guard: "isDuringMessage", target: "login", actions: "trouble" },
          { target: "idle", actions: "trouble.resting" },
        ],
      },
    },
    login: {
      description: "credex-core says who the member is. What they write meanwhile is ignored.",
      on: {
        "quick.offer": { actions: "keepQuick" },
        offers: { actions: "askForOffers" },
        home: {},
        cancel: {},
        help: {},
        unexpected: {},
        media: {},
      },
      invoke: {
        src: "login",
        input: {},
        onDone: [
          { guard: "isQuick", target: "ready.offer", actions: ["keepProfile", "chooseAccount"] },
          { target: "ready.greeting", actions: ["keepProfile", "chooseAccount"] },
        ],
        onError: [
          {
            guard: { type: "isRefusedAs", params: { code: "member_not_found" } },
            target: "welcome",
          },
          { guard: { type: "isRefusedAs", params: { code: "no_phone" } }, target: "anonymous" },
          { guard: "isRefused", target: "loginFailed.refused", actions: "keepReason" },
          { target: "loginFailed.unreachable" },
        ],
      },
    },
    anonymous: {
      description: "WhatsApp hides the number, and without it nobody can be logged in.",
      entry: ["dropQuick", "login.anonymous"],
      on: { home: "login", cancel: "login", back: "login" },
    },
    loginFailed: {
      description: "Nobody is logged in. Asks whether to try again.",
      initial: "unreachable",
      on: {
        "choice.again": "login",
        home: { target: "login", actions: "dropQuick" },
        cancel: { target: "login", actions: "dropQuick" },
        back: { target: "login", actions: "dropQuick" },
        media: { target: ".again", reenter: true, actions: "media" },
      },
      states: {
        again: { type: "history", description: "The open question, asked again." },
        unreachable: { description: "credex-core was not reached.", entry: "login.away" },
        refused: { description: "credex-core refused the login.", entry: "login.refused" },
      },
    },
    welcome: {
      description: "Asks somebody new whether to open an account.",
      entry: ["dropQuick", "welcome.ask"],
      on: {
        "choice.register": "registration",
        yes: "registration",
        "choice.language": "languageForm",
        home: "login",
        cancel: { target: "welcome", reenter: true },
        back: { target: "welcome", reenter: true },
        unexpected: { target: "welcome", reenter: true },
        media: { target: "welcome", reenter: true, actions: "media" },
      },
    },
    languageForm: {
      description: "The language form, before it is known who the member is.",
      on: { home: "login" },
      invoke: {
        src: "language",
        id: "language",
        input: ({ context }) => ({ languages: context.languages }),
        onDone: "login",
      },
    },
    registration: {
      description:
        "The registration form. If the member leaves it, a login shows whether the account was opened.",
      on: { home: "login", cancel: "login" },
      invoke: {
        src: "registration",
        id: "registration",
        onDone: [
          { guard: "hasOpened", target: "ready", actions: ["keepProfile", "chooseAccount"] },
          { target: "idle" },
        ],
      },
    },
    idle: {
      description: "The member has been told something. Whatever they write next, they log in.",
      on: { home: "login", cancel: "login", unexpected: "login", media: "login" },
    },
    ready: {
      description: "The member is logged in.",
      initial: "home",
      on: {
        home: ".refreshing",
        offers: { target: ".refreshing", actions: "askForOffers" },
        cancel: ".home",
        language: ".languageForm",
        "quick.offer": { target: ".offer", actions: "keepQuick" },
      },
      states: {
        greeting: {
          description: "Greets the member; then home, or the offers if they asked for them.",
          entry: "home.greeting",
          always: [{ guard: "leadsToOffers", target: "incomingOffers" }, "home"],
          exit: "endAsking",
        },
        home: {
          description: "Shows the account and the menu.",
          tags: "goal",
          entry: "home.menu",
          on: {
            "choice.offer": "offer",
            "choice.incoming": "incomingOffers",
            "choice.outgoing": "outgoingOffers",
            "choice.ledger": "ledger",
            "choice.account": "accounts",
            "choice.upgrade": "upgrade",
            "choice.refresh": "refreshing",
            "choice.language": "languageForm",
            back: { target: "home", reenter: true },
            unexpected: { target: "home", reenter: true, actions: "unexpected" },
            media: { target: "home", reenter: true, actions: "media" },
          },
        },
        refreshing: {
          description: "credex-core sends the account as it is now.",
          on: { home: {}, cancel: {}, unexpected: {}, media: {} },
          invoke: {
            src: "getDashboard",
            input: {},
            onDone: [
              { guard: "leadsToOffers", target: "incomingOffers", actions: "keepProfile" },
              { target: "home", actions: "keepProfile" },
            ],
            onError: { target: "home", actions: "home.stale" },
          },
          exit: "endAsking",
        },
        offer: {
          description: "The form that makes an offer.",
          invoke: {
            src: "offer",
            id: "offer",
            input: ({ context }) => ({ account: accountIn(context), quick: context.quick }),
            onDone: { target: "home", actions: "keepProfile" },
          },
          exit: "dropQuick",
        },
        ledger: {
          description: "The ledger, page by page.",
          invoke: {
            src: "ledger",
            id: "ledger",
            input: ({ context }) => ({ account: accountIn(context) }),
            onDone: { target: "home", actions: "keepProfile" },
          },
        },
        accounts: {
          description: "The form in which the member chooses among their accounts.",
          invoke: {
            src: "switching",
            id: "switching",
            input: ({ context }) => ({
              accounts: ownIn(context),
              accountID: accountIn(context).accountID,
            }),
            onDone: { target: "home", actions: "switchAccount" },
          },
        },
        languageForm: {
          description: "The language form.",
          invoke: {
            src: "language",
            id: "language",
            input: ({ context }) => ({ languages: context.languages }),
            onDone: "home",
          },
        },
        upgrade: {
          description: "The form that lifts the daily limit.",
          invoke: {
            src: "upgrade",
            id: "upgrade",
            input: ({ context }) => ({ account: accountIn(context) }),
            onDone: { target: "home", actions: "keepProfile" },
          },
        },
        outgoingOffers: {
          description: "The form that takes an offer back.",
          invoke: {
            src: "outgoing",
            id: "outgoing",
            input: ({ context }) => ({ account: accountIn(context) }),
            onDone: [
              { guard: "isStale", target: "refreshing" },
              { target: "home", actions: "keepProfile" },
            ],
          },
        },
        incomingOffers: {
          description: "The form that accepts and declines offers.",
          invoke: {
            src: "incoming",
            id: "incoming",
            input: ({ context }) => ({ account: accountIn(context) }),
            onDone: [
              { guard: "isStale", target: "refreshing" },
              { target: "home", actions: "keepProfile" },
            ],
          },
        },
      },
    },
  },
});
