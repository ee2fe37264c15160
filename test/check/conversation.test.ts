import { afterAll, test } from "vitest";
import { type Mistake, plant } from "./plant.ts";

const mistakes: [string, Mistake][] = [
  [
    "a question that is not asked",
    {
      file: "registration.ts",
      replace: '{ type: "reply", params: { key: "registration.firstname.ask" } },',
      by: "",
      at: "        firstname: {",
      says: "can reach “filling.firstname” without getting a reply",
    },
  ],
  [
    "a button that nothing answers",
    {
      file: "registration.ts",
      replace: '"choice.again": "opening",',
      by: "",
      at: 'key: "registration.away"',
      says: "offers the button “again”, and a tap on it does nothing",
    },
  ],
  [
    "a row that nothing answers",
    {
      file: "registration.ts",
      replace: '"choice.denomination"',
      by: '"choice.currency"',
      at: 'key: "registration.denomination.ask"',
      says: "offers the row “denomination”, and a tap on it does nothing",
    },
  ],
  [
    "a row that is answered sometimes",
    {
      file: "registration.ts",
      replace: '"choice.denomination": {',
      by: '"choice.denomination": {\n              guard: "isName",',
      at: 'key: "registration.denomination.ask"',
      says: "offers the row “denomination”, and a tap on it does nothing",
    },
  ],
  [
    "an answer to a button that was never offered",
    {
      file: "registration.ts",
      replace: '"choice.again": "opening",',
      by: '"choice.again": "opening", "choice.later": "cancelled",',
      says: "handles “choice.later”, which no wording offers there",
    },
  ],
  [
    "words that fit no guard",
    {
      file: "registration.ts",
      replace: '{\n                target: "firstname",\n                reenter: true,\n',
      by: '{\n                guard: "isName",\n                target: "firstname",\n                reenter: true,\n',
      at: 'target: "firstname",',
      says: "who writes something else at “filling.firstname” gets no help",
    },
  ],
  [
    "a root that has no answer to what fits nothing",
    {
      file: "root.ts",
      replace: 'unexpected: { actions: { type: "reply", params: { key: "unexpected" } } },',
      by: "",
      at: "}).createMachine({",
      says: "who writes something that no transition accepts gets no answer",
    },
  ],
  [
    "a root that has no answer to photos",
    {
      file: "root.ts",
      replace: 'media: { actions: { type: "reply", params: mediaReply } },',
      by: "",
      at: "}).createMachine({",
      says: "who sends a photo or a voice note gets no answer",
    },
  ],
  [
    "a question without a limit of time",
    {
      file: "registration.ts",
      replace: 'after: { patience: "#registration.expired" },',
      by: "",
      at: "        firstname: {",
      says: "waits for the member without a time limit",
    },
  ],
  [
    "a limit that is longer than the session",
    {
      file: "registration.ts",
      replace: "patience: minutes(4)",
      by: "patience: minutes(10)",
      at: "after: { patience:",
      says: "“patience” is as long as a session, which expires after 5 minutes without a message",
    },
  ],
  [
    "a limit that nobody can know",
    {
      file: "registration.ts",
      replace: "patience: minutes(4)",
      by: "patience: () => minutes(4)",
      at: "after: { patience:",
      says: "The length of “patience” cannot be checked",
    },
  ],
];

const planted = plant(mistakes.map(([, mistake]) => mistake));
afterAll(planted.remove);

test.each(mistakes)("%s is told at its line", (_, mistake) => planted.expectTold(mistake));
