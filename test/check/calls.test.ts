import { afterAll, expect, test } from "vitest";
import { type Mistake, plant } from "./plant.ts";

const mistakes: [string, Mistake][] = [
  [
    "a call without a transition for its success",
    {
      file: "root.ts",
      replace: '{ target: "ready.greeting",',
      by: '{ guard: "isRefused", target: "ready.greeting",',
      at: 'src: "login"',
      says: "When “login” is done, the member stays in “login” for ever",
    },
  ],
  [
    "a call without a transition for an unreachable credex-core",
    {
      file: "registration.ts",
      replace: 'onError: "unconfirmed",',
      by: "",
      at: 'src: "login"',
      says: "When credex-core is unreachable or refuses “login”",
    },
  ],
  ...["isRefused", "isUnknown", "isUnsettled", "isPaused"].map((guard): [string, Mistake] => [
    `a money call that does not tell ${guard}`,
    {
      file: "money-call.ts",
      replace: `guard: "${guard}"`,
      by: 'guard: { type: "isRefusedAs", params: { code: "none" } }',
      at: 'src: "createCredex"',
      says: `Add \`{ guard: "${guard}", target: … }\``,
    },
  ]),
  [
    "a call that cannot be made twice, and does not tell that no answer came",
    {
      file: "registration.ts",
      replace: '{ guard: "isUnknown", target: "unknown" },',
      by: "",
      at: 'src: "onboardMember"',
      says: "“onboardMember” does not handle the case that no answer came",
    },
  ],
  [
    "a call that is disturbed by what the member writes",
    {
      file: "registration.ts",
      replace: "on: { unexpected: {}, media: {} },",
      by: "on: { media: {} },",
      at: "    opening: {",
      says: "does not handle “unexpected” meanwhile",
    },
  ],
  [
    "a call that a photo makes once more",
    {
      file: "offer.ts",
      replace: "on: { unexpected: {}, media: {} },",
      by: "on: { unexpected: {} },",
      at: "        searching: {",
      says: "does not handle “media” meanwhile",
    },
  ],
  [
    "a money call that is cancelled without a word",
    {
      file: "money-call.ts",
      replace: 'cancel: "inProgress",',
      by: "",
      at: "        offering: {",
      says: "is not informed that “createCredex” continues without them",
    },
  ],
  [
    "a money call that a quick offer leaves without a word",
    {
      file: "money-call.ts",
      replace: 'leave: { actions: "inProgress" },',
      by: "",
      at: "        offering: {",
      says: "leaves “sending.offering” by “offers” is not informed that “createCredex” continues without them",
    },
  ],
  [
    "a money call that is left for the offers of others without a word",
    {
      file: "money-call.ts",
      replace: 'leave: { actions: "inProgress" },',
      by: "leave: {},",
      at: "        offering: {",
      says: "leaves “sending.offering” by “offers” is not informed that “createCredex” continues without them",
    },
  ],
  [
    "a money call that is left for the languages without a word",
    {
      file: "money-call.ts",
      replace: 'language: "inProgress",\n        leave: { actions: "inProgress" },',
      by: "",
      at: "        offering: {",
      says: "leaves “sending.offering” by “language”",
    },
  ],
  [
    "money that moves without a confirm",
    {
      file: "offer.ts",
      replace: '{ guard: "isHandle", target: "searching"',
      by: '{ guard: "isHandle", target: "#offer.sending"',
      says: "“moneyCall” moves money, and this transition from “filling.recipient” does not ask first",
    },
  ],
  [
    "a money call that starts after a question other than a confirmation",
    {
      file: "offer.ts",
      replace: '{ guard: "isHandleKnown", target: "searching" }',
      by: '{ guard: "isHandleKnown", target: "#offer.sending" }',
      says: "“moneyCall” moves money, and this transition from “filling.amountKnown” does not ask first",
    },
  ],
  [
    "a form that moves money, led to without a confirm",
    {
      file: "incoming.ts",
      replace: '"choice.credex": { target: "seeing"',
      by: '"choice.credex": { target: "#incoming.deciding"',
      says: "“moneyCall” moves money, and this transition from “choosing.picking” does not ask first",
    },
  ],
  [
    "a way past the confirm within a form that moves money",
    {
      file: "money-call.ts",
      replace: 'after: { replyTimeout: { target: "left", actions: "expire" } }',
      by: 'after: { replyTimeout: { target: "sending", actions: "expire" } }',
      problems: 2,
      says: "moves money, and this transition from “retrying” does not ask first",
    },
  ],
  [
    "money that is the first thing a form does",
    {
      file: "upgrade.ts",
      replace: 'initial: "confirm"',
      by: 'initial: "upgrading"',
      at: "    upgrading: {",
      says: "“moneyCall” moves money, and is the first thing that “upgrade” does. Ask first",
    },
  ],
  [
    "a confirm that says nothing of what matters",
    {
      file: "copy/en.ts",
      replace: '"offer.confirm.ask": {\n    text:',
      by: '"offer.confirm.ask": {\n    text: "Shall I send it?", was:',
      at: '"choice.confirm":',
      in: "offer.ts",
      problems: 2,
      says: "does not ask first",
    },
  ],
  [
    "a second try that is reached without a first",
    {
      file: "money-call.ts",
      replace: 'cancel: "inProgress",',
      by: 'cancel: "retrying",',
      at: '{ guard: { type: "isCall", params: { call: "createCredex" } }',
      says: "“createCredex” moves money, and this transition from “sending.choosing” does not ask first",
    },
  ],
  [
    "a second try that makes another call than the first",
    {
      file: "money-call.ts",
      replace: '"choice.again": "sending"',
      by: '"choice.again": "sending.accepting"',
      says: "“acceptCredex” moves money, and this transition from “retrying” does not ask first",
    },
  ],
];

/** A "Try again" need not repeat what was confirmed before the call. */
const retry: Mistake = {
  file: "copy/en.ts",
  replace: '"offer.away": {\n    text:',
  by: '"offer.away": {\n    text: "I could not reach VimbisoPay.", was:',
  says: "",
};

const planted = plant([...mistakes.map(([, mistake]) => mistake), retry]);
afterAll(planted.remove);

test.each(mistakes)("%s is reported at its line", (_, mistake) => planted.expectReported(mistake));

test("a second try right after the call needs no second confirm", () => {
  // The edit changes English only, so the check reports the translations; those lines do not matter here.
  const told = planted.outcomesOf(mistakes.length).filter((line) => !line.includes("/copy/"));
  expect(told).toEqual([]);
});
