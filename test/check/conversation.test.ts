import { afterAll, test } from "vitest";
import { type Mistake, plant } from "./plant.ts";

const mistakes: [string, Mistake][] = [
  [
    "a question that is not asked",
    {
      file: "registration.ts",
      replace: 'entry: "registration.denomination.ask",',
      by: "",
      at: "        denomination: {",
      says: "can reach “filling.denomination” without getting a reply",
      // And its wording is used nowhere.
      problems: 2,
    },
  ],
  [
    "a button that nothing answers",
    {
      file: "registration.ts",
      replace: '"choice.again": "#registration.opening", back',
      by: "back",
      at: 'entry: "registration.away"',
      says: "offers the button “again”, and a tap on it does nothing",
    },
  ],
  [
    "a row that nothing answers",
    {
      file: "registration.ts",
      replace: '"choice.denomination"',
      by: '"choice.currency"',
      at: 'entry: "registration.denomination.ask"',
      says: "offers the row “denomination”, and a tap on it does nothing",
    },
  ],
  [
    "a row that is answered sometimes",
    {
      file: "registration.ts",
      replace: '"choice.denomination": {',
      by: '"choice.denomination": {\n              guard: "isName",',
      at: 'entry: "registration.denomination.ask"',
      says: "offers the row “denomination”, and a tap on it does nothing",
    },
  ],
  [
    "an answer to a button that was never offered",
    {
      file: "registration.ts",
      replace: '"choice.open": "#registration.opening",',
      by: '"choice.open": "#registration.opening", "choice.later": "correcting",',
      says: "handles “choice.later”, which no wording offers there",
    },
  ],
  [
    "words that fit no guard",
    {
      file: "registration.ts",
      replace: '{ target: ".again", reenter: true, actions: "registration.name.invalid" }',
      by: '{ guard: "isName", target: ".again", reenter: true, actions: "registration.name.invalid" }',
      says: "who writes something else at “filling.naming” gets no help",
    },
  ],
  [
    "words that are taken around a question with buttons",
    {
      file: "registration.ts",
      replace: 'media: { target: ".again", reenter: true, actions: "media" },',
      by: 'media: { target: ".again", reenter: true, actions: "media" },\ntext: { target: ".again", reenter: true, actions: "media" },',
      at: "text: { target:",
      says: "“filling.summary” offers choices, and a member who types the number of one",
    },
  ],
  [
    "a root that has no answer to what fits nothing",
    {
      file: "root.ts",
      replace: 'unexpected: { actions: "unexpected" },',
      by: "",
      at: "}).createMachine({",
      says: "who writes something that no transition accepts gets no answer",
    },
  ],
  [
    "a root that has no answer to photos",
    {
      file: "root.ts",
      replace: 'media: { actions: "media" },',
      by: "",
      at: "}).createMachine({",
      says: "who sends a photo or a voice note gets no answer",
    },
  ],
  [
    "a question without a limit of time",
    {
      file: "registration.ts",
      replace: 'after: { replyTimeout: "#registration.expired" },',
      by: "",
      at: "            firstname: {",
      says: "waits for the member without a time limit",
    },
  ],
  [
    "a limit that is longer than the session",
    {
      file: "registration.ts",
      replace: "replyTimeout: minutes(4)",
      by: "replyTimeout: minutes(10)",
      says: "“replyTimeout” is as long as a session, which expires after 5 minutes without a message",
    },
  ],
  [
    "a limit that nobody can know",
    {
      file: "registration.ts",
      replace: "replyTimeout: minutes(4)",
      by: "replyTimeout: () => minutes(4)",
      says: "The length of “replyTimeout” cannot be checked",
    },
  ],
];

const planted = plant(mistakes.map(([, mistake]) => mistake));
afterAll(planted.remove);

test.each(mistakes)("%s is reported at its line", (_, mistake) => planted.expectReported(mistake));
