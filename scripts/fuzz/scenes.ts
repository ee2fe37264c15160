import type { Phone } from "./phone.ts";

/** Brings a newly registered member into the middle of a conversation. */
export type Scene = (phone: Phone) => Promise<void>;

const choose =
  (...choices: string[]): Scene =>
  async (phone) => {
    for (const choice of choices) await phone.taps(choice);
  };
const say =
  (...texts: string[]): Scene =>
  async (phone) => {
    for (const text of texts) await phone.says(text);
  };

/** The points of a conversation in which a case can start, by name. */
export const scenes: { [name: string]: Scene } = {
  home: say("menu"),
  amount: choose("offer"),
  async recipient(phone) {
    await phone.taps("offer");
    await phone.says("20");
  },
  confirm: say("20=>bob_bakery"),
  "promise: due date": say("20->bob_bakery"),
  async "promise: confirm"(phone) {
    await phone.says("20->bob_bakery");
    await phone.taps("weeks=2");
  },
  ledger: choose("ledger"),
  language: choose("language"),
  upgrade: choose("upgrade"),
  async "take back"(phone) {
    await phone.says("1=>bob_bakery");
    await phone.taps("confirm");
    await phone.taps("outgoing");
  },
  async incoming(phone) {
    await phone.isOffered();
    await phone.says("menu");
    await phone.taps("incoming");
  },
  async "accept or decline"(phone) {
    await phone.isOffered();
    await phone.says("menu");
    await phone.taps("incoming");
    await phone.tapsFirst();
  },
};
