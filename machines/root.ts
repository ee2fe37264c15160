import { assign, setup } from "xstate";
import type { Language } from "./copy/languages.ts";
import { shownHandle } from "./handles.ts";
import { incoming } from "./incoming.ts";
import {
  askAgain,
  type ConversationEvent,
  mediaReply,
  operations,
  outcomes,
  reasonOf,
  reply,
  setNotices,
  todayOf,
} from "./kit.ts";
import { language } from "./language.ts";
import { lateReply } from "./late.ts";
import { ledger } from "./ledger.ts";
import { offer } from "./offer.ts";
import { outgoing } from "./outgoing.ts";
import type { QuickOffer } from "./quick-offer.ts";
import { registration } from "./registration.ts";
import { partyOf, shorten } from "./shorten.ts";
import { switching } from "./switching.ts";
import { upgrade } from "./upgrade.ts";
import {
  type Amount,
  accountOf,
  blank,
  HUSTLER_TIER,
  type OwnAccount,
  type PendingOffer,
  type Profile,
  sumOf,
} from "./values.ts";

interface Context {
  profile: Profile;
  /** The account that the member acts for. */
  current_account: { accountID: string };
  /** A quick command that the offer form has not been opened with yet. */
  quick: (QuickOffer & { today: string }) | undefined;
  reason: string;
  /** Those that members may choose from. */
  languages: Language[];
  /** The member would like to see what was offered as soon as it is known. */
  isAskedForOffers: boolean;
}

const NO_ACCOUNT: OwnAccount = {
  ...blank.account,
  accountType: "PERSONAL",
  defaultDenom: "USD",
  isOwnedAccount: true,
  securedBalances: [],
  netAssets: "",
  pendingIn: [],
  pendingOut: [],
};

const accountIn = ({ profile, current_account }: Context): OwnAccount =>
  accountOf(profile, current_account.accountID) ?? NO_ACCOUNT;

const ownIn = ({ profile }: Context): OwnAccount[] =>
  profile.accounts.filter(({ isOwnedAccount }) => isOwnedAccount);

const mayUpgrade = (context: Context): boolean =>
  context.profile.member.memberTier < HUSTLER_TIER && accountIn(context).accountType === "PERSONAL";

const dashboard = (context: Context) => {
  const account = accountIn(context);
  const nothing: Amount = { value: "0", denomination: account.defaultDenom };
  return {
    account: account.accountName,
    handle: shownHandle(account.accountHandle),
    balances: account.securedBalances.join(", ") || nothing,
    netAssets: account.netAssets || nothing,
    pendingIn: account.pendingIn.length,
    pendingOut: account.pendingOut.length,
    limit: limitOf(context.profile) ?? "none",
  };
};

/** What is left of the day's limit, for the tiers that have one. */
const limitOf = ({ member: { remainingAvailableUSD: value = "" } }: Profile): Amount | undefined =>
  /^\d+(\.\d+)?$/.test(value) ? { value, denomination: "USD" } : undefined;

/** What can be done now. */
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

/** Who has done something to which offer. */
const termsOf = ({ offer }: { offer: PendingOffer }) => ({
  counterparty: partyOf(offer, 60),
  sum: sumOf(offer),
});

/** A member's dialogue: who are you → home → the forms, and home again. */
export const root = setup({
  types: {} as {
    context: Context;
    events: ConversationEvent;
    input: Partial<Pick<Context, "profile" | "current_account" | "languages">>;
  },
  actions: {
    reply,
    askAgain,
    setNotices,
    keepProfile: assign({
      profile: ({ context }, news: { profile: Profile | undefined }) =>
        news.profile ?? context.profile,
    }),
    chooseAccount: assign({
      current_account: ({ context }) => {
        const { accountID, accountName, accountHandle, defaultDenom } = accountIn(context);
        return { accountID, accountName, accountHandle, defaultDenom };
      },
    }),
    switchAccount: assign({
      current_account: ({ context }, { accountID }: { accountID: string }) => {
        const chosen = accountOf(context.profile, accountID) ?? NO_ACCOUNT;
        const { accountName, accountHandle, defaultDenom } = chosen;
        return { accountID: chosen.accountID, accountName, accountHandle, defaultDenom };
      },
    }),
    keepQuick: assign({
      quick: ({ context, event }) => {
        if (event.type !== "quick.offer") return context.quick;
        const { amount, handle, secured } = event;
        return { amount, handle, secured, today: todayOf(event) };
      },
    }),
    dropQuick: assign({ quick: undefined }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
    askForOffers: assign({ isAskedForOffers: true }),
    endAsking: assign({ isAskedForOffers: false }),
    keepLateProfile: assign({
      profile: ({ context, event }) => {
        const answer = event.type === "call.late" && event.outcome === "done" && event.output;
        const { profile = context.profile } = (answer || {}) as { profile?: Profile };
        return profile;
      },
    }),
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
    isStale: (_, { isStale }: { isStale: boolean }) => isStale,
    // What broke on an answer or a timer could break again on the next answer, and so on without end.
    isWithMember: ({ event }) => event.type === "trouble" && event.during === "message",
    isOutcomeLost: ({ event }) => event.type === "trouble" && event.isOutcomeLost === true,
    isQuick: ({ context }) => context.quick !== undefined,
    leadsToOffers: ({ context }, { profile }: { profile: Profile }) =>
      context.isAskedForOffers && accountIn({ ...context, profile }).pendingIn.length > 0,
    hasOpened: (_, { profile }: { profile: Profile }) => profile.member.memberID !== "",
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
    language: ".speaking",
    help: { actions: { type: "reply", params: { key: "help" } } },
    outdated: { actions: { type: "reply", params: { key: "outdated" } } },
    late: { actions: [{ type: "reply", params: { key: "late" } }, "askAgain"] },
    unexpected: { actions: { type: "reply", params: { key: "unexpected" } } },
    media: { actions: { type: "reply", params: mediaReply } },
    flood: { actions: { type: "reply", params: { key: "flood" } } },
    stop: {
      actions: [
        { type: "setNotices", params: { notices: "off" } },
        { type: "reply", params: { key: "notice.stopped" } },
      ],
    },
    start: {
      actions: [
        { type: "setNotices", params: { notices: "on" } },
        { type: "reply", params: { key: "notice.started" } },
      ],
    },
    "notice.created": {
      actions: {
        type: "reply",
        params: ({ event }) => ({
          key: "notice.created",
          ...termsOf(event),
          secured: event.offer.secured ? "yes" : "no",
          account: shorten(event.account, 50),
        }),
      },
    },
    "notice.accepted": {
      actions: {
        type: "reply",
        params: ({ event }) => ({ key: "notice.accepted", ...termsOf(event) }),
      },
    },
    "notice.declined": {
      actions: {
        type: "reply",
        params: ({ event }) => ({ key: "notice.declined", ...termsOf(event) }),
      },
    },
    "notice.cancelled": {
      actions: {
        type: "reply",
        params: ({ event }) => ({ key: "notice.cancelled", ...termsOf(event) }),
      },
    },
    "notice.many": { actions: { type: "reply", params: { key: "notice.many" } } },
    "call.late": [
      {
        guard: "isLateDone",
        actions: ["keepLateProfile", { type: "reply", params: ({ event }) => lateReply(event) }],
      },
      { actions: { type: "reply", params: ({ event }) => lateReply(event) } },
    ],
  },
  states: {
    new: {
      description: "A session begins; why, the first event says.",
      on: {
        home: "login",
        "session.over": {
          target: "login",
          actions: { type: "reply", params: { key: "session.over" } },
        },
        "machine.edited": {
          target: "login",
          actions: { type: "reply", params: { key: "machine.edited" } },
        },
        trouble: [
          {
            guard: "isOutcomeLost",
            target: "resting",
            actions: { type: "reply", params: { key: "trouble.money" } },
          },
          {
            guard: "isWithMember",
            target: "login",
            actions: { type: "reply", params: { key: "trouble" } },
          },
          {
            target: "resting",
            actions: { type: "reply", params: { key: "trouble.resting" } },
          },
        ],
      },
    },
    login: {
      description: "credex-core tells who the member is. What they write meanwhile is let be.",
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
          {
            guard: "isQuick",
            target: "ready.offering",
            actions: [
              { type: "keepProfile", params: ({ event }) => event.output },
              "chooseAccount",
            ],
          },
          {
            target: "ready.greeting",
            actions: [
              { type: "keepProfile", params: ({ event }) => event.output },
              "chooseAccount",
            ],
          },
        ],
        onError: [
          {
            guard: { type: "isRefusedAs", params: { code: "member_not_found" } },
            target: "welcome",
          },
          { guard: { type: "isRefusedAs", params: { code: "no_phone" } }, target: "anonymous" },
          { guard: "isRefused", target: "refused", actions: "keepReason" },
          { target: "away" },
        ],
      },
    },
    anonymous: {
      description: "WhatsApp keeps the number to itself, and without it nobody can be logged in.",
      entry: ["dropQuick", { type: "reply", params: { key: "login.anonymous" } }],
      on: { home: "login", cancel: "login", back: "login" },
    },
    away: {
      description: "credex-core could not be reached.",
      entry: { type: "reply", params: { key: "login.away" } },
      on: {
        "choice.again": "login",
        home: { target: "login", actions: "dropQuick" },
        cancel: { target: "login", actions: "dropQuick" },
        back: { target: "login", actions: "dropQuick" },
      },
    },
    refused: {
      description: "credex-core would not log the member in.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "login.refused", reason: context.reason }),
      },
      on: {
        "choice.again": "login",
        home: { target: "login", actions: "dropQuick" },
        cancel: { target: "login", actions: "dropQuick" },
        back: { target: "login", actions: "dropQuick" },
      },
    },
    welcome: {
      description: "Someone new: shall we open an account?",
      entry: [
        "dropQuick",
        {
          type: "reply",
          params: ({ context }) => ({
            key: "welcome.ask",
            choices: [
              { row: "register" as const },
              ...(context.languages.length > 1 ? [{ row: "language" as const }] : []),
            ],
          }),
        },
      ],
      on: {
        "choice.register": "registering",
        yes: "registering",
        "choice.language": "speaking",
        home: "login",
        cancel: { target: "welcome", reenter: true },
        back: { target: "welcome", reenter: true },
        unexpected: { target: "welcome", reenter: true },
      },
    },
    speaking: {
      description: "The language form, before it is known who the member is.",
      on: { home: "login" },
      invoke: {
        src: "language",
        id: "language",
        input: ({ context }) => ({ languages: context.languages }),
        onDone: "login",
      },
    },
    registering: {
      description: "The registration form. A login shows what became of an account being opened.",
      on: { home: "login", cancel: "login" },
      invoke: {
        src: "registration",
        id: "registration",
        onDone: [
          {
            guard: { type: "hasOpened", params: ({ event }) => event.output },
            target: "ready",
            actions: [
              { type: "keepProfile", params: ({ event }) => event.output },
              "chooseAccount",
            ],
          },
          { target: "resting" },
        ],
      },
    },
    resting: {
      description: "Nothing goes on by itself; a word from the member, and we look again.",
      on: { home: "login", cancel: "login", unexpected: "login", media: "login" },
    },
    ready: {
      description: "The member is known.",
      initial: "home",
      on: {
        home: ".refreshing",
        offers: { target: ".refreshing", actions: "askForOffers" },
        cancel: ".home",
        language: ".speaking",
        "quick.offer": { target: ".offering", actions: "keepQuick" },
      },
      states: {
        greeting: {
          description: "A good morning, then home, or what the member has asked for.",
          entry: {
            type: "reply",
            params: ({ context }) => ({
              key: "home.greeting",
              name: context.profile.member.firstname,
            }),
          },
          always: [
            {
              guard: { type: "leadsToOffers", params: ({ context }) => context },
              target: "answering",
            },
            "home",
          ],
          exit: "endAsking",
        },
        home: {
          description: "The account at a glance, and what can be done.",
          entry: {
            type: "reply",
            params: ({ context }) => ({
              key: "home.menu",
              ...dashboard(context),
              choices: rowsOf(context),
            }),
          },
          on: {
            "choice.offer": "offering",
            "choice.incoming": "answering",
            "choice.outgoing": "withdrawing",
            "choice.ledger": "reading",
            "choice.account": "switching",
            "choice.upgrade": "upgrading",
            "choice.refresh": "refreshing",
            "choice.language": "speaking",
            back: { target: "home", reenter: true },
            unexpected: {
              target: "home",
              reenter: true,
              actions: { type: "reply", params: { key: "unexpected" } },
            },
          },
        },
        refreshing: {
          description: "credex-core tells how the account stands now.",
          on: { home: {}, cancel: {}, unexpected: {}, media: {} },
          invoke: {
            src: "getDashboard",
            input: {},
            onDone: [
              {
                guard: { type: "leadsToOffers", params: ({ event }) => event.output },
                target: "answering",
                actions: { type: "keepProfile", params: ({ event }) => event.output },
              },
              {
                target: "home",
                actions: { type: "keepProfile", params: ({ event }) => event.output },
              },
            ],
            onError: {
              target: "home",
              actions: { type: "reply", params: { key: "home.stale" } },
            },
          },
          exit: "endAsking",
        },
        offering: {
          description: "The offer form.",
          invoke: {
            src: "offer",
            id: "offer",
            input: ({ context }) => ({ account: accountIn(context), quick: context.quick }),
            onDone: {
              target: "home",
              actions: { type: "keepProfile", params: ({ event }) => event.output },
            },
          },
          exit: "dropQuick",
        },
        reading: {
          description: "The ledger, page by page.",
          invoke: {
            src: "ledger",
            id: "ledger",
            input: ({ context }) => ({ account: accountIn(context) }),
            onDone: {
              target: "home",
              actions: { type: "keepProfile", params: ({ event }) => event.output },
            },
          },
        },
        switching: {
          description: "The member chooses among their accounts.",
          invoke: {
            src: "switching",
            id: "switching",
            input: ({ context }) => ({
              accounts: ownIn(context),
              accountID: accountIn(context).accountID,
            }),
            onDone: {
              target: "home",
              actions: { type: "switchAccount", params: ({ event }) => event.output },
            },
          },
        },
        speaking: {
          description: "The language form.",
          invoke: {
            src: "language",
            id: "language",
            input: ({ context }) => ({ languages: context.languages }),
            onDone: "home",
          },
        },
        upgrading: {
          description: "The form that lifts the daily limit.",
          invoke: {
            src: "upgrade",
            id: "upgrade",
            input: ({ context }) => ({ account: accountIn(context) }),
            onDone: {
              target: "home",
              actions: { type: "keepProfile", params: ({ event }) => event.output },
            },
          },
        },
        withdrawing: {
          description: "The form that takes an offer back.",
          invoke: {
            src: "outgoing",
            id: "outgoing",
            input: ({ context }) => ({ account: accountIn(context) }),
            onDone: [
              {
                guard: { type: "isStale", params: ({ event }) => event.output },
                target: "refreshing",
              },
              {
                target: "home",
                actions: { type: "keepProfile", params: ({ event }) => event.output },
              },
            ],
          },
        },
        answering: {
          description: "The form that accepts and declines.",
          invoke: {
            src: "incoming",
            id: "incoming",
            input: ({ context }) => ({ account: accountIn(context) }),
            onDone: [
              {
                guard: { type: "isStale", params: ({ event }) => event.output },
                target: "refreshing",
              },
              {
                target: "home",
                actions: { type: "keepProfile", params: ({ event }) => event.output },
              },
            ],
          },
        },
      },
    },
  },
});
