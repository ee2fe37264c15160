import { expect, test } from "vitest";
import { setup } from "xstate";
import type { MemberEvent } from "../../machines/kit.ts";
import { says, saysOneOf } from "../../machines/says.ts";
import { startMachine } from "../../src/conversation/machine/machine-runner.ts";

interface Form {
  reason: string;
  firstname: string;
}

const form = { reason: "Closed", firstname: "Bob" };

/** What a machine that names these actions asks the engine to say. */
function saidBy(entry: ("ledger.refused" | "help" | "either")[]) {
  const machine = setup({
    types: {} as { context: Form; events: MemberEvent },
    actions: {
      ...says<Form>()({ help: true, "ledger.refused": ({ reason }) => ({ reason }) }),
      either: saysOneOf(["outdated", "registration.done"], ({ firstname }: Form) =>
        firstname ? { key: "registration.done", firstname } : { key: "outdated" },
      ),
    },
  }).createMachine({ context: form, entry });
  return startMachine(machine, {}).requestedActions();
}

test("a wording is a reply with its values", () => {
  expect(saidBy(["ledger.refused", "help"])).toEqual([
    { kind: "reply", reply: { key: "ledger.refused", reason: "Closed" } },
    { kind: "reply", reply: { key: "help" } },
  ]);
});

test("an action that says one of several wordings is a reply with the one that fits", () => {
  const [action] = saidBy(["either"]);
  expect(action).toMatchObject({ reply: { key: "registration.done", firstname: "Bob" } });
});

test("a wording tells its keys, which the check reads", () => {
  expect(says<Form>()({ help: true }).help.keys).toEqual(["help"]);
});

test("a wrong key, a missing value and a wrong name do not compile", () => {
  // @ts-expect-error There is no such copy key.
  says<Form>()({ "ledger.refusd": true });
  // @ts-expect-error The wording has a placeholder.
  says<Form>()({ "ledger.refused": true });
  // @ts-expect-error The placeholder has another name.
  says<Form>()({ "ledger.refused": ({ reason }) => ({ reasons: reason }) });
  // @ts-expect-error The form has no such value.
  says<Form>()({ "ledger.refused": ({ cause }) => ({ reason: cause }) });
  // @ts-expect-error The reply has a key that is not in the list.
  saysOneOf(["outdated"], () => ({ key: "help" }));
  const machine = setup({ actions: says<object, object>()({ help: true }) });
  // @ts-expect-error There is no such action.
  expect(machine.createMachine({ entry: "helps" })).toBeDefined();
});
