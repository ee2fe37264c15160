import { z } from "zod";
import type { MachineContract } from "./conversation/machine/machine-contract.ts";
import { CREDEX_TOKEN } from "./credex/credential.ts";

const dictionary = z.record(z.string(), z.unknown());

/** What VimbisoPay's machines and the conversation know of each other. */
export const contract: MachineContract = {
  recordFields: {
    keptContext: {
      profile: z.object({ member: dictionary, accounts: z.array(dictionary) }),
      current_account: dictionary,
    },
    credentials: [CREDEX_TOKEN],
  },
  commands: {
    greeting: "home",
    cancel: "cancel",
    optOut: "stop",
    optIn: "start",
    language: "language",
    yes: "yes",
    no: "no",
  },
  actions: {
    reply: "reply",
    askAgain: "askAgain",
    setLocale: "speak",
    setConsent: "setNotices",
  },
  tags: { confirmation: "money", field: "text" },
};
