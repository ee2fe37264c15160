import { assign, setup } from "xstate";
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
import { blank, type Denomination, isDenomination, type Profile, parseName } from "./values.ts";

const form: {
  firstname: string;
  lastname: string;
  defaultDenom: Denomination;
  profile: Profile;
  reason: string;
} = { firstname: "", lastname: "", defaultDenom: "USD", profile: blank.profile, reason: "" };

/** Someone without an account opens one: first name → last name → currency → account. */
export const registration = setup({
  types: {} as { context: typeof form; events: MemberEvent; output: { profile: Profile } },
  actions: {
    reply,
    keepFirstname: assign({
      firstname: ({ event, context }) => parseName(textOf(event)) ?? context.firstname,
    }),
    keepLastname: assign({
      lastname: ({ event, context }) => parseName(textOf(event)) ?? context.lastname,
    }),
    keepDenomination: assign({
      defaultDenom: ({ event, context }) => {
        const code = choiceValueOf(event);
        return isDenomination(code) ? code : context.defaultDenom;
      },
    }),
    keepProfile: assign({ profile: (_, answer: { profile: Profile }) => answer.profile }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
  },
  actors: operations,
  guards: {
    ...outcomes,
    isName: ({ event }) => parseName(textOf(event)) !== undefined,
  },
  delays: { patience: minutes(4) },
}).createMachine({
  id: "registration",
  context: form,
  initial: "filling",
  output: ({ context }) => ({ profile: context.profile }),
  states: {
    filling: {
      description: "The member tells who they are. Nothing is opened yet.",
      initial: "firstname",
      on: { cancel: "cancelled" },
      states: {
        firstname: {
          description: "We ask for the first name.",
          entry: { type: "reply", params: { key: "registration.firstname.ask" } },
          on: {
            back: "#registration.cancelled",
            text: [
              { guard: "isName", target: "lastname", actions: "keepFirstname" },
              {
                target: "firstname",
                reenter: true,
                actions: { type: "reply", params: { key: "registration.name.invalid" } },
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
        lastname: {
          description: "We ask for the last name.",
          entry: {
            type: "reply",
            params: ({ context }) => ({
              key: "registration.lastname.ask",
              firstname: context.firstname,
            }),
          },
          on: {
            back: "firstname",
            text: [
              { guard: "isName", target: "denomination", actions: "keepLastname" },
              {
                target: "lastname",
                reenter: true,
                actions: { type: "reply", params: { key: "registration.name.invalid" } },
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
        denomination: {
          description: "We ask which currency the account counts in.",
          entry: { type: "reply", params: { key: "registration.denomination.ask" } },
          on: {
            back: "lastname",
            "choice.denomination": {
              target: "#registration.opening",
              actions: "keepDenomination",
            },
            unexpected: { target: "denomination", reenter: true },
            media: {
              target: "denomination",
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
      on: { "choice.again": "opening", "choice.cancel": "cancelled", cancel: "cancelled" },
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
