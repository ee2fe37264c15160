import { assign, setup } from "xstate";
import { denominationIn } from "./currencies.ts";
import {
  choiceValueOf,
  type MemberEvent,
  minutes,
  operations,
  outcomes,
  profileAfter,
  reasonOf,
  textOf,
} from "./kit.ts";
import { isLikeTalk, isNo, isYes, nameProblem, readName } from "./names.ts";
import { says, saysOneOf } from "./says.ts";
import { blank, type Denomination, type Profile } from "./values.ts";

interface Form {
  /** Which name was asked for last. */
  asked: "firstname" | "lastname";
  firstname: string;
  lastname: string;
  /** A name that may be meant as something else, until the member says that it is their name. */
  candidate: string;
  denomination: Denomination;
  /** The member corrects one answer; the summary comes right after it. */
  isCorrecting: boolean;
  profile: Profile;
  reason: string;
}

/** Both names are shown together, so both together must be a name. */
const besideName = ({ asked, firstname, lastname }: Form) =>
  asked === "firstname" ? lastname : firstname;

const nameIn = (event: object, form: Form) => readName(textOf(event), besideName(form)).name;

/** The currency that was chosen or written. */
const denominationOf = (event: object) => denominationIn(choiceValueOf(event) || textOf(event));

const confirmName = saysOneOf(
  ["registration.firstname.confirm", "registration.lastname.confirm"],
  ({ asked, candidate: name }: Form) => ({ key: `registration.${asked}.confirm` as const, name }),
);

/** Someone without an account opens one: first name → last name → currency → summary → account. */
export const registration = setup({
  types: {} as { context: Form; events: MemberEvent; output: { profile: Profile } },
  actions: {
    ...says<Form>()({
      "registration.name.invalid": (form, event) => nameProblem(textOf(event), besideName(form)),
    }),
    confirmName,
    askFirstname: assign({ asked: "firstname", candidate: "" }),
    askLastname: assign({ asked: "lastname", candidate: "" }),
    keepCandidate: assign({
      candidate: ({ event, context }) => nameIn(event, context) ?? context.candidate,
    }),
    keepName: assign(({ event, context }) => ({
      [context.asked]: nameIn(event, context) ?? context[context.asked],
    })),
    takeCandidate: assign(({ context }) => ({ [context.asked]: context.candidate })),
    keepDenomination: assign({
      denomination: ({ event, context }) => denominationOf(event) ?? context.denomination,
    }),
    beginCorrecting: assign({ isCorrecting: true }),
    endCorrecting: assign({ isCorrecting: false }),
    keepProfile: assign({ profile: ({ event, context }) => profileAfter(event, context) }),
    keepReason: assign({ reason: ({ event }) => reasonOf(event) }),
  },
  actors: operations,
  guards: {
    ...outcomes,
    isCorrecting: ({ context }) => context.isCorrecting,
    isFirstname: ({ context }) => context.asked === "firstname",
    isCurrency: ({ event }) => denominationOf(event) !== undefined,
    isName: ({ event, context }) => nameIn(event, context) !== undefined,
    // "Masikati" is a surname and a greeting, "no thanks" an answer.
    isDoubtful: ({ event, context }) => {
      const name = nameIn(event, context);
      if (name === undefined) return false;
      return isLikeTalk(name) || ("command" in event && event.command !== undefined);
    },
    isConfirmed: ({ event, context }) =>
      isYes(textOf(event)) || nameIn(event, context) === context.candidate,
    // The candidate once more, if "no thanks" is one, is no answer to whether it is a name.
    isDenied: ({ event, context }) =>
      isNo(textOf(event)) && textOf(event).toLowerCase() !== context.candidate.toLowerCase(),
  },
  delays: { replyTimeout: minutes(4) },
}).createMachine({
  id: "registration",
  // What is promised: a member sends this many messages at most to open an account.
  meta: { messages: 5 },
  context: {
    asked: "firstname",
    firstname: "",
    lastname: "",
    candidate: "",
    denomination: "USD",
    isCorrecting: false,
    profile: blank.profile,
    reason: "",
  },
  initial: "filling",
  output: ({ context }) => ({ profile: context.profile }),
  states: {
    filling: {
      description: "The member says who they are. Nothing is opened yet.",
      initial: "naming",
      on: {
        cancel: "cancelled",
        "choice.cancel": "cancelled",
        leave: { actions: "registration.cancelled" },
        media: { target: ".again", reenter: true, actions: "media" },
      },
      states: {
        again: { type: "history", description: "The open question, asked again." },
        naming: {
          description: "The member's names, in two questions.",
          tags: "text",
          initial: "firstname",
          on: {
            text: [
              { guard: "isDoubtful", target: "doubt", actions: "keepCandidate" },
              { guard: "isName", target: "named", actions: "keepName" },
              { target: ".again", reenter: true, actions: "registration.name.invalid" },
            ],
            media: { target: ".again", reenter: true, actions: "media" },
          },
          states: {
            again: { type: "history", description: "The open question, asked again." },
            firstname: {
              description: "Asks for the first name.",
              entry: ["registration.firstname.ask", "askFirstname"],
              on: {
                back: [
                  { guard: "isCorrecting", target: "#registration.filling.summary" },
                  { target: "#registration.cancelled" },
                ],
              },
              after: { replyTimeout: "#registration.expired" },
            },
            lastname: {
              description: "Asks for the last name.",
              entry: ["registration.lastname.ask", "askLastname"],
              on: {
                back: [
                  { guard: "isCorrecting", target: "#registration.filling.summary" },
                  { target: "firstname" },
                ],
              },
              after: { replyTimeout: "#registration.expired" },
            },
          },
        },
        doubt: {
          description: "The text may be meant as something else. Asks whether it is the name.",
          tags: "text",
          entry: "confirmName",
          on: {
            back: "renaming",
            "choice.yes": { target: "named", actions: "takeCandidate" },
            "choice.no": { target: "renaming", actions: "registration.name.again" },
            text: [
              { guard: "isConfirmed", target: "named", actions: "takeCandidate" },
              { guard: "isDenied", target: "renaming", actions: "registration.name.again" },
              { guard: "isDoubtful", target: "doubt", reenter: true, actions: "keepCandidate" },
              { guard: "isName", target: "named", actions: "keepName" },
              { target: "renaming", actions: "registration.name.invalid" },
            ],
          },
          after: { replyTimeout: "#registration.expired" },
        },
        renaming: {
          description: "The name that was asked for is asked for again.",
          always: [
            { guard: "isFirstname", target: "naming.firstname" },
            { target: "naming.lastname" },
          ],
        },
        named: {
          description: "A name is known; after a correction the summary is next.",
          always: [
            { guard: "isCorrecting", target: "summary" },
            { guard: "isFirstname", target: "naming.lastname" },
            { target: "denomination" },
          ],
        },
        denomination: {
          description: "Asks for the currency that the account counts in.",
          entry: "registration.denomination.ask",
          on: {
            back: [{ guard: "isCorrecting", target: "summary" }, { target: "naming.lastname" }],
            "choice.denomination": { target: "summary", actions: "keepDenomination" },
            text: [
              { guard: "isCurrency", target: "summary", actions: "keepDenomination" },
              {
                target: "denomination",
                reenter: true,
                actions: "registration.denomination.invalid",
              },
            ],
            unexpected: { target: "denomination", reenter: true },
          },
          after: { replyTimeout: "#registration.expired" },
        },
        summary: {
          description: "Shows the answers, and asks whether to open the account.",
          entry: ["registration.confirm.ask", "endCorrecting"],
          on: {
            back: "denomination",
            "choice.open": "#registration.opening",
            "choice.correct": "correcting",
            yes: "#registration.opening",
            no: "correcting",
            unexpected: { target: "summary", reenter: true },
          },
          after: { replyTimeout: "#registration.expired" },
        },
        correcting: {
          description: "Asks which answer is wrong. The others are kept.",
          entry: ["registration.correct.ask", "beginCorrecting"],
          on: {
            back: "summary",
            "choice.firstname": "naming.firstname",
            "choice.lastname": "naming.lastname",
            "choice.denomination": "denomination",
            unexpected: { target: "correcting", reenter: true },
          },
          after: { replyTimeout: "#registration.expired" },
        },
        unreachable: {
          description: "credex-core was not reached: nothing was opened. Asks to try again.",
          entry: "registration.away",
          on: { "choice.again": "#registration.opening", back: "summary" },
          after: { replyTimeout: "#registration.expired" },
        },
      },
    },
    opening: {
      description: "credex-core opens the account.",
      on: { unexpected: {}, media: {} },
      invoke: {
        src: "onboardMember",
        input: ({ context: { firstname, lastname, denomination } }) => ({
          firstname,
          lastname,
          defaultDenom: denomination,
        }),
        onDone: { target: "opened", actions: "keepProfile" },
        onError: [
          { guard: "isRefused", target: "refused", actions: "keepReason" },
          { guard: "isUnknown", target: "unknown" },
          { target: "filling.unreachable" },
        ],
      },
    },
    unknown: {
      description: "The call got no answer: a login shows whether the account is open.",
      entry: "registration.unknown",
      on: { unexpected: {}, media: {} },
      invoke: {
        src: "login",
        input: {},
        onDone: { target: "opened", actions: "keepProfile" },
        onError: "unconfirmed",
      },
    },
    opened: {
      type: "final",
      tags: "goal",
      description: "The account is open.",
      entry: "registration.done",
    },
    refused: { type: "final", description: "credex-core refused.", entry: "registration.refused" },
    unconfirmed: {
      type: "final",
      description: "The login failed, which proves nothing: the next login looks again.",
      entry: "registration.unconfirmed",
    },
    cancelled: {
      type: "final",
      description: "Nothing is opened.",
      entry: "registration.cancelled",
    },
    expired: { type: "final", description: "No reply in time.", entry: "registration.expired" },
  },
});
