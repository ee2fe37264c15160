import { expect, test } from "vitest";
import { setup } from "xstate";
import { en } from "../../machines/copy/en.ts";
import { isGiven, placeholdersIn } from "../../machines/copy/placeholders.ts";
import type { MemberEvent } from "../../machines/kit.ts";
import { says, saysOneOf } from "../../machines/says.ts";
import { placeholdersOf } from "../../src/check/wording.ts";
import { startMachine } from "../../src/conversation/machine/machine-runner.ts";

interface Form {
  reason: string;
  firstname: string;
}

const form = { reason: "Closed", firstname: "Bob" };

const shows = ({ firstname }: Form) => ({ name: firstname, firstname: firstname.toUpperCase() });

type Named = "ledger.refused" | "help" | "home.greeting" | "registration.done" | "due" | "either";

/** What a machine that names these actions asks the engine to say. */
function saidBy(entry: Named[]) {
  const machine = setup({
    types: {} as { context: Form; events: MemberEvent },
    actions: {
      ...says(shows)({ "offer.amount.ask": ({ reason }) => ({ denomination: reason }) }),
      due: saysOneOf(["offer.amount.ask"], (form: Form) => ({
        key: "offer.amount.ask",
        denomination: "USD",
        ...form,
      })),
      either: saysOneOf(["outdated", "registration.done"], ({ firstname }: Form) =>
        firstname ? { key: "registration.done", firstname } : { key: "outdated" },
      ),
    },
  }).createMachine({ context: form, entry });
  return startMachine(machine, {}).requestedActions();
}

test("a wording is a reply with the fields that it names, and no others", () => {
  expect(saidBy(["ledger.refused", "help"])).toEqual([
    { kind: "reply", reply: { key: "ledger.refused", reason: "Closed" } },
    { kind: "reply", reply: { key: "help" } },
  ]);
});

test("a value takes the place of the field of its name", () => {
  expect(saidBy(["home.greeting", "registration.done"])).toEqual([
    { kind: "reply", reply: { key: "home.greeting", name: "Bob" } },
    { kind: "reply", reply: { key: "registration.done", firstname: "BOB" } },
  ]);
});

test("a wording that needs more gets it from the table", () => {
  const wording = says(shows)({ "offer.amount.ask": ({ reason }) => ({ denomination: reason }) });
  const event: MemberEvent = { type: "text", text: "hi", at: 0 };
  expect(wording["offer.amount.ask"].reply({ context: form, event })).toEqual({
    key: "offer.amount.ask",
    denomination: "Closed",
  });
});

test("an action that says one of several wordings is a reply with the one that fits", () => {
  const [action] = saidBy(["either"]);
  expect(action).toMatchObject({ reply: { key: "registration.done", firstname: "Bob" } });
});

test("a value that the wording does not show is not in the reply", () => {
  expect(saidBy(["due"])).toEqual([
    { kind: "reply", reply: { key: "offer.amount.ask", denomination: "USD" } },
  ]);
});

test("a wording lists its keys, which the check reads", () => {
  expect(says<Form>()({}).help.keys).toEqual(["help"]);
});

test.each(Object.entries(en))("%s: its placeholders are those of the ICU parser", (_, entry) => {
  const parsed = [...placeholdersOf(entry, "en")].filter((name) => !isGiven(name));
  expect(placeholdersIn(entry)).toEqual(new Set(parsed));
});

test("a wrong key, a missing value and a wrong name do not compile", () => {
  // @ts-expect-error There is no such copy key.
  says<Form>()({ "ledger.refusd": () => ({}) });
  // @ts-expect-error The placeholder has another name.
  says<Form>()({ "offer.amount.ask": ({ reason }) => ({ currency: reason }) });
  // @ts-expect-error The form has no such value.
  says<Form>()({ "offer.amount.ask": ({ cause }) => ({ denomination: cause }) });
  // @ts-expect-error An object can be no value.
  says<Form>()({ "offer.amount.ask": (form) => ({ denomination: form }) });
  // @ts-expect-error The reply has a key that is not in the list.
  saysOneOf(["outdated"], () => ({ key: "help" }));
  const machine = setup({
    types: {} as { context: { amount: object } },
    actions: says<{ amount: object }, object>()({}),
  });
  const context = { amount: {} };
  // @ts-expect-error There is no such action.
  expect(machine.createMachine({ context, entry: "helps" })).toBeDefined();
  // @ts-expect-error The wording needs a value that nothing has.
  expect(machine.createMachine({ context, entry: "offer.amount.ask" })).toBeDefined();
  // @ts-expect-error The field of that name is nothing that can be shown.
  expect(machine.createMachine({ context, entry: "offer.recipient.ask" })).toBeDefined();
});
