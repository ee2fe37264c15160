import { afterAll, test } from "vitest";
import { type Mistake, plant } from "./plant.ts";

const mistakes: [string, Mistake][] = [
  [
    "a machine that is not one piece",
    {
      file: "registration.ts",
      replace: "export const registration = setup({",
      by: "const kit = setup({",
      at: "const kit = setup({",
      says: "This machine is not declared in one expression",
    },
  ],
  [
    "two machines in a file",
    {
      file: "registration.ts",
      replace: "export const registration =",
      by: 'export const second = setup({}).createMachine({ id: "second" });\n\nexport const registration =',
      at: "export const registration =",
      says: "“registration” is a second machine in this file",
    },
  ],
  [
    "a state that is taken from elsewhere",
    {
      file: "registration.ts",
      replace: "  states: {\n    filling: {",
      by: "  states: {\n    ...shared,\n    filling: {",
      at: "    ...shared,",
      says: "taken from elsewhere, and the drawing tools drop it",
    },
  ],
  [
    "an action that is code",
    {
      file: "registration.ts",
      replace: 'actions: "keepName"',
      by: "actions: () => {}",
      says: "Code is used here where a name is expected",
    },
  ],
  [
    "a guard that is code",
    {
      file: "registration.ts",
      replace: 'guard: "isRefused"',
      by: "guard: ({ event }) => event.type === 'x'",
      says: "Code is used here where a name is expected",
    },
  ],
  [
    "a reply that hides what it says",
    {
      file: "registration.ts",
      replace: "    confirmName,",
      by: "    confirmName: Object.assign(() => {}, { reply: ({ context }) => ({ key: context.reason }) }),",
      says: "The check cannot determine which wording “confirmName” sends",
    },
  ],
  [
    "a state without a description",
    {
      file: "registration.ts",
      replace: '      description: "credex-core opens the account.",\n',
      by: "",
      at: "    opening: {",
      says: "“opening” has no description",
    },
  ],
  [
    "a state with a dot in its name",
    {
      file: "registration.ts",
      replace: "    opening: {",
      by: '    "opening.now": {',
      problems: 2,
      says: "contains a character that has another meaning in a target",
    },
  ],
  ...[
    ["Date.now()", "Date.now"],
    ["new Date()", "new Date()"],
    ["Math.random()", "Math.random"],
    ["performance.now()", "performance"],
    ["process.hrtime()", "process"],
  ].map(([code, name]): [string, Mistake] => [
    `${code} in a machine`,
    {
      file: "registration.ts",
      replace: "nameIn(event, context) ?? context.candidate",
      by: `String(${code})`,
      says: `“${name}” returns a different value each time`,
      ...(code === "new Date()" && { problems: 2 }),
    },
  ]),
  [
    "a clock in what machines share",
    {
      file: "kit.ts",
      replace: "count * 60_000",
      by: "count * 60_000 + Date.now()",
      problems: 2,
      says: "“Date.now” returns a different value each time",
    },
  ],
  [
    "a spawn in an assign",
    {
      file: "registration.ts",
      replace: "keepReason: assign({ reason: ({ event }) => reasonOf(event)",
      by: 'keepReason: assign({ reason: ({ spawn }) => spawn("login").id,',
      says: "A spawned actor is lost when the server restarts",
    },
  ],
  [
    "a context that is no JSON",
    {
      file: "registration.ts",
      replace: "nameIn(event, context) ?? context.candidate",
      by: "new Map([[textOf(event), 1]])",
      says: "A Map cannot be kept between two messages",
    },
  ],
  [
    "a type of the context that is no JSON",
    {
      file: "offer.ts",
      replace: "  dueDate: string;",
      by: "  dueDate: string;\n  due: Date;",
      at: "  due: Date;",
      says: "A Date cannot be kept between two messages",
    },
  ],
  [
    "a type of the context that is no JSON, in another file",
    {
      file: "home.ts",
      replace: "  languages: Language[];",
      by: "  languages: Language[];\n  seen: Date;",
      at: "  seen: Date;",
      says: "A Date cannot be kept between two messages",
    },
  ],
  [
    "a context without types",
    {
      file: "offer.ts",
      replace: 'types: {} as FormTypes<Form, Input, Pick<Form, "profile">>',
      by: 'types: {} as { input: Input; output: Pick<Form, "profile"> }',
      at: "}).createMachine({",
      says: "“offer” keeps values between messages, and does not declare them",
    },
  ],
  [
    "a bracket that is missing",
    {
      file: "registration.ts",
      replace: "delays: { replyTimeout: minutes(4) },",
      by: "delays: { replyTimeout: minutes(4 },",
      says: "This cannot be parsed",
    },
  ],
];

const planted = plant(mistakes.map(([, mistake]) => mistake));
afterAll(planted.remove);

test.each(mistakes)("%s is reported at its line", (_, mistake) => planted.expectReported(mistake));
