import { afterAll, test } from "vitest";
import { type Mistake, plant } from "./plant.ts";

/* What XState and JavaScript have, and a conversation does not carry. */

const imported = (names: string): [string, string] => [
  'import { assign, setup } from "xstate";',
  `import { assign, ${names}, setup } from "xstate";`,
];
const DROP = "    dropQuick: assign({ quick: undefined }),";
const KEEP_REASON = "keepReason: assign({ reason: ({ event }) => reasonOf(event) }),";
const IS_CORRECTING = "isCorrecting: ({ context }) => context.isCorrecting,";

const mistakes: [string, Mistake][] = [
  [
    "an action with code of its own",
    {
      file: "root.ts",
      replace: DROP,
      by: "    dropQuick: ({ context }) => void context.reason,",
      says: "The code of the action “dropQuick” never runs",
    },
  ],
  [
    "an event that is emitted",
    {
      file: "root.ts",
      replace: DROP,
      by: '    dropQuick: emit({ type: "dropped" }),',
      and: imported("emit"),
      says: "The engine has no listener for `emit`",
    },
  ],
  [
    "an action of XState that is in no list",
    {
      file: "root.ts",
      replace: DROP,
      by: '    dropQuick: stopChild("offer"),',
      and: imported("stopChild"),
      says: "A spawned actor is lost",
    },
  ],
  [
    "a value that is kept in the file",
    {
      file: "registration.ts",
      replace: KEEP_REASON,
      by: "keepReason: assign({ reason: ({ event }) => (latest = reasonOf(event)) }),",
      and: ["interface Form {", 'let latest = "";\n\ninterface Form {'],
      says: "This changes “latest”, which is not of this function alone",
    },
  ],
  [
    "a guard that changes the context",
    {
      file: "registration.ts",
      replace: IS_CORRECTING,
      by: 'isCorrecting: ({ context }) => (context.reason = "") === "",',
      says: "This changes “context”",
    },
  ],
  [
    "a guard that changes a list of the context",
    {
      file: "incoming.ts",
      replace: "isFirstPage: ({ context }) => context.page === 0",
      by: "isFirstPage: ({ context }) => context.offers.reverse().length === 0 || context.page === 0",
      says: "This changes “context”",
    },
  ],
  [
    "a promise with code of its own",
    {
      file: "root.ts",
      replace: "    ...operations,\n    registration,",
      by: "    ...operations,\n    login: fromPromise(() => Promise.resolve()),\n    registration,",
      and: imported("fromPromise"),
      at: "    login: fromPromise(",
      problems: 2,
      says: "The code of a `fromPromise` never runs",
    },
  ],
  ...["fromCallback", "fromTransition"].map((name): [string, Mistake] => [
    `an actor of ${name}`,
    {
      file: "root.ts",
      replace: "    ...operations,\n    registration,",
      by: `    ...operations,\n    login: ${name}(() => {}),\n    registration,`,
      and: imported(name),
      at: `    login: ${name}(`,
      says: `An actor of \`${name}\` is lost`,
    },
  ]),
  ...[
    ["onSnapshot", 'onSnapshot: "new",', "passes no snapshots from a child machine"],
    ["systemId", 'systemId: "language",', "The engine knows a machine by its place"],
    ["syncSnapshot", "syncSnapshot: true,", "passes no snapshots from a child machine"],
    ["a property that XState does not have", "retry: 3,", "`retry` has no effect"],
  ].map(([name = "", code = "", says = ""]): [string, Mistake] => [
    `${name} of a call`,
    {
      file: "root.ts",
      replace: '        src: "language",\n        id: "language",',
      by: `        src: "language",\n        ${code}\n        id: "language",`,
      at: `        ${code}`,
      says,
    },
  ]),
  [
    "a property of a state that is in no list",
    {
      file: "registration.ts",
      replace: '      description: "credex-core opens the account.",',
      by: '      description: "credex-core opens the account.",\n      activities: [],',
      at: "      activities: [],",
      says: "`activities` has no effect in a conversation. A state may have",
    },
  ],
  [
    "a property of a transition that is in no list",
    {
      file: "root.ts",
      replace: '"quick.offer": { target: ".login", actions: "keepQuick" },',
      by: '"quick.offer": { target: ".login", actions: "keepQuick", cond: "isQuick" },',
      says: "`cond` has no effect in a conversation. A transition may have",
    },
  ],
  [
    "a property of setup() that is in no list",
    {
      file: "registration.ts",
      replace: "  actors: operations,",
      by: "  actors: operations,\n  services: operations,",
      at: "  services: operations,",
      says: "`services` has no effect in a conversation. setup() may have",
    },
  ],
  ...["other/language", "other language"].map((id): [string, Mistake] => [
    `the id “${id}” of a call`,
    {
      file: "root.ts",
      replace: '        id: "language",\n',
      by: `        id: "${id}",\n`,
      says: "The id of a call is part of a path",
    },
  ]),
  [
    "a clock by another way to write it",
    {
      file: "days.ts",
      replace: "export function dayAt",
      by: 'export const now = () => Date["now"]();\n\nexport function dayAt',
      at: "export const now",
      says: "“Date” returns a different value each time",
    },
  ],
  [
    "a random number by another way to write it",
    {
      file: "days.ts",
      replace: "export function dayAt",
      by: "const { random } = Math;\nexport const chance = () => random();\n\nexport function dayAt",
      at: "const { random } = Math;",
      says: "“Math” returns a different value each time",
    },
  ],
  [
    "a random number of Node.js",
    {
      file: "days.ts",
      replace: "export function dayAt",
      by: 'import { randomInt } from "node:crypto";\nexport const chance = () => randomInt(9);\n\nexport function dayAt',
      at: 'import { randomInt } from "node:crypto";',
      says: "“node:crypto” is outside of this folder",
    },
  ],
  [
    "a name of JavaScript that is in no list",
    {
      file: "days.ts",
      replace: "export function dayAt",
      by: "export const zone = () => new Intl.DateTimeFormat().format();\n\nexport function dayAt",
      at: "export const zone",
      says: "“Intl.DateTimeFormat” returns a different value each time",
    },
  ],
  ...[
    ["NaN", "{ reason: NaN }", "A NaN cannot be kept"],
    ["a bigint", "{ reason: 1n }", "A bigint cannot be kept"],
    ["`undefined` in a list", "{ reason: [undefined] }", "A list with `undefined` cannot be kept"],
  ].map(([name = "", value = "", says = ""]): [string, Mistake] => [
    `${name} in the context`,
    {
      file: "registration.ts",
      replace: KEEP_REASON,
      by: `keepReason: assign(${value}),`,
      says,
    },
  ]),
  [
    "a time limit that may be no number",
    {
      file: "registration.ts",
      replace: "delays: { replyTimeout: minutes(4) },",
      by: "delays: { replyTimeout: ({ context }) => Number(context.reason) },",
      says: "The length of “replyTimeout” cannot be checked",
    },
  ],
  ...["getDashboard", "nobody"].map((id): [string, Mistake] => [
    `an event for “${id}”`,
    {
      file: "root.ts",
      replace: DROP,
      by: `    dropQuick: sendTo("${id}", { type: "help" }),`,
      and: imported("sendTo"),
      says: `No form with the id “${id}” is invoked here`,
    },
  ]),
  [
    "a guard that waits",
    {
      file: "registration.ts",
      replace: IS_CORRECTING,
      by: "isCorrecting: async ({ context }) => context.isCorrecting,",
      says: "Nothing in a machine waits",
    },
  ],
  [
    "an hour of the server's time zone",
    {
      file: "days.ts",
      replace: "export function dayAt",
      by: "export const hourAt = (at: number) => new Date(at).getHours();\n\nexport function dayAt",
      at: "export const hourAt",
      says: "“getHours” depends on the time zone or the language of the server",
    },
  ],
  [
    "a date that a form receives",
    {
      file: "root.ts",
      replace: "input: ({ context }) => ({ languages: context.languages }),",
      by: "input: ({ context }) => ({ languages: context.languages, since: new Date(0) }),",
      says: "A Date cannot be kept between two messages",
    },
  ],
  [
    "two forms with one id at the same time",
    {
      file: "root.ts",
      replace: '            src: "language",\n            id: "language",',
      by: '            src: "language",\n            id: "ready",',
      at: '            id: "ready",',
      and: [
        /( {4}ready: \{\n)/,
        '$1      invoke: { src: "language", id: "ready", onDone: "idle" },\n',
      ],
      says: "Another form with the id “ready” runs at the same time",
    },
  ],
];

const planted = plant(mistakes.map(([, mistake]) => mistake));
afterAll(planted.remove);

test.each(mistakes)("%s is reported at its line", (_, mistake) => planted.expectReported(mistake));
