import { readFileSync } from "node:fs";
import { editsIn } from "../check/guide.ts";
import { readSource, type SourceEdit } from "./source-edits.ts";
import { titleOf } from "./titles.ts";

/* Edits of the shipped machines that more than one test makes. */

/** The source of a state, from its name to the comma behind it, at this depth of its file. */
export function stateIn(file: string, name: string, depth: number): string {
  const indent = " ".repeat(depth);
  const text = readSource(file);
  const start = text.indexOf(`\n${indent}${name}: {\n`);
  const end = text.indexOf(`\n${indent}},\n`, start);
  if (start < 0 || end < 0) throw new Error(`${file} has no state ${name}`);
  return text.slice(start + 1, end + `\n${indent}},\n`.length);
}

/** The example of the designers' guide: the offer form asks for a note. */
export const asksForNote = editsIn(
  readFileSync("machines/README.md", "utf8"),
  "Add a question",
).map(({ file, from, by }): SourceEdit => [file.replace("machines/", ""), from, by]);

export const recipientIsPayee: SourceEdit[] = [
  ["offer.ts", 'target: "recipient"', 'target: "payee"'],
  [
    "offer.ts",
    "        recipient: {\n          description",
    "        payee: {\n          description",
  ],
];

const UNITS = `
const inCents = (amount) => amount && { ...amount, value: String(Math.round(Number(amount.value) * 100)) };
const inUnits = (amount) => ({ ...amount, value: (Number(amount.value) / 100).toFixed(2) });
const shows = (form: Form) =>`;
export const countsCents: SourceEdit[] = [
  ["offer.ts", "\nconst shows = (form: Form) =>", UNITS],
  ["offer.ts", "amount: form.amount,", "amount: inUnits(form.amount),"],
  [
    "offer.ts",
    "parseAmount(textOf(event), context.account.defaultDenom) ?? context.amount",
    "inCents(parseAmount(textOf(event), context.account.defaultDenom)) ?? context.amount",
  ],
  [
    "offer.ts",
    "receiver: recipient,\n            amount,",
    "receiver: recipient,\n            amount: inUnits(amount),",
  ],
];

export const amountIsSum: SourceEdit[] = [
  ["offer.ts", "amount: form.amount,", "amount: form.sum,"],
  ["offer.ts", "commandFor(form)", "commandFor({ ...form, amount: form.sum })"],
  ["offer.ts", "keepAmount: assign({\n      amount:", "keepAmount: assign({\n      sum:"],
  ["offer.ts", "context.amount", "context.sum"],
  [
    "offer.ts",
    "    account,\n    recipient: blank.account,",
    "    account,\n    sum: blank.amount,\n    recipient: blank.account,",
  ],
  [
    "offer.ts",
    "{ account, recipient, amount, dueDate }",
    "{ account, recipient, sum: amount, dueDate }",
  ],
];

export const dueDateIsDueOn: SourceEdit[] = [
  ["offer.ts", "dueDate", "dueOn"],
  ["offer.ts", "...(dueOn && { dueOn })", "...(dueOn && { dueDate: dueOn })"],
];

/** The button "unsecured" asked for a date before. */
export const promisesAtOnce: SourceEdit[] = [
  [
    "copy/en.ts",
    `unsecured: ${JSON.stringify(titleOf("offer.confirm.ask", "unsecured"))}`,
    'unsecured: "Pay in 4 weeks"',
  ],
  [
    "offer.ts",
    '"choice.unsecured": { target: "due", actions: "makeUnsecured" }',
    '"choice.unsecured": { target: "#offer.sending", actions: "promiseFourWeeks" }',
  ],
  [
    "offer.ts",
    "    makeSecured:",
    '    promiseFourWeeks: assign({ dueDate: ({ event }) => dayInWeeks("4", todayOf(event)) }),\n    makeSecured:',
  ],
];

/** The form for money has these states where it made the offer; the last of them, `making`, makes it now. */
export const offersAfter = (state: string): SourceEdit[] => {
  const offering = stateIn("money-call.ts", "offering", 8);
  return [["money-call.ts", offering, `${state}${offering.replace("offering: {", "making: {")}`]];
};
export const routesOffer = offersAfter('        offering: { always: "making" },\n');

/** Without the contract of the server: see `test/journeys/releases`. */
export const makesOffer: SourceEdit[] = [
  ["kit.ts", "createCredex: operation", "makeOffer: operation"],
  ...["kit.ts", "money-call.ts", "money.ts", "offer.ts", "late.ts"].map(
    (file): SourceEdit => [file, '"createCredex"', '"makeOffer"'],
  ),
];

export const refusesOffers = ["kit.ts", "money-call.ts", "money.ts", "incoming.ts"].map(
  (file): SourceEdit => [file, "declineCredex", "refuseCredex"],
);

export const remindsAtConfirm: SourceEdit[] = [
  [
    "offer.ts",
    'unexpected: { target: "confirm", reenter: true, actions: "money.tap" },\n          },\n          after: { replyTimeout: "#offer.expired" }',
    'unexpected: { target: "confirm", reenter: true, actions: "money.tap" },\n          },\n          after: { 120000: { actions: "money.tap" }, replyTimeout: "#offer.expired" }',
  ],
];

export const asksTwice: SourceEdit[] = [
  [
    "copy/en.ts",
    '"offer.due.ask": {',
    `"offer.sure.ask": {
    text: "*{amount}* to *{recipient}*: really?",
    buttons: { really: "Really", cancel: "Cancel" },
  },
  "offer.due.ask": {`,
  ],
  [
    "copy/en.ts",
    `confirm: ${JSON.stringify(titleOf("offer.confirm.ask", "confirm"))}`,
    'confirm: "Continue"',
  ],
  ["offer.ts", '"choice.confirm": "#offer.sending"', '"choice.confirm": "sure"'],
  [
    "offer.ts",
    "        confirm: {\n",
    `        sure: {
          tags: "money",
          entry: "offer.sure.ask",
          on: { "choice.really": "#offer.sending", unexpected: { target: "sure", reenter: true } },
          after: { replyTimeout: "#offer.expired" },
        },
        confirm: {\n`,
  ],
];
