import { assign, sendParent, setup } from "xstate";
import type { Language } from "./copy/languages.ts";
import {
  choiceValueOf,
  type MemberEvent,
  mediaReply,
  minutes,
  operations,
  reply,
  speak,
} from "./kit.ts";

interface Form {
  /** Those that are offered. */
  languages: Language[];
  /** The one that was chosen, or "". */
  locale: string;
}

/** A member says which language to speak: picking → keeping → kept. */
export const language = setup({
  types: {} as { context: Form; events: MemberEvent; input: Pick<Form, "languages"> },
  actions: {
    reply,
    speak,
    keepChoice: assign({ locale: ({ event }) => choiceValueOf(event) }),
    passOn: sendParent(({ event }) => event),
  },
  actors: operations,
  delays: { patience: minutes(4) },
}).createMachine({
  id: "language",
  context: ({ input }) => ({ ...input, locale: "" }),
  initial: "picking",
  states: {
    picking: {
      description: "The languages that are offered, each by its own name.",
      entry: {
        type: "reply",
        params: ({ context }) => ({
          key: "language.ask",
          choices: context.languages.map((each) => ({ row: `locale=${each}` as const })),
        }),
      },
      on: {
        "choice.locale": { target: "keeping", actions: "keepChoice" },
        back: "cancelled",
        cancel: "cancelled",
        home: { actions: [{ type: "reply", params: { key: "language.cancelled" } }, "passOn"] },
        offers: { actions: [{ type: "reply", params: { key: "language.cancelled" } }, "passOn"] },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "language.cancelled" } }, "passOn"],
        },
        unexpected: { target: "picking", reenter: true },
        media: {
          target: "picking",
          reenter: true,
          actions: { type: "reply", params: mediaReply },
        },
      },
      after: { patience: "expired" },
    },
    keeping: {
      description:
        "The language is written down with the contact, so that it outlives the session.",
      on: { home: {}, cancel: {}, back: {}, language: {}, unexpected: {}, media: {} },
      invoke: {
        src: "keepLanguage",
        input: ({ context }) => ({ locale: context.locale }),
        onDone: {
          target: "kept",
          actions: { type: "speak", params: ({ context }) => ({ locale: context.locale }) },
        },
        onError: "away",
      },
    },
    away: {
      description: "It could not be written down; the member may try again.",
      entry: { type: "reply", params: { key: "language.away" } },
      on: {
        "choice.again": "keeping",
        "choice.cancel": "cancelled",
        back: "picking",
        cancel: "cancelled",
        home: { actions: [{ type: "reply", params: { key: "language.cancelled" } }, "passOn"] },
        offers: { actions: [{ type: "reply", params: { key: "language.cancelled" } }, "passOn"] },
        "quick.offer": {
          actions: [{ type: "reply", params: { key: "language.cancelled" } }, "passOn"],
        },
      },
      after: { patience: "expired" },
    },
    kept: {
      type: "final",
      description: "From here on all is said in the new language.",
      entry: { type: "reply", params: { key: "language.kept" } },
    },
    cancelled: {
      type: "final",
      description: "The member stays with the language they have.",
      entry: { type: "reply", params: { key: "language.cancelled" } },
    },
    expired: {
      type: "final",
      description: "The member went quiet.",
      entry: { type: "reply", params: { key: "language.expired" } },
    },
  },
});
