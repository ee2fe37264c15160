import { afterAll, expect, test } from "vitest";
import { check, type Mistake, plant } from "./plant.ts";

const mistakes: [string, Mistake][] = [
  [
    "a target that is no state",
    {
      file: "registration.ts",
      replace: '{ guard: "isFirstname", target: "naming.lastname" }',
      by: '{ guard: "isFirstname", target: "naming.surname" }',
      says: "There is no state “naming.surname”",
    },
  ],
  [
    "a target elsewhere that is no state, and that XState refuses to load",
    {
      file: "registration.ts",
      replace: '{ target: "#registration.cancelled" }',
      by: '{ target: "#registration.canceled" }',
      says: "There is no state “#registration.canceled”",
    },
  ],
  [
    "a target that is no state, and cuts off those behind it",
    {
      file: "offer.ts",
      replace: '"choice.confirm": "#offer.sending"',
      by: '"choice.confirm": "#offer.sendin"',
      says: "There is no state “#offer.sendin”",
    },
  ],
  [
    "a first state that is no state",
    {
      file: "registration.ts",
      replace: 'initial: "firstname"',
      by: 'initial: "forename"',
      says: "has no initial state",
    },
  ],
  [
    "a first state that is written as a target",
    {
      file: "registration.ts",
      replace: 'initial: "firstname"',
      by: 'initial: ".firstname"',
      says: "has no initial state",
    },
  ],
  [
    "what no rule knows, and XState refuses",
    {
      file: "registration.ts",
      replace: "    opening: {",
      by: '    opening: {\n      initial: "asking",',
      at: "}).createMachine({",
      says: "“registration” cannot run: Initial state node",
    },
  ],
  [
    "a file that cannot be loaded",
    {
      file: "root.ts",
      replace: "export const root =",
      by: 'throw new Error("planted");\nexport const root =',
      says: "This file cannot be loaded: planted",
    },
  ],
  [
    "an action that nobody wrote",
    {
      file: "registration.ts",
      replace: 'actions: "keepName"',
      by: 'actions: "keepForename"',
      says: "There is no action “keepForename”",
    },
  ],
  [
    "a guard that nobody wrote",
    {
      file: "registration.ts",
      replace: 'guard: "isRefused"',
      by: 'guard: "isRefusd"',
      says: "There is no guard “isRefusd”",
    },
  ],
  [
    "a call that credex-core does not have",
    {
      file: "registration.ts",
      replace: 'src: "onboardMember"',
      by: 'src: "onboard"',
      says: "There is no call “onboard”",
    },
  ],
  [
    "a delay that nobody set",
    {
      file: "registration.ts",
      replace: "after: { replyTimeout:",
      by: "after: { replyTimout:",
      says: "There is no delay “replyTimout”",
    },
  ],
  [
    "a wording that nobody wrote, in a list",
    {
      file: "registration.ts",
      replace: '["registration.firstname.confirm", "registration.lastname.confirm"]',
      by: '["registration.firstname.confirm", "registration.late"]',
      at: "    confirmName,",
      says: "There is no wording “registration.late”",
    },
  ],
  [
    "a wording that nobody wrote",
    {
      file: "registration.ts",
      replace: 'entry: "registration.expired"',
      by: 'entry: "registration.late"',
      says: "There is no wording “registration.late”",
    },
  ],
  [
    "an action that is used nowhere",
    {
      file: "registration.ts",
      replace: "    keepReason:",
      by: "    keepNothing: assign({}),\n    keepReason:",
      says: "The action “keepNothing” is used nowhere",
    },
  ],
  [
    "a wording that nobody says",
    {
      file: "copy/en.ts",
      replace: "  outdated:",
      by: '  "offer.forgotten": "Nobody reads this.",\n  outdated:',
      problems: 2,
      says: "“offer.forgotten” is used by no machine",
    },
  ],
  [
    "a form that nobody calls",
    {
      file: "root.ts",
      replace: 'src: "registration"',
      by: 'src: "offer"',
      at: "}).createMachine({",
      in: "registration.ts",
      problems: 2,
      says: "No machine invokes “registration”",
    },
  ],
];

const planted = plant(mistakes.map(([, mistake]) => mistake));
afterAll(planted.remove);

test.each(mistakes)("%s is reported at its line", (_, mistake) => planted.expectReported(mistake));

test("what a lost target cuts off is not told of as well", () => {
  const told = planted.outcomesOf(mistakes.findIndex(([name]) => name.includes("cuts off")));
  expect(told).toHaveLength(1);
});

test("a file is not reported as unloadable if the cause is reported at its line", () => {
  const told = planted.outcomesOf(mistakes.findIndex(([name]) => name.includes("refuses to load")));
  expect(told.filter((line) => line.includes("cannot be loaded"))).toEqual([]);
});

test("the machines that are shipped give no problem; the command says so, and which wordings wait for a speaker", () => {
  const { status, stdout, stderr } = check(new URL("../..", import.meta.url).pathname, []);
  expect(stderr).toBe("");
  const [first, ...others] = stdout.trim().split("\n");
  expect(first).toContain("no problems in");
  for (const line of others) expect(line).toContain("for a speaker's review");
  expect(status).toBe(0);
});
