import { afterAll, test } from "vitest";
import { type Mistake, plant } from "./plant.ts";

const mistakes: [string, Mistake][] = [
  [
    "a state that nothing leads to",
    {
      file: "registration.ts",
      replace: "    cancelled: {",
      by: '    dreaming: { description: "Nobody comes here.", on: { cancel: "cancelled" } },\n    cancelled: {',
      says: "“dreaming” is unreachable",
    },
  ],
  [
    "a way behind one that is always open",
    {
      file: "registration.ts",
      replace: 'onError: "unconfirmed"',
      by: 'onError: [\n{ target: "unconfirmed" },\n{ guard: "isRefused", target: "refused" }]',
      at: '{ guard: "isRefused", target: "refused" }]',
      says: "This is never tried",
    },
  ],
  [
    "a form that cannot be finished",
    {
      file: "registration.ts",
      replace: 'onError: "unconfirmed",',
      by: 'onError: "lost",',
      and: [
        "    opened: {",
        '    lost: { description: "Lost.", entry: "registration.unknown", on: { cancel: "lost" }, after: { replyTimeout: "lost" } },\n    opened: {',
      ],
      at: "    lost: {",
      problems: 4,
      says: "can never finish the form",
    },
  ],
  [
    "a state that keeps the member",
    {
      file: "root.ts",
      replace: 'on: { home: "login", cancel: "login", unexpected: "login", media: "login" }',
      by: "on: { home: {}, cancel: {} }",
      at: "    idle: {",
      problems: 3,
      says: "stays there for ever",
    },
  ],
  [
    "an `always` that goes round",
    {
      file: "root.ts",
      replace: '          on: {\n            "choice.offer"',
      by: '          always: "greeting",\n          on: {\n            "choice.offer"',
      at: 'always: [{ guard: "leadsToOffers"',
      says: "loops through `always` for ever, and the member would never get an answer. Continue on an event instead. Also at",
    },
  ],
  [
    "a conversation that ends",
    {
      file: "root.ts",
      replace: "    idle: {\n",
      by: '    idle: {\n      type: "final",\n',
      at: "    idle: {",
      says: "The root machine ends in “idle”",
    },
  ],
  [
    "a form without a transition for its end",
    {
      file: "root.ts",
      replace: '{ target: "idle" },\n        ],',
      by: "],",
      at: 'src: "registration"',
      says: "When the form “registration” ends",
    },
  ],
  [
    "a final state whose parent has no transition for its end",
    {
      file: "registration.ts",
      replace: "        denomination: {\n",
      by: '        denomination: {\n          type: "final",\n',
      at: "        denomination: {",
      says: "has no transition for its end",
    },
  ],
  [
    "a form without cancel",
    {
      file: "registration.ts",
      replace: 'cancel: "cancelled",\n        "choice.cancel"',
      by: '"choice.cancel"',
      at: "            firstname: {",
      says: "cannot leave the form",
    },
  ],
];

const planted = plant(mistakes.map(([, mistake]) => mistake));
afterAll(planted.remove);

test.each(mistakes)("%s is reported at its line", (_, mistake) => planted.expectReported(mistake));
