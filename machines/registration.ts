import { assign, sendParent, setup } from "xstate";
import { denominationIn } from "./currencies.ts";
import {
  choiceValueOf,
  type MemberEvent,
  mediaReply,
  minutes,
  operations,
  outcomes,
  reasonOf,
  reply,
  textOf,
} from "./kit.ts";
import { isLikeTalk, isNo, isYes, readName } from "./names.ts";
import { blank, type Denomination, isDenomination, type Profile } from "./values.ts";

const form: {
  firstname: string;
  lastname: string;
  /** A name that may be meant as something else, until the member says that it is their name. */
  candidate: string;
  defaultDenom: Denomination;
  /** The member corrects one answer; the summary comes right after it. */
  isCorrecting: boolean;
  profile: Profile;
  reason: string;
} = {
  firstname: "",
  lastname: "",
  candidate: "",
  defaultDenom: "USD",
  isCorrecting: false,
  profile: blank.profile,
  reason: "",
};

/** The other name: both are shown together, so both together must be a name. */
type Beside = { beside: string };

const nameIn = (event: object, { beside }: Beside): string | undefined =>
  readName(textOf(event), beside).name;

/** What is wrong with a text that is no name. */
const problemIn = (event: object, beside: string) => {
  const read = readName(textOf(event), beside);
  const { problem, sign } = read.name === undefined ? read : { problem: "sign", sign: "none" };
  return { problem, sign };
};

/** Someone without an account opens one: first name → last name → currency → summary → account. */
export const registration = setup({
  types: {} as { context: typeof form; events: MemberEvent; output: { profile: Profile } },
  actions: {
    reply,
    passOn: sendParent(({ event }) => event),
    keepCandidate: assign({
      candidate: ({ event, context }, beside: Beside) => nameIn(event, beside) ?? context.candidate,
    }),
    keepFirstname: assign({
      firstname: ({ event, context }) =>
        nameIn(event, { beside: context.lastname }) ?? context.firstname,
    }),
    keepLastname: assign({
      lastname: ({ event, context }) =>
        nameIn(event, { beside: context.firstname }) ?? context.lastname,
    }),
    forgetCandidate: assign({ candidate: "" }),
    takeFirstname: assign({ firstname: ({ context }) => context.candidate }),
    takeLastname: assign({ lastname: ({ context }) => context.candidate }),
    keepDenomination: assign({
      defaultDenom: ({ event, context }) => {
        const code = choiceValueOf(event);
        return isDenomination(code) ? code : context.defaultDenom;
      },
    }),
    keepCurrency: assign({
      defaultDenom: ({ event, context }) => denominationIn(textOf(event)) ?? context.defaultDenom,
    }),
    beginCorrecting: assign({ isCorrecting: true }),
    endCorrecting: assign({ isCorrecting: false }),
    keepProfile: assign({ profile: (_, answer: { profile: Profile }) => answer.profile }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
  },
  actors: operations,
  guards: {
    ...outcomes,
    isCorrecting: ({ context }) => context.isCorrecting,
    isCurrency: ({ event }) => denominationIn(textOf(event)) !== undefined,
    isName: ({ event }, beside: Beside) => nameIn(event, beside) !== undefined,
    // "Masikati" is a surname and a greeting, "no thanks" an answer.
    isDoubtful: ({ event }, beside: Beside) => {
      const name = nameIn(event, beside);
      if (name === undefined) return false;
      return isLikeTalk(name) || ("command" in event && event.command !== undefined);
    },
    isConfirmed: ({ event, context }, beside: Beside) =>
      isYes(textOf(event)) || nameIn(event, beside) === context.candidate,
    // The candidate once more, if "no thanks" is one, is no answer to whether it is a name.
    isDenied: ({ event, context }) =>
      isNo(textOf(event)) && textOf(event).toLowerCase() !== context.candidate.toLowerCase(),
  },
  delays: { patience: minutes(4) },
}).createMachine({
  id: "registration",
  // What is promised: a member sends this many messages at most to open an account.
  meta: { messages: 5 },
  context: form,
  initial: "filling",
  output: ({ context }) => ({ profile: context.profile }),
  states: {
    filling: {
      description: "The member tells who they are. Nothing is opened yet.",
      initial: "firstname",
      on: {
        cancel: "cancelled",
        home: {
          actions: [{ type: "reply", params: { key: "registration.cancelled" } }, "passOn"],
        },
        language: {
          actions: [{ type: "reply", params: { key: "registration.cancelled" } }, "passOn"],
        },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "registration.cancelled" } }, "passOn"],
        },
      },
      states: {
        firstname: {
          description: "We ask for the first name.",
          tags: "text",
          entry: [
            { type: "reply", params: { key: "registration.firstname.ask" } },
            "forgetCandidate",
          ],
          on: {
            back: [
              { guard: "isCorrecting", target: "summary" },
              { target: "#registration.cancelled" },
            ],
            text: [
              {
                guard: {
                  type: "isDoubtful",
                  params: ({ context }) => ({ beside: context.lastname }),
                },
                target: "firstnameDoubt",
                actions: {
                  type: "keepCandidate",
                  params: ({ context }) => ({ beside: context.lastname }),
                },
              },
              {
                guard: { type: "isName", params: ({ context }) => ({ beside: context.lastname }) },
                target: "firstnameKnown",
                actions: "keepFirstname",
              },
              {
                target: "firstname",
                reenter: true,
                actions: {
                  type: "reply",
                  params: ({ event, context }) => ({
                    key: "registration.name.invalid",
                    ...problemIn(event, context.lastname),
                  }),
                },
              },
            ],
            media: {
              target: "firstname",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#registration.expired" },
        },
        firstnameDoubt: {
          description: "The text may be meant as something else: is it the first name?",
          tags: "text",
          entry: {
            type: "reply",
            params: ({ context }) => ({
              key: "registration.firstname.confirm",
              name: context.candidate,
            }),
          },
          on: {
            back: "firstname",
            "choice.yes": { target: "firstnameKnown", actions: "takeFirstname" },
            "choice.no": {
              target: "firstname",
              actions: { type: "reply", params: { key: "registration.name.again" } },
            },
            text: [
              {
                guard: {
                  type: "isConfirmed",
                  params: ({ context }) => ({ beside: context.lastname }),
                },
                target: "firstnameKnown",
                actions: "takeFirstname",
              },
              {
                guard: "isDenied",
                target: "firstname",
                actions: { type: "reply", params: { key: "registration.name.again" } },
              },
              {
                guard: {
                  type: "isDoubtful",
                  params: ({ context }) => ({ beside: context.lastname }),
                },
                target: "firstnameDoubt",
                reenter: true,
                actions: {
                  type: "keepCandidate",
                  params: ({ context }) => ({ beside: context.lastname }),
                },
              },
              {
                guard: { type: "isName", params: ({ context }) => ({ beside: context.lastname }) },
                target: "firstnameKnown",
                actions: "keepFirstname",
              },
              {
                target: "firstname",
                actions: {
                  type: "reply",
                  params: ({ event, context }) => ({
                    key: "registration.name.invalid",
                    ...problemIn(event, context.lastname),
                  }),
                },
              },
            ],
            media: {
              target: "firstnameDoubt",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#registration.expired" },
        },
        firstnameKnown: {
          description: "The first name is known; a corrected one leads back to the summary.",
          entry: "forgetCandidate",
          always: [{ guard: "isCorrecting", target: "summary" }, { target: "lastname" }],
        },
        lastname: {
          description: "We ask for the last name.",
          tags: "text",
          entry: [
            {
              type: "reply",
              params: ({ context }) => ({
                key: "registration.lastname.ask",
                firstname: context.firstname,
              }),
            },
            "forgetCandidate",
          ],
          on: {
            back: [{ guard: "isCorrecting", target: "summary" }, { target: "firstname" }],
            text: [
              {
                guard: {
                  type: "isDoubtful",
                  params: ({ context }) => ({ beside: context.firstname }),
                },
                target: "lastnameDoubt",
                actions: {
                  type: "keepCandidate",
                  params: ({ context }) => ({ beside: context.firstname }),
                },
              },
              {
                guard: { type: "isName", params: ({ context }) => ({ beside: context.firstname }) },
                target: "lastnameKnown",
                actions: "keepLastname",
              },
              {
                target: "lastname",
                reenter: true,
                actions: {
                  type: "reply",
                  params: ({ event, context }) => ({
                    key: "registration.name.invalid",
                    ...problemIn(event, context.firstname),
                  }),
                },
              },
            ],
            media: {
              target: "lastname",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#registration.expired" },
        },
        lastnameDoubt: {
          description: "The text may be meant as something else: is it the last name?",
          tags: "text",
          entry: {
            type: "reply",
            params: ({ context }) => ({
              key: "registration.lastname.confirm",
              name: context.candidate,
            }),
          },
          on: {
            back: "lastname",
            "choice.yes": { target: "lastnameKnown", actions: "takeLastname" },
            "choice.no": {
              target: "lastname",
              actions: { type: "reply", params: { key: "registration.name.again" } },
            },
            text: [
              {
                guard: {
                  type: "isConfirmed",
                  params: ({ context }) => ({ beside: context.firstname }),
                },
                target: "lastnameKnown",
                actions: "takeLastname",
              },
              {
                guard: "isDenied",
                target: "lastname",
                actions: { type: "reply", params: { key: "registration.name.again" } },
              },
              {
                guard: {
                  type: "isDoubtful",
                  params: ({ context }) => ({ beside: context.firstname }),
                },
                target: "lastnameDoubt",
                reenter: true,
                actions: {
                  type: "keepCandidate",
                  params: ({ context }) => ({ beside: context.firstname }),
                },
              },
              {
                guard: { type: "isName", params: ({ context }) => ({ beside: context.firstname }) },
                target: "lastnameKnown",
                actions: "keepLastname",
              },
              {
                target: "lastname",
                actions: {
                  type: "reply",
                  params: ({ event, context }) => ({
                    key: "registration.name.invalid",
                    ...problemIn(event, context.firstname),
                  }),
                },
              },
            ],
            media: {
              target: "lastnameDoubt",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#registration.expired" },
        },
        lastnameKnown: {
          description: "The last name is known; a corrected one leads back to the summary.",
          entry: "forgetCandidate",
          always: [{ guard: "isCorrecting", target: "summary" }, { target: "denomination" }],
        },
        denomination: {
          description: "We ask which currency the account counts in.",
          entry: { type: "reply", params: { key: "registration.denomination.ask" } },
          on: {
            back: [{ guard: "isCorrecting", target: "summary" }, { target: "lastname" }],
            "choice.denomination": { target: "summary", actions: "keepDenomination" },
            text: [
              { guard: "isCurrency", target: "summary", actions: "keepCurrency" },
              {
                target: "denomination",
                reenter: true,
                actions: { type: "reply", params: { key: "registration.denomination.invalid" } },
              },
            ],
            unexpected: { target: "denomination", reenter: true },
            media: {
              target: "denomination",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#registration.expired" },
        },
        summary: {
          description: "The member sees how we understood them before the account is opened.",
          entry: [
            {
              type: "reply",
              params: ({ context }) => ({
                key: "registration.confirm.ask",
                firstname: context.firstname,
                lastname: context.lastname,
                denomination: context.defaultDenom,
              }),
            },
            "endCorrecting",
          ],
          on: {
            back: "denomination",
            "choice.open": "#registration.opening",
            "choice.correct": "correcting",
            yes: "#registration.opening",
            no: "correcting",
            unexpected: { target: "summary", reenter: true },
            media: {
              target: "summary",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#registration.expired" },
        },
        correcting: {
          description: "The member says which answer is wrong. The others stay.",
          entry: [
            { type: "reply", params: { key: "registration.correct.ask" } },
            "beginCorrecting",
          ],
          on: {
            back: "summary",
            "choice.firstname": "firstname",
            "choice.lastname": "lastname",
            "choice.denomination": "denomination",
            unexpected: { target: "correcting", reenter: true },
            media: {
              target: "correcting",
              reenter: true,
              actions: { type: "reply", params: mediaReply },
            },
          },
          after: { patience: "#registration.expired" },
        },
      },
    },
    opening: {
      description: "credex-core opens the account.",
      on: { unexpected: {}, media: {} },
      invoke: {
        src: "onboardMember",
        input: ({ context: { firstname, lastname, defaultDenom } }) => ({
          firstname,
          lastname,
          defaultDenom,
        }),
        onDone: {
          target: "opened",
          actions: { type: "keepProfile", params: ({ event }) => event.output },
        },
        onError: [
          { guard: "isRefused", target: "refused", actions: "keepReason" },
          { guard: "isUnknown", target: "unknown" },
          { target: "away" },
        ],
      },
    },
    unknown: {
      description: "No clear answer: logging in shows whether the account is open.",
      entry: { type: "reply", params: { key: "registration.unknown" } },
      on: { unexpected: {}, media: {} },
      invoke: {
        src: "login",
        input: {},
        onDone: {
          target: "opened",
          actions: { type: "keepProfile", params: ({ event }) => event.output },
        },
        onError: "unconfirmed",
      },
    },
    away: {
      description:
        "credex-core could not be reached: nothing was opened, and the answers are kept.",
      entry: { type: "reply", params: { key: "registration.away" } },
      on: {
        "choice.again": "opening",
        "choice.cancel": "cancelled",
        cancel: "cancelled",
        home: {
          actions: [{ type: "reply", params: { key: "registration.cancelled" } }, "passOn"],
        },
        language: {
          actions: [{ type: "reply", params: { key: "registration.cancelled" } }, "passOn"],
        },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "registration.cancelled" } }, "passOn"],
        },
      },
      after: { patience: "expired" },
    },
    opened: {
      type: "final",
      description: "The account is open.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "registration.done", firstname: context.firstname }),
      },
    },
    refused: {
      type: "final",
      description: "credex-core said no, and why.",
      entry: {
        type: "reply",
        params: ({ context }) => ({ key: "registration.refused", reason: context.reason }),
      },
    },
    unconfirmed: {
      type: "final",
      description: "That the account is not there yet proves nothing: the next login looks again.",
      entry: { type: "reply", params: { key: "registration.unconfirmed" } },
    },
    cancelled: {
      type: "final",
      description: "The member thought better of it.",
      entry: { type: "reply", params: { key: "registration.cancelled" } },
    },
    expired: {
      type: "final",
      description: "The member went quiet.",
      entry: { type: "reply", params: { key: "registration.expired" } },
    },
  },
});
