import { assign, setup } from "xstate";
import type { Language } from "./copy/languages.ts";
import { choiceValueOf, type MemberEvent, minutes, operations, speak } from "./kit.ts";
import { says } from "./says.ts";

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
    ...says<Form>()({
      "language.ask": ({ languages }) => ({
        choices: languages.map((each) => ({ row: `locale=${each}` as const })),
      }),
    }),
    speak,
    keepChoice: assign({ locale: ({ event }) => choiceValueOf(event) }),
  },
  actors: operations,
  delays: { replyTimeout: minutes(4) },
}).createMachine({
  id: "language",
  context: ({ input }) => ({ ...input, locale: "" }),
  initial: "choosing",
  states: {
    choosing: {
      description: "The member chooses a language. Nothing is changed yet.",
      initial: "picking",
      on: {
        "choice.cancel": "cancelled",
        cancel: "cancelled",
        language: { target: ".picking", reenter: true },
        leave: { actions: "language.cancelled" },
        media: { target: ".again", reenter: true, actions: "media" },
      },
      states: {
        again: { type: "history", description: "The open question, asked again." },
        picking: {
          description: "Lists the languages, each by its own name, and asks for one.",
          entry: "language.ask",
          on: {
            "choice.locale": { target: "#language.keeping", actions: "keepChoice" },
            back: "#language.cancelled",
            unexpected: { target: "picking", reenter: true },
          },
          after: { replyTimeout: "#language.expired" },
        },
        unreachable: {
          description: "The language could not be kept. Asks whether to try again.",
          entry: "language.away",
          on: { "choice.again": "#language.keeping", back: "picking" },
          after: { replyTimeout: "#language.expired" },
        },
      },
    },
    keeping: {
      description: "The language is kept with the contact, so that it outlives the session.",
      on: { home: {}, cancel: {}, back: {}, language: {}, unexpected: {}, media: {} },
      invoke: {
        src: "keepLanguage",
        input: ({ context }) => ({ locale: context.locale }),
        onDone: {
          target: "kept",
          actions: { type: "speak", params: ({ context }) => ({ locale: context.locale }) },
        },
        onError: "choosing.unreachable",
      },
    },
    kept: {
      type: "final",
      tags: "goal",
      description: "The new language is kept.",
      entry: "language.kept",
    },
    cancelled: { type: "final", description: "The language stays.", entry: "language.cancelled" },
    expired: { type: "final", description: "No reply in time.", entry: "language.expired" },
  },
});
